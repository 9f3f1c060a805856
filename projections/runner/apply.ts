import type { Position, RecordedEvent } from '@foja/ledger/port.ts';
import type pg from 'pg';
import { moveCheckpoint } from './checkpoint.ts';
import { CountSum } from './count-sum.ts';
import { writeCounts } from './counts.ts';
import { eraseRows } from './erase.ts';
import { type Decoded, decode, PoisonEvent, type ReadEvent } from './event.ts';
import { fold, touchedBy } from './fold.ts';
import { insertRows, loadRows, type Target, updateRows } from './rows.ts';

/**
 * One batch on one projection, in one transaction: rows, counters and checkpoint, or nothing.
 *
 * Commits without waiting for the disk: a crash takes rows and checkpoint back together, and the events are applied
 * again. @throws FencedOut where the checkpoint is not at `from`; PoisonEvent, after the events before it were applied.
 */
export async function applyBatch(
  client: pg.ClientBase,
  target: Target,
  { events, from, read }: { events: readonly RecordedEvent[]; from: Position; read: ReadEvent },
): Promise<Position> {
  const news = events.filter(({ position }) => position > from);
  const last = news.at(-1);
  if (last === undefined) return from;
  await client.query('BEGIN; SET LOCAL synchronous_commit = off');
  try {
    await moveCheckpoint(client, target.schema, from, last.position);
    await writeEvents(client, target, news, read);
    await client.query('COMMIT');
    return last.position;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    if (!(error instanceof PoisonEvent)) throw error;
    const sound = news.filter(({ position }) => position < error.event.position);
    await applyBatch(client, target, { events: sound, from, read });
    throw error;
  }
}

/** Rows and counters only: the caller holds the transaction and the checkpoint. */
export async function writeEvents(
  client: pg.ClientBase,
  target: Target,
  events: readonly RecordedEvent[],
  read: ReadEvent,
): Promise<void> {
  const counts = new CountSum();
  await writeRows(client, target, decode(events, read), counts);
  await writeCounts(client, target, counts.changes());
}

/** Rows only; what they change in the counters is added to `counts`. */
export async function writeRows(
  client: pg.ClientBase,
  target: Target,
  events: readonly Decoded[],
  counts: CountSum,
): Promise<void> {
  const touched = touchedBy(target.projection, events);
  const loaded = await loadRows(client, target, touched.toLoad);
  const { inserted, updated } = fold(target.projection, touched, loaded, counts);
  await insertRows(client, target, inserted);
  await updateRows(client, target, updated);
  await eraseRows(client, target, erasedIn(events));
}

function erasedIn(events: readonly Decoded[]): string[] {
  return events.flatMap(({ event }) => (event?.type === 'ClaimErased' ? [event.claimId] : []));
}
