import { type AppendResult, EventIdTaken, NO_STREAM, type StreamAppend } from '@foja/ledger';
import { describe, expect, it } from 'vitest';
import { anEvent, ascending, collect, events, everything, gapless, lastPosition } from './samples.ts';
import { atomically, type Opened, type Promises } from './under-test.ts';

const WRITERS = 64;

export function concurrencyContract(opened: Opened, promises: Promises): void {
  describe('many writers', () => {
    it('lets exactly one of those that expect the same revision win', async () => {
      const { store, another } = opened();
      const stores = [store, another(), another()];
      const results = await Promise.all(
        Array.from({ length: WRITERS }, (_, index) =>
          stores[index % stores.length]?.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(1) }),
        ),
      );
      expect(results.filter((result) => result?.outcome === 'appended')).toHaveLength(1);
      expect(results.filter((result) => result?.outcome === 'conflict')).toHaveLength(WRITERS - 1);
      expect(await store.read('claim-1')).toHaveLength(1);
    });

    it('stores an append once that is sent many times at once', async () => {
      const { store, another } = opened();
      const stores = [store, another()];
      const append = { stream: 'claim-1', expectedRevision: NO_STREAM, events: events(2) };
      const results = await Promise.all(Array.from({ length: 16 }, (_, index) => stores[index % 2]?.append(append)));
      expect(results.filter((result) => result?.outcome === 'appended' && !result.repeated)).toHaveLength(1);
      const position = await lastPosition(store, 'claim-1');
      expect(results.every((result) => result?.outcome === 'appended' && result.position === position)).toBe(true);
      expect(await everything(store)).toHaveLength(2);
    });

    if (promises.atomicAppend) {
      it('does not let one bad append of a group fail the others', async () => {
        const { store } = opened();
        const append = atomically(store);
        const known = anEvent();
        await store.append({ stream: 'claim-taken', expectedRevision: NO_STREAM, events: [known] });
        const good = (name: string): StreamAppend[] => [
          { stream: 'claim-taken', expectedRevision: 0, events: [] },
          { stream: `claim-${name}`, expectedRevision: NO_STREAM, events: events(2) },
        ];
        const results = await Promise.allSettled([
          append(good('a')),
          append([{ stream: 'claim-b', expectedRevision: 4, events: events(1) }]),
          append(good('c')),
          append([{ stream: 'claim-d', expectedRevision: NO_STREAM, events: [anEvent({}, known.id)] }]),
          append(good('e')),
          append([{ stream: 'claim-taken', expectedRevision: NO_STREAM, events: [known] }]),
          append(good('g')),
        ]);
        const outcomes = results.map((result) => (result.status === 'rejected' ? 'error' : outcomeOf(result.value)));
        expect(outcomes).toEqual(['appended', 'conflict', 'appended', 'error', 'appended', 'repeated', 'appended']);
        expect(results[3]).toMatchObject({ reason: expect.any(EventIdTaken) });
        const stored = await everything(store);
        expect(stored).toHaveLength(9);
        const positions = results.flatMap((result) =>
          result.status === 'fulfilled' && outcomeOf(result.value) === 'appended' && result.value.outcome === 'appended'
            ? [result.value.position]
            : [],
        );
        expect(
          positions.every((position) => stored.some((event) => event.position === position && event.revision === 1)),
        ).toBe(true);
      });
    }

    it(`hands out positions in order and without duplicate under ${WRITERS} writers, and no reader at the tail skips one`, async () => {
      const { store, another } = opened();
      const stores = [store, another(), another(), another()];
      // Where the server is in trouble, a fault comes every few appends: three rounds meet dozens of them.
      const rounds = promises.prompt ? 6 : 3;
      const total = WRITERS * rounds * 2;
      const tails = [store, another()].map((reader) =>
        collect(reader, (seen) => seen.length >= total, { batchMax: 50 }),
      );
      await Promise.all(
        Array.from({ length: WRITERS }, async (_, writer) => {
          const own = stores[writer % stores.length] ?? store;
          for (let round = 0; round < rounds; round += 1) {
            const result = await own.append({
              stream: `claim-${writer}`,
              expectedRevision: round * 2 - 1,
              events: [anEvent({ writer, round }), anEvent({ writer, round })],
            });
            expect(result.outcome).toBe('appended');
          }
        }),
      );
      const stored = await everything(store);
      const positions = stored.map(({ position }) => position);
      expect(positions).toHaveLength(total);
      expect(ascending(positions)).toBe(true);
      if (promises.gaplessPositions) expect(positions).toEqual(gapless(total));
      for (const tail of tails) expect((await tail).map(({ id }) => id)).toEqual(stored.map(({ id }) => id));
      for (let writer = 0; writer < WRITERS; writer += 1) {
        const revisions = stored.filter(({ stream }) => stream === `claim-${writer}`).map(({ revision }) => revision);
        expect(revisions).toEqual(Array.from({ length: rounds * 2 }, (_, revision) => revision));
      }
    });
  });
}

function outcomeOf(result: AppendResult): string {
  return result.outcome === 'appended' && result.repeated ? 'repeated' : result.outcome;
}
