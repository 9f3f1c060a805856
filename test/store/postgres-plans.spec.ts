import { ORDERED_READS, QUERIES } from '@foja/ledger/postgres/reader.ts';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, inDatabase, type TestDatabase } from '../support/postgres.ts';

// Every read follows one index from its start to its limit, whatever the planner knows of the ledger.

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await inDatabase(database.adminUrl, async (owner) => {
    await owner.query('ALTER TABLE ledger.events SET (autovacuum_enabled = off)');
    await owner.query(`
      INSERT INTO ledger.events
      SELECT n, gen_random_uuid(),
             CASE WHEN n % 1000 = 0 THEN 'provider-' || n % 7 WHEN n % 9999 = 1 THEN 'law' ELSE 'claim-' || n / 4 END,
             n, 'Something', 1, '{}', '{}', now()
        FROM generate_series(1, 30000) AS n`);
  });
});
afterAll(() => database.drop());

const READS = [
  ['forwards', ['claim-7', 0, 1000], 'events_stream_revision_key'],
  ['backwards', ['claim-7', '9223372036854775807', 1], 'events_stream_revision_key'],
  ['all', [0, 1000], 'events_position_key'],
  ['category', ['provider', 0, 'provider-', 1000], 'events_category_position'],
  ['common', [15_000, 'claim-', 1000], 'events_position_key'],
  // Either of two: both hold just what the prefix finds.
  ['categories', ['law', 0, 1000], 'events_'],
  ['head', [], 'events_position_key'],
] as const;

describe.each(['before any ANALYZE', 'after it'])('%s', (when) => {
  beforeAll(async () => {
    if (when === 'after it') await inDatabase(database.adminUrl, (owner) => owner.query('ANALYZE ledger.events'));
  });

  it.each(READS)('%s %j follows %s', async (name, values, index) => {
    await inDatabase(database.appUrl, async (app) => {
      for (const [setting, value] of Object.entries(ORDERED_READS)) await app.query(`SET ${setting} = ${value}`);
      for (const mode of ['force_custom_plan', 'force_generic_plan']) {
        await app.query(`SET plan_cache_mode = ${mode}`);
        const plan = await explain(app, QUERIES[name], values);
        expect(plan).toContain(index);
        // Not one row more than asked for is read, but for what a prefix without a hyphen finds.
        expect(plan).not.toMatch(/Rows Removed by Filter: [1-9]\d{2}/);
        if (name !== 'categories') expect(plan).not.toContain('Sort');
      }
    });
  });
});

async function explain(app: pg.Client, text: string, values: readonly unknown[]): Promise<string> {
  await app.query(`PREPARE read AS ${text}`);
  const literals = values.map((value) => (typeof value === 'number' ? String(value) : `'${String(value)}'`)).join(', ');
  const { rows } = await app.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN (ANALYZE, COSTS off, TIMING off) EXECUTE read${literals === '' ? '' : `(${literals})`}`,
  );
  await app.query('DEALLOCATE read');
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}
