import { evolveClaim, isClaimEvent } from '@foja/domain/claim/index.ts';
import { isValidRuc } from '@foja/domain/identity/index.ts';
import { openMemoryStore } from '@foja/ledger';
import { decodeEvent } from '@foja/ledger/codec.ts';
import { describe, expect, it } from 'vitest';
import { generate, writeSeed } from './index.ts';

const options = { claims: 600, seed: 'x', from: '2021-01-04T05:00:00.000Z', to: '2026-11-02T05:00:00.000Z' };

describe('the seed', () => {
  it('makes the same events from the same seed, and others from another', () => {
    const once = JSON.stringify([...generate(options)]);
    expect(JSON.stringify([...generate(options)])).toBe(once);
    expect(JSON.stringify([...generate({ ...options, seed: 'y' })])).not.toBe(once);
  });

  it('makes every kind of claim: answered in time and late, settled, lapsed, extended under old law, still open', () => {
    const types = new Map<string, number>();
    let late = 0;
    for (const { appends } of generate({ ...options, claims: 3_000 })) {
      for (const event of appends.flatMap(({ events }) => events)) {
        types.set(event.type, (types.get(event.type) ?? 0) + 1);
        if (event.type === 'ClaimResponded' && JSON.stringify(event.data).includes('"late":true')) late += 1;
      }
    }
    const wanted = [
      'SettlementAccepted',
      'SettlementRejected',
      'SettlementLapsed',
      'DeadlineExtended',
      'ClaimReclassified',
    ];
    for (const type of [...wanted, 'IndecopiCopyRequested', 'FulfilmentReported']) {
      expect(types.get(type) ?? 0, type).toBeGreaterThan(0);
    }
    expect(late).toBeGreaterThan(0);
    expect(types.get('ClaimResponded')).toBeLessThan(3_000);
  });

  it('writes what the store reads back and the domain accepts, without gaps in the numbers, and only once', async () => {
    const store = openMemoryStore();
    const first = await writeSeed(store, options);
    const second = await writeSeed(store, options);
    expect(first).toMatchObject({ claims: 600, repeated: false });
    expect(second).toMatchObject({ claims: 600, repeated: true });
    expect(await store.head()).toBe(BigInt(first.events));

    const claims = new Map<string, ReturnType<typeof evolveClaim>>();
    const numbers = new Map<string, number[]>();
    for (const recorded of await store.readAll({ after: 0n, max: 100_000 })) {
      const { event } = decodeEvent(recorded);
      if (event.type === 'ProviderRegistered') expect(isValidRuc(event.data.ruc)).toBe(true);
      if (isClaimEvent(event)) claims.set(recorded.stream, evolveClaim(claims.get(recorded.stream), event));
      if (event.type !== 'SheetNumbered') continue;
      const book = `${event.data.bookId} ${event.data.year}`;
      numbers.set(book, [...(numbers.get(book) ?? []), event.data.correlative]);
    }
    expect(claims.size).toBe(600);
    for (const given of numbers.values()) expect(given).toEqual(given.map((_, index) => index + 1));
    await store.close();
  });
});
