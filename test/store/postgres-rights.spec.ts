import { NO_STREAM, openPostgresStore } from '@foja/ledger';
import { asRole } from '@foja/ledger/postgres/connection.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, inDatabase, openStore, type TestDatabase } from '../support/postgres.ts';
import { events, everything } from './samples.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  const store = openStore(database.appUrl);
  await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(3) });
  await store.close();
});
afterAll(() => database.drop());

const INSERT = `INSERT INTO ledger.events VALUES
  (9, gen_random_uuid(), 'claim-1', 9, 'Forged', 1, '{}', '{}', now())`;

const CHANGES = [
  "UPDATE ledger.events SET data = '{}'",
  "UPDATE ledger.events SET data = '{}' WHERE false",
  'DELETE FROM ledger.events',
  'DELETE FROM ledger.events WHERE false',
  'TRUNCATE ledger.events',
];

describe('the application role', () => {
  it.each([
    ...CHANGES,
    INSERT,
    'DROP TABLE ledger.events',
    'ALTER TABLE ledger.events DISABLE TRIGGER ALL',
    'CREATE TABLE ledger.other ()',
    'SET ROLE foja_owner',
    'SET session_replication_role = replica',
    'DELETE FROM public.foja_migrations',
  ])('may not: %s', async (sql) => {
    await inDatabase(database.appUrl, async (app) => {
      await expect(app.query(sql)).rejects.toThrow(/permission denied|must be owner/);
    });
  });

  it('may make schemas of its own, and tables in schema app', async () => {
    await inDatabase(database.appUrl, async (app) => {
      await app.query(
        'CREATE SCHEMA read_model; CREATE TABLE read_model.t (); ALTER SCHEMA read_model RENAME TO read_model_2',
      );
      await app.query(
        'CREATE TABLE app.checkpoint (name text); DROP TABLE app.checkpoint; DROP SCHEMA read_model_2 CASCADE',
      );
    });
  });
});

describe('the owner', () => {
  it.each(CHANGES)('is refused by the trigger: %s', async (sql) => {
    await inDatabase(database.adminUrl, async (owner) => {
      await expect(owner.query(sql)).rejects.toThrow(/never changed or removed/);
      await owner.query('SET session_replication_role = replica');
      await expect(owner.query(sql)).rejects.toThrow(/never changed or removed/);
    });
  });
});

it('an external login takes the application role on', async () => {
  const store = openPostgresStore({ url: asRole(database.adminUrl, 'foja_app') });
  expect(await everything(store)).toHaveLength(3);
  await store.close();
  await inDatabase(asRole(database.adminUrl, 'foja_app'), async (session) => {
    await expect(session.query(INSERT)).rejects.toThrow(/permission denied/);
  });
});

it('positions above 2^53 are exact', async () => {
  const beyond = 9_007_199_254_740_993n;
  await inDatabase(database.adminUrl, (owner) =>
    owner.query(INSERT.replace('(9,', `(${beyond},`).replace('claim-1', 'claim-2')),
  );
  const store = openStore(database.appUrl);
  expect(await store.head()).toBe(beyond);
  const result = await store.append({ stream: 'claim-3', expectedRevision: NO_STREAM, events: events(2) });
  expect(result).toMatchObject({ outcome: 'appended', position: beyond + 2n });
  const read = await store.readAll({ after: beyond, max: 10 });
  expect(read.map(({ position }) => position)).toEqual([beyond + 1n, beyond + 2n]);
  await store.close();
});
