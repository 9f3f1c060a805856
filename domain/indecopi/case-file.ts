import type { CaseFileEvent, EventOf } from '@foja/contracts';
import { type Decision, happened, refuse } from '../decision.ts';

/** A case file (expediente): asked for, whole, gone. Not asked for until its first event. */
export interface CaseFileState {
  readonly requested: EventOf<'CaseFileRequested'>['data'] | undefined;
  readonly completed: EventOf<'CaseFileCompleted'>['data'] | undefined;
  readonly discarded: EventOf<'CaseFileDiscarded'>['data']['why'] | undefined;
  readonly downloads: number;
}

export const initialCaseFile: CaseFileState = {
  requested: undefined,
  completed: undefined,
  discarded: undefined,
  downloads: 0,
};

export function evolveCaseFile(state: CaseFileState, event: CaseFileEvent): CaseFileState {
  switch (event.type) {
    case 'CaseFileRequested':
      return { ...state, requested: event.data };
    case 'CaseFileCompleted':
      return { ...state, completed: event.data };
    case 'CaseFileDownloaded':
      return { ...state, downloads: state.downloads + 1 };
    case 'CaseFileDiscarded':
      return { ...state, discarded: event.data.why };
    default:
      return event satisfies never;
  }
}

export function requestCaseFile(
  state: CaseFileState,
  request: EventOf<'CaseFileRequested'>['data'],
): Decision<EventOf<'CaseFileRequested'>> {
  if (state.requested !== undefined) return happened();
  return happened({ type: 'CaseFileRequested', data: request });
}

/** Its bytes are whole and will not change. */
export function completeCaseFile(
  state: CaseFileState,
  completion: EventOf<'CaseFileCompleted'>['data'],
): Decision<EventOf<'CaseFileCompleted'>> {
  if (state.requested === undefined) return refuse('export/not-found');
  if (state.discarded !== undefined) return refuse('export/gone');
  if (state.completed !== undefined) return happened();
  return happened({ type: 'CaseFileCompleted', data: completion });
}

/** Told before the first byte leaves: nobody has it without the ledger knowing. */
export function downloadCaseFile(
  { requested, completed, discarded }: CaseFileState,
  bytes: { readonly firstByte: number; readonly lastByte: number } | undefined,
): Decision<EventOf<'CaseFileDownloaded'>> {
  if (requested === undefined) return refuse('export/not-found');
  if (discarded !== undefined) return refuse('export/gone');
  if (completed === undefined) return refuse('export/not-ready');
  const { exportId } = requested;
  return happened({ type: 'CaseFileDownloaded', data: { exportId, sha256: completed.sha256, ...bytes } });
}

/** Takes it away. What is cancelled must not be whole yet; what is whole ends by its term or by an erasure. */
export function discardCaseFile(
  { requested, completed, discarded }: CaseFileState,
  why: EventOf<'CaseFileDiscarded'>['data']['why'],
): Decision<EventOf<'CaseFileDiscarded'>> {
  if (requested === undefined) return refuse('export/not-found');
  if (discarded !== undefined) return happened();
  if (why === 'cancelled' && completed !== undefined) return refuse('export/over');
  return happened({ type: 'CaseFileDiscarded', data: { exportId: requested.exportId, why } });
}
