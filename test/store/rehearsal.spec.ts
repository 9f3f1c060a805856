import { StoreUnavailable } from '@foja/ledger/port.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, inDatabase, openStore, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

test('an append is rehearsed and leaves nothing: no event, no table, no gap', async () => {
  const store = openStore(database.appUrl);
  await Promise.all([store.rehearse(), store.rehearse()]);
  expect(await store.head()).toBe(0n);
  const { rows } = await inDatabase(database.adminUrl, (owner) =>
    owner.query(`SELECT to_regclass('app.rehearsal') AS left_behind, (SELECT count(*) FROM ledger.events) AS events`),
  );
  expect(rows).toEqual([{ left_behind: null, events: '0' }]);
  const id = '3f0e8a52-1c0b-4d9e-8f6a-0f6a5b6f6a01';
  const metadata = {
    occurredAt: '2026-10-05T18:42:00-05:00',
    actor: { role: 'system', id: 'x' },
    causationId: id,
    correlationId: id,
  };
  const events = [{ id, type: 'Tried', version: 1, data: {}, metadata }];
  expect(await store.append({ stream: 'rehearsal-x', expectedRevision: -1, events })).toMatchObject({ position: 1n });
  await store.close();
});

test.each([
  ['where events may not be inserted', 'ALTER TABLE ledger.events ADD CONSTRAINT none CHECK (false) NOT VALID'],
  ['where there is no room for a table', 'REVOKE CREATE ON SCHEMA app FROM foja_app'],
  ['of a server that is only read from', 'ALTER DATABASE %name SET default_transaction_read_only = on'],
])('fails as an append does %s', async (_, trouble) => {
  const own = await freshDatabase();
  const name = new URL(own.adminUrl).pathname.slice(1);
  await inDatabase(own.adminUrl, (owner) => owner.query(trouble.replace('%name', name)));
  const store = openStore(own.appUrl);
  await expect(store.rehearse()).rejects.toThrow(StoreUnavailable);
  await store.close();
  await own.drop();
});
