import type { EventStore } from '@foja/ledger';
import { createProjections, type Projections, type ProjectionsOptions } from '@foja/projections';
import pg from 'pg';
import { type Engine, openEmptyLedger } from '../../support/engine.ts';
import { freshDatabase, type TestDatabase } from '../../support/postgres.ts';

/** A database of the spec's own, with a store and a pool as the application has them. */
export interface House {
  readonly database: TestDatabase;
  readonly store: EventStore;
  readonly pool: pg.Pool;
  /** Read models over them; stopped with the house. */
  projections(options?: Partial<ProjectionsOptions>): Projections;
  close(): Promise<void>;
}

export async function openHouse(engine?: Engine): Promise<House> {
  const database = await freshDatabase();
  const ledger = await openEmptyLedger(database, engine);
  const { store } = ledger;
  const pool = new pg.Pool({ connectionString: database.appUrl, max: 12 });
  pool.on('error', () => undefined);
  const opened: Projections[] = [];
  return {
    database,
    store,
    pool,
    projections(options = {}) {
      const made = createProjections({ pool, store, tuning: FAST, ...options });
      opened.push(made);
      return made;
    },
    async close() {
      await Promise.all(opened.map((projections) => projections.stop()));
      await ledger.close();
      await pool.end();
      await database.drop();
    },
  };
}

/** Short waits, so that failures and take-overs are over soon. */
export const FAST = { leaseRetryMs: 20, retryMs: 20, retryMaxMs: 100, pollMs: 5 } as const;

/** Everything the read models say, as text: equal text, equal rows. */
export async function contents(pool: pg.Pool): Promise<string> {
  const parts: string[] = [];
  for (const name of [
    'register.claims',
    'deadlines.claims',
    'deadlines.counts',
    'statistics.claims',
    'statistics.counts',
  ]) {
    const { rows } = await pool.query<{ row: string }>(
      `SELECT to_json(t)::text AS row FROM proj_${name} t ORDER BY to_json(t)::text COLLATE "C"`,
    );
    parts.push(`${name}\n${rows.map(({ row }) => row).join('\n')}`);
  }
  return parts.join('\n\n');
}
