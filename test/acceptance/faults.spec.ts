import { START, StoreUnavailable } from '@foja/ledger/port.ts';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { inDatabase } from '../support/postgres.ts';
import { idempotencyKey } from './client.ts';
import { type House, openHouse } from './house.ts';
import { type Firm, fileAClaim, filing, openFirm } from './people.ts';

let house: House;
let firm: Firm;

beforeAll(async () => {
  house = await openHouse({ limits: { handlerTimeoutMs: 2_500 } });
  firm = await openFirm(house);
});
afterAll(() => house.close());

describe('when the store', () => {
  test.each([
    ['not-stored', 'server/unavailable'],
    ['unknown', 'server/unknown-outcome'],
  ] as const)('fails with outcome %s, the client learns what it may do', async (outcome, code) => {
    const { file } = house.commands;
    house.commands.file = async () => {
      throw new StoreUnavailable('down', outcome);
    };
    const request = { params: { bookId: firm.bookId }, body: filing, headers: idempotencyKey() };
    const answer = await house.nobody.fails('fileClaim', request);
    house.commands.file = file;
    expect(answer.body).toMatchObject({ status: 503, code });
    expect(answer.headers['retry-after']).toBe('2');
    await house.nobody.ok('fileClaim', request);
  });

  test('answers too late, a retry with the same key finds what was stored', async () => {
    const { file } = house.commands;
    const held = Promise.withResolvers<void>();
    house.commands.file = async (filed, by) => {
      const result = await file(filed, by);
      await held.promise;
      return result;
    };
    const request = { params: { bookId: firm.bookId }, body: filing, headers: idempotencyKey() };
    const answer = await house.nobody.fails('fileClaim', request);
    expect(answer.body).toMatchObject({ status: 503, code: 'server/unknown-outcome' });
    held.resolve();
    house.commands.file = file;
    const again = await house.nobody.ok('fileClaim', request);
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  test('cannot be reached, the house lives and is not ready', async () => {
    const { head } = house.store;
    house.store.head = async () => {
      throw new StoreUnavailable('down', 'not-stored');
    };
    const ready = await house.nobody.send('isReady');
    house.store.head = head;
    expect(ready).toMatchObject({ status: 503, body: { status: 'not-ready', store: 'unreachable' } });
    await house.nobody.ok('isAlive');
    await house.nobody.ok('isReady');
  });
});

test('a database that is read from and takes nothing is not ready, and is ready again by itself', async () => {
  const full = await openHouse({ engine: 'postgresql', limits: { handlerTimeoutMs: 30_000 } });
  const { bookId } = await openFirm(full);
  const store = async () => ((await full.nobody.send('isReady')).body as { store: string }).store;
  await inDatabase(ownersUrl(full), (owner) => owner.query(DISK_FULL));
  const request = { params: { bookId }, body: filing, headers: idempotencyKey() };
  const before = await full.store.head();
  expect((await full.nobody.fails('fileClaim', request)).body).toMatchObject({
    status: 503,
    code: 'server/unavailable',
  });
  expect(before).toBeGreaterThan(START);
  expect(await full.nobody.send('isReady')).toMatchObject({
    status: 503,
    body: { status: 'not-ready', store: 'not-writing' },
  });
  await full.nobody.ok('isAlive');
  await inDatabase(ownersUrl(full), (owner) => owner.query(ROOM_AGAIN));
  // Nobody files: it is found out all the same.
  await expect.poll(store).toBe('reachable');
  await full.nobody.ok('isReady');
  expect(await full.store.head()).toBe(before);
  await full.nobody.ok('fileClaim', request);
  await full.close();
});

/** Answers appends as PostgreSQL does where a table cannot grow (53100). */
const DISK_FULL = `
  CREATE FUNCTION ledger.no_room() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
  CREATE TRIGGER no_room BEFORE INSERT ON ledger.events FOR EACH STATEMENT EXECUTE FUNCTION ledger.no_room()`;
const ROOM_AGAIN = 'DROP TRIGGER no_room ON ledger.events';

function ownersUrl({ appUrl }: Pick<House, 'appUrl'>): string {
  const url = new URL(inject('postgres').adminUrl);
  url.pathname = new URL(appUrl).pathname;
  return url.toString();
}

test('a law that has not reached this process yet is a matter of asking again', async () => {
  const { claimId, consumer } = await fileAClaim(house, firm);
  const { lawAt } = house.commands;
  house.commands.lawAt = () => {
    throw new Error('unknown version');
  };
  const answer = await consumer.fails('readSheet', { params: { claimId } });
  house.commands.lawAt = lawAt;
  expect(answer.body).toMatchObject({ status: 503, code: 'read/behind' });
});
