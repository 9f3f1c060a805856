import type { EventStore, Position, RecordedEvent } from '@foja/ledger/port.ts';
import type pg from 'pg';
import { CountSum } from '../runner/count-sum.ts';
import { writeCounts } from '../runner/counts.ts';
import type { ReadEvent } from '../runner/event.ts';
import { fold, touchedBy } from '../runner/fold.ts';
import { insertRows, loadRows, type Target, updateRows } from '../runner/rows.ts';

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
const BATCH_MAX = 5_000;

/**
 * Fills the shadows with every event up to `until`, reading each once for all of them; the next batch is read while one
 * is written. Answers the position reached. @throws PoisonEvent where an event cannot be replayed.
 */
export async function replay(
  shadows: readonly Shadow[],
  { store, until, read, signal, onEvents }: ReplayOptions,
): Promise<Position> {
  let position = 0n;
  let next = store.readAll({ after: position, max: BATCH_MAX });
  while (true) {
    signal?.throwIfAborted();
    const events = upTo(await next, until);
    const last = events.at(-1);
    if (last === undefined) break;
    position = last.position;
    if (position < until) {
      next = store.readAll({ after: position, max: BATCH_MAX });
      // Awaited at the next turn; until then a failure must not count as unhandled.
      next.catch(() => undefined);
    }
    await Promise.all(shadows.map((shadow) => write(shadow, events, read)));
    onEvents?.(events.length);
    if (position >= until) break;
  }
  for (const { client, target, counts } of shadows) {
    await writeCounts(client, target, counts.changes());
    await client.query(`UPDATE ${target.schema}.checkpoint SET position = $1`, [position.toString()]);
  }
  return position;
}

export interface ReplayOptions {
  readonly store: EventStore;
  readonly until: Position;
  readonly read: ReadEvent;
  readonly signal?: AbortSignal | undefined;
  readonly onEvents?: (count: number) => void;
}

async function write({ client, target, counts }: Shadow, events: readonly RecordedEvent[], read: ReadEvent) {
  const touched = touchedBy(target.projection, events, read);
  const folded = fold(target.projection, touched, await loadRows(client, target, touched.toLoad));
  counts.merge(folded.counts);
  await insertRows(client, target, folded.inserted);
  await updateRows(client, target, folded.updated);
}

function upTo(events: readonly RecordedEvent[], until: Position): readonly RecordedEvent[] {
  const last = events.at(-1);
  return last === undefined || last.position <= until ? events : events.filter(({ position }) => position <= until);
}
