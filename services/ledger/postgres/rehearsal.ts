import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { NO_STREAM, StoreUnavailable } from '../port.ts';
import { APPEND } from './group-commit.ts';
import { encodeBatch } from './request.ts';
import { textsOf } from './texts.ts';

/** Room for some hundreds of filings: a disk with less than this is full. */
const ROOM_KIB = 1_024;

/**
 * Appends one event to a stream of its own and rolls it back: where that works, so does any other append. One event alone may
 * find room in the last page of a full disk; so a table is filled in the same transaction, which always asks the disk for
 * new room, and gives it back with the rest.
 * @throws StoreUnavailable
 */
export async function rehearse(pool: pg.Pool): Promise<void> {
  let client: pg.PoolClient | undefined;
  try {
    client = await pool.connect();
    await client.query('BEGIN');
    await client.query(
      `CREATE TABLE app.rehearsal AS SELECT repeat('x', 1000) AS room FROM generate_series(1, ${ROOM_KIB})`,
    );
    await client.query({ ...APPEND, values: encodeBatch([trial()]) });
    await client.query('ROLLBACK');
    client.release();
  } catch (cause) {
    client?.release(true); // which ends its transaction
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StoreUnavailable(`the event store does not take appends: ${why}`, 'not-stored', cause);
  }
}

function trial() {
  const id = randomUUID();
  const metadata = {
    occurredAt: new Date().toISOString(),
    actor: { role: 'system', id: 'rehearsal' },
    causationId: id,
    correlationId: id,
  };
  const event = { id, type: 'Rehearsed', version: 1, data: {}, metadata };
  const appends = [{ stream: `rehearsal-${id}`, expectedRevision: NO_STREAM, events: [event] }];
  return { ...textsOf(appends), appends, deadlineMs: 0, settle: () => undefined, fail: () => undefined };
}
