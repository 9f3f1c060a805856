import { randomUUID } from 'node:crypto';
import { NO_STREAM } from '@foja/ledger';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, inDatabase, openStore, type TestDatabase } from '../support/postgres.ts';
import { collect, events } from './samples.ts';

// Identity columns are handed out before the commit: of two writers, the one with the higher number may commit first, and a
// reader that remembers the highest number it has seen never sees the other's event.

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

it('a reader of an identity column skips the event of a slow writer', async () => {
  await inDatabase(database.adminUrl, (owner) =>
    owner.query(
      'CREATE TABLE public.naive (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text NOT NULL)',
    ),
  );
  const [slow, quick, reader] = [
    await connected(database.adminUrl),
    await connected(database.adminUrl),
    await connected(database.adminUrl),
  ];
  const seen: string[] = [];
  let position = '0';
  const readOn = async () => {
    const text = 'SELECT position, what FROM public.naive WHERE position > $1 ORDER BY position';
    const { rows } = await reader.query<{ position: string; what: string }>(text, [position]);
    seen.push(...rows.map(({ what }) => what));
    position = rows.at(-1)?.position ?? position;
  };

  await slow.query('BEGIN');
  await slow.query("INSERT INTO public.naive (what) VALUES ('slow')");
  await quick.query("INSERT INTO public.naive (what) VALUES ('quick')");
  await readOn();
  await slow.query('COMMIT');
  await readOn();

  const { rows } = await reader.query<{ what: string }>('SELECT what FROM public.naive ORDER BY position');
  expect(rows.map(({ what }) => what)).toEqual(['slow', 'quick']);
  expect(seen).toEqual(['quick']); // 'slow' is stored, and never read
  for (const client of [slow, quick, reader]) await client.end();
});

it('a reader of the ledger sees it, in order', async () => {
  const store = openStore(database.appUrl);
  const slow = await connected(database.appUrl);
  const reading = collect(store, (seen) => seen.length >= 2, { batchMax: 1 });

  await slow.query('BEGIN');
  await slow.query(
    `SELECT ledger.append('{0}', '{claim-slow}', '{-1}', '{0}', '{claim-slow}', '{0}', ARRAY[$1::uuid], '{Slow}', '{1}',
                          ARRAY['{}'::json], ARRAY['{}'::json])`,
    [randomUUID()],
  );
  const quick = store.append({ stream: 'claim-quick', expectedRevision: NO_STREAM, events: events(1) });
  await inDatabase(database.adminUrl, async (owner) => {
    // The quick writer stands in line by now, and nobody sees either.
    await expect
      .poll(
        async () => (await owner.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).rowCount,
      )
      .toBe(1);
  });
  expect(await store.readAll({ after: 0n, max: 10 })).toEqual([]);
  await slow.query('COMMIT');

  expect(await quick).toMatchObject({ outcome: 'appended', position: 2n });
  expect((await reading).map(({ stream, position }) => ({ stream, position }))).toEqual([
    { stream: 'claim-slow', position: 1n },
    { stream: 'claim-quick', position: 2n },
  ]);
  await slow.end();
  await store.close();
});
