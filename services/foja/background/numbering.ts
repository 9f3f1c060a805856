import { NumberingReactor } from '@foja/commands';
import { type EventStore, START } from '@foja/ledger';
import type pg from 'pg';

const TABLE = `
  SELECT pg_advisory_xact_lock(x'666f6a69'::bigint);
  CREATE TABLE IF NOT EXISTS app.numbering_progress (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    position numeric NOT NULL
  )`;

export interface NumberingOptions {
  readonly store: EventStore;
  /** As the application's role. */
  readonly pool: Pick<pg.Pool, 'query'>;
  readonly signal: AbortSignal;
}

/**
 * Finishes filings that a crash left without their number. Only a store that cannot append to several streams at once
 * needs it; PostgreSQL can, so it then has nothing to do. The place reached is in the database, so that a process on
 * another machine goes on from it and does not read the ledger from its first event.
 */
export async function runNumbering({ store, pool, signal }: NumberingOptions): Promise<void> {
  if (store.appendAtomically !== undefined) return;
  await pool.query(TABLE); // one message, hence one transaction: two starts at once wait for each other
  let kept = await placeReached(pool);
  await new NumberingReactor({
    store,
    after: kept,
    signal,
    reached: async (position) => {
      if (position === kept) return;
      await pool.query(
        `INSERT INTO app.numbering_progress AS p (position) VALUES ($1)
         ON CONFLICT (one) DO UPDATE SET position = EXCLUDED.position WHERE p.position < EXCLUDED.position`,
        [position.toString()],
      );
      kept = position;
    },
  }).run();
}

async function placeReached(pool: Pick<pg.Pool, 'query'>): Promise<bigint> {
  const { rows } = await pool.query<{ position: string }>('SELECT position::text FROM app.numbering_progress');
  return rows[0] === undefined ? START : BigInt(rows[0].position);
}
