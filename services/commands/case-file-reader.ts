import type { CaseFileEvent } from '@foja/contracts';
import { type CaseFileState, evolveCaseFile, initialCaseFile } from '@foja/domain/indecopi/index.ts';
import { decodeEvent } from '@foja/ledger/codec.ts';
import { type EventStore, NO_STREAM, type RecordedEvent, START } from '@foja/ledger/port.ts';
import { readStream } from './claim-reader.ts';
import type { Loaded } from './handle.ts';

export function caseFileStream(exportId: string): string {
  return `casefile-${exportId}`;
}

export interface CaseFileHistory extends Loaded<CaseFileState> {
  readonly events: readonly { readonly event: CaseFileEvent; readonly recorded: RecordedEvent }[];
}

/** A case file from its stream; not asked for where there is none. */
export async function readCaseFile(store: EventStore, exportId: string): Promise<CaseFileHistory> {
  const recorded = await readStream(store, caseFileStream(exportId));
  const events = recorded.map((one) => ({ event: decodeEvent(one).event as CaseFileEvent, recorded: one }));
  const last = recorded.at(-1);
  return {
    state: events.reduce((state, { event }) => evolveCaseFile(state, event), initialCaseFile),
    revision: last?.revision ?? NO_STREAM,
    position: last?.position ?? START,
    events,
  };
}
