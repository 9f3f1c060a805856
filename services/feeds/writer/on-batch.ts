import { addDays } from '@foja/domain/deadline/index.ts';
import type { RecordedEvent } from '@foja/ledger/port.ts';
import type { NewMessage } from '../log/port.ts';
import type { FeedClaim } from '../translation/claim.ts';
import { type Step, stepOnEvent } from '../translation/step.ts';
import type { WriterOptions } from './options.ts';
import type { Count, Parked, Place } from './port.ts';

/** What is told of lies in these streams. */
export const STREAMS = 'claim-';

/** Tells a batch of events, in their order, and answers where that leads to. @throws FencedOut */
export async function tellBatch(
  batch: readonly RecordedEvent[],
  place: Place,
  { table, law, log, traces }: Pick<WriterOptions, 'table' | 'law' | 'log' | 'traces'>,
): Promise<Place> {
  const last = batch.at(-1);
  if (last === undefined) return place;
  const ids = [...new Set(batch.map(claimIdOf))].filter((id) => UUID.test(id));
  const known = new Map(await table.claims(ids));
  const changed = new Map<string, FeedClaim>();
  const parked: Parked[] = [];
  const steps: Step[] = [];
  for (const recorded of batch) {
    const claimId = claimIdOf(recorded);
    try {
      const step = stepOnEvent(known.get(claimId), recorded, law());
      if (step === undefined) continue;
      known.set(claimId, step.claim);
      changed.set(claimId, step.claim);
      steps.push({ ...step, messages: step.messages.map((message) => traced(message, recorded)) });
    } catch (error) {
      // Nothing but the event itself can be the trouble here: one that nobody can read must not hold back all the others.
      parked.push(parkedOf(recorded, error));
      const { stream, revision, type } = recorded;
      log.error({ stream, revision, type }, 'an event could not be told to the feeds');
    }
  }
  const messages = steps.flatMap((step) => step.messages);
  const counts = countsOf(steps, place);
  const from = Date.now();
  const next = await table.commit(
    place,
    { position: last.position },
    { messages, claims: [...changed.values()], counts, parked },
  );
  traces?.worked('feeds write', batch, { from, to: Date.now() });
  return next;
}

export function parkedOf({ stream, revision, position, type }: RecordedEvent, error: unknown): Parked {
  return { stream, revision, position, type, reason: error instanceof Error ? error.message : 'not an error' };
}

/** Of the trace that its event was written in, if any. */
export function traced(message: NewMessage, { metadata: { traceparent } }: RecordedEvent): NewMessage {
  return traceparent === undefined ? message : { ...message, traceparent };
}

/** What happened on a day that was told already counts for the next one. */
export function countsOf(steps: readonly Step[], { closedDay }: Pick<Place, 'closedDay'>): Count[] {
  return steps.flatMap(({ claim: { ruc, sector }, counts }) =>
    counts.map(({ day, name }) => ({
      ruc,
      sector,
      name,
      day: closedDay === undefined || day > closedDay ? day : addDays(closedDay, 1),
    })),
  );
}

export function claimIdOf({ stream }: RecordedEvent): string {
  return stream.slice(STREAMS.length);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
