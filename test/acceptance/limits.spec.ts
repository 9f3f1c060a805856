import { randomUUID } from 'node:crypto';
import { trackingTokens } from '@foja/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, idempotencyKey } from './client.ts';
import { type House, openHouse } from './house.ts';
import { type Firm, filing, openFirm } from './people.ts';

const limits = { requestsPerMinuteByAddress: 12, requestsPerMinuteByKey: 40, filingsPerMinuteByAddress: 3 };

let house: House;
let firm: Firm;

beforeAll(async () => {
  house = await openHouse({ rateLimit: true, limits });
  firm = await openFirm(house);
});
afterAll(() => house.close());

async function untilRefused(ask: () => Promise<{ status: number }>, most: number): Promise<number> {
  for (let count = 0; count < most; count += 1) {
    const { status } = await ask();
    if (status === 429) return count;
  }
  return most;
}

describe('rates are limited', () => {
  test('filings of one address, until a minute has passed', async () => {
    const file = () =>
      house.nobody.send('fileClaim', { params: { bookId: firm.bookId }, body: filing, headers: idempotencyKey() });
    expect(await untilRefused(file, 10)).toBe(limits.filingsPerMinuteByAddress);
    const consumer = clientOf(house.app, trackingTokens(house.trackingKey).tokenFor(randomUUID()));
    const before = await house.store.head();
    await consumer.fails('fileClaim', { params: { bookId: firm.bookId }, body: filing, headers: idempotencyKey() });
    const answer = await house.nobody.fails('fileClaim', {
      params: { bookId: firm.bookId },
      body: filing,
      headers: idempotencyKey(),
    });
    expect(answer.body).toMatchObject({ status: 429, code: 'request/rate-limited' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(await house.store.head()).toBe(before);
  });

  test('guesses at keys: making up another one makes no room', async () => {
    let guess = 0;
    const ask = () => {
      guess += 1;
      const made = `foja_${firm.ruc}_aaaaaaaaaaaa_${String(guess).padStart(43, '0')}`;
      return clientOf(house.app, made).send('readProvider', { params: { ruc: firm.ruc } });
    };
    expect(await untilRefused(ask, 50)).toBeLessThanOrEqual(limits.requestsPerMinuteByAddress);
  });

  test('unknown addresses', async () => {
    const ask = async () => ({ status: (await house.app.inject({ url: '/v1/nada' })).statusCode });
    expect(await untilRefused(ask, 50)).toBeLessThanOrEqual(limits.requestsPerMinuteByAddress);
  });

  test('a key apart from its address, and by more', async () => {
    const ask = () => firm.as.viewer.send('readProvider', { params: { ruc: firm.ruc } });
    expect(await untilRefused(ask, 100)).toBe(limits.requestsPerMinuteByKey);
    await firm.as.admin.ok('readProvider', { params: { ruc: firm.ruc } });
  });

  test('but not whether the process lives', async () => {
    expect(await untilRefused(() => house.nobody.send('isAlive'), 60)).toBe(60);
  });
});
