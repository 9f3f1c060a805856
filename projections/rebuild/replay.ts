import type { EventStore, Position, RecordedEvent } from '@foja/ledger/port.ts';
import type pg from 'pg';
import { writeRows } from '../runner/apply.ts';
import { CountSum } from '../runner/count-sum.ts';
import { writeCounts } from '../runner/counts.ts';
import { decode, type ReadEvent } from '../runner/event.ts';
import type { Target } from '../runner/rows.ts';

/** A shadow being filled, on a connection of its own. Nobody reads it yet, so nothing needs a transaction. */
export interface Shadow {
  readonly target: Target;
  readonly client: pg.ClientBase;
  readonly counts: CountSum;
}

export function shadowOf(target: Target, client: pg.ClientBase): Shadow {
  return { target, client, counts: new CountSum() };
}

/** Large enough that a claim's first events come together, small enough for two batches in memory. */
const BATCH_MAX = 1_500;

/** The only streams that rows are made of; the store leaves the others out, and the checkpoint covers them all the same. */
const CLAIMS = 'claim-';

/**
 * Fills the shadows with every event up to `until`, reading each once for all of them; the next batch is read and decoded
 * while one is written. The shadows then stand at `until`. @throws PoisonEvent where an event cannot be replayed.
 */
export async function replay(
  shadows: readonly Shadow[],
  { store, until, read, signal, onEvents }: ReplayOptions,
): Promise<void> {
  let position = 0n;
  let writing: Promise<unknown> = Promise.resolve();
  const personalOf = new Set<string>(shadows.flatMap(({ target }) => [...target.projection.personalOf]));
  const pageAfter = (after: Position) => store.readAll({ after, max: BATCH_MAX, streamPrefix: CLAIMS, personalOf });
  let next = pageAfter(position);
  while (true) {
    signal?.throwIfAborted();
    const events = upTo(await next, until);
    const last = events.at(-1);
    if (last === undefined) break;
    const before = position;
    position = last.position;
    if (position < until) {
      next = pageAfter(position);
      // Awaited at the next turn; until then a failure must not count as unhandled.
      next.catch(() => undefined);
    }
    const decoded = decode(events, read);
    await writing;
    writing = Promise.all(shadows.map(({ client, target, counts }) => writeRows(client, target, decoded, counts)));
    writing.catch(() => undefined); // awaited at the next turn
    onEvents?.(store.countsPositions === true ? Number(position - before) : events.length);
    if (position >= until) break;
  }
  await writing;
  if (store.countsPositions === true) onEvents?.(Number(until - position));
  for (const { client, target, counts } of shadows) {
    await writeCounts(client, target, counts.changes());
    await client.query(`UPDATE ${target.schema}.checkpoint SET position = $1`, [until.toString()]);
  }
}

/** How many there are to replay, where the store's positions tell. */
export function eventsUpTo(store: EventStore, until: Position): number | undefined {
  return store.countsPositions === true ? Number(until) : undefined;
}

export interface ReplayOptions {
  readonly store: EventStore;
  readonly until: Position;
  readonly read: ReadEvent;
  readonly signal?: AbortSignal | undefined;
  readonly onEvents?: (count: number) => void;
}

function upTo(events: readonly RecordedEvent[], until: Position): readonly RecordedEvent[] {
  const last = events.at(-1);
  return last === undefined || last.position <= until ? events : events.filter(({ position }) => position <= until);
}
