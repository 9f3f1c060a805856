import { asRole, migrate, NO_STREAM, openPostgresStore } from '@foja/ledger';
import { bundled } from '@foja/ledger/postgres/migrate.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, inDatabase, type TestDatabase } from '../support/postgres.ts';
import { events } from './samples.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const next = {
  number: 9_001,
  name: '9001-next.sql',
  sql: 'CREATE TABLE public.next (); INSERT INTO public.next DEFAULT VALUES',
};

it('is numbered from 1 without a gap', () => {
  expect(bundled().map(({ number }) => number)).toEqual(bundled().map((_, index) => index + 1));
});

it('applies nothing twice', async () => {
  expect(await migrate(database.adminUrl)).toEqual([]);
});

it('applies a new step once, though several processes start at the same moment', async () => {
  const all = [...bundled(), next];
  const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(database.adminUrl, all)));
  expect(applied.flat()).toEqual([next.name]);
  await inDatabase(database.adminUrl, async (owner) => {
    expect((await owner.query('SELECT FROM public.next')).rowCount).toBe(1);
  });
});

it('refuses a database that a newer version has migrated', async () => {
  await expect(migrate(database.adminUrl)).rejects.toThrow(/9001-next\.sql, which this version of Foja does not know/);
});

it('refuses a step that was changed after it was applied', async () => {
  const changed = [...bundled(), { ...next, sql: `${next.sql} -- changed` }];
  await expect(migrate(database.adminUrl, changed)).rejects.toThrow(/was changed after it was applied/);
});

it('leaves nothing of a step that fails', async () => {
  const broken = { number: 9_002, name: '9002-broken.sql', sql: 'CREATE TABLE public.half (); SELECT 1/0' };
  await expect(migrate(database.adminUrl, [...bundled(), next, broken])).rejects.toThrow(/9002-broken\.sql failed/);
  await inDatabase(database.adminUrl, async (owner) => {
    expect((await owner.query("SELECT to_regclass('public.half') AS half")).rows).toEqual([{ half: null }]);
  });
});

it('needs no superuser: a login that owns its database migrates it and acts as the application role', async () => {
  const login = 'external_login';
  await inDatabase(database.adminUrl, async (owner) => {
    await owner.query(`CREATE ROLE ${login} LOGIN PASSWORD 'secret' NOSUPERUSER; GRANT foja_app TO ${login}`);
    await owner.query(`CREATE DATABASE ${login} OWNER ${login}`);
  });
  const url = new URL(database.adminUrl);
  Object.assign(url, { username: login, password: 'secret', pathname: login });
  expect(await migrate(url.toString())).toEqual(bundled().map(({ name }) => name));

  const store = openPostgresStore({ url: asRole(url.toString(), 'foja_app') });
  expect(await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(1) })).toMatchObject({
    outcome: 'appended',
  });
  await store.close();
  await inDatabase(asRole(url.toString(), 'foja_app'), async (app) => {
    await expect(app.query('DELETE FROM ledger.events')).rejects.toThrow(/permission denied/);
    await app.query('CREATE SCHEMA read_model');
  });
  await inDatabase(database.adminUrl, (owner) =>
    owner.query(`DROP DATABASE ${login} WITH (FORCE)`).then(() => owner.query(`DROP ROLE ${login}`)),
  );
});
