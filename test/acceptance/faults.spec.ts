import { StoreUnavailable } from '@foja/ledger/port.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
