import { NO_STREAM, START } from '@foja/ledger';
import { describe, expect, it } from 'vitest';
import { events, everything, lastPosition } from './samples.ts';
import { atomically, type Opened, type Promises } from './under-test.ts';

export function atomicContract(opened: Opened, promises: Promises): void {
  describe('append to several streams', () => {
    it('writes to several streams, all or nothing', async () => {
      const { store } = opened();
      const append = atomically(store);
      await store.append({ stream: 'sheets-1', expectedRevision: NO_STREAM, events: events(1) });
      const refused = await append([
        { stream: 'claim-1', expectedRevision: NO_STREAM, events: events(2) },
        { stream: 'sheets-1', expectedRevision: NO_STREAM, events: events(1) },
      ]);
      expect(refused).toMatchObject({ outcome: 'conflict', stream: 'sheets-1', currentRevision: 0 });
      expect(await store.read('claim-1')).toEqual([]);
      const taken = await append([
        { stream: 'claim-1', expectedRevision: NO_STREAM, events: events(2) },
        { stream: 'sheets-1', expectedRevision: 0, events: events(1) },
      ]);
      expect(taken).toEqual({ outcome: 'appended', position: await lastPosition(store, 'sheets-1'), repeated: false });
      if (promises.gaplessPositions) expect(await store.head()).toBe(4n);
      expect((await everything(store)).map(({ stream }) => stream)).toEqual([
        'sheets-1',
        'claim-1',
        'claim-1',
        'sheets-1',
      ]);
    });

    it('asserts the revision of a stream it does not write', async () => {
      const { store } = opened();
      const append = atomically(store);
      await store.append({ stream: 'provider-1', expectedRevision: NO_STREAM, events: events(2) });
      const file = (expectedRevision: number, claim: string) =>
        append([
          { stream: 'provider-1', expectedRevision, events: [] },
          { stream: claim, expectedRevision: NO_STREAM, events: events(1) },
        ]);
      expect(await file(0, 'claim-1')).toMatchObject({ outcome: 'conflict', stream: 'provider-1', currentRevision: 1 });
      expect(await file(1, 'claim-2')).toMatchObject({ outcome: 'appended', position: await store.head() });
      expect((await store.read('provider-1')).length).toBe(2);
    });

    it('stores nothing for an append that asserts only, and answers the head', async () => {
      const { store } = opened();
      const append = atomically(store);
      expect(await append([])).toEqual({ outcome: 'appended', position: START, repeated: false });
      await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(2) });
      const asserted = await append([{ stream: 'claim-1', expectedRevision: 1, events: [] }]);
      expect(asserted).toEqual({ outcome: 'appended', position: await store.head(), repeated: false });
      expect(await append([{ stream: 'claim-1', expectedRevision: 0, events: [] }])).toMatchObject({
        outcome: 'conflict',
      });
    });

    it('answers the same ids over several streams as the first time, though an asserted stream moved on', async () => {
      const { store } = opened();
      const append = atomically(store);
      const filing = [
        { stream: 'provider-1', expectedRevision: NO_STREAM, events: [] },
        { stream: 'sheets-1', expectedRevision: NO_STREAM, events: events(1) },
        { stream: 'claim-1', expectedRevision: NO_STREAM, events: events(2) },
      ];
      const first = await append(filing);
      await store.append({ stream: 'provider-1', expectedRevision: NO_STREAM, events: events(1) });
      expect(await append(filing)).toEqual({ ...first, repeated: true });
    });

    it('refuses a stream that is named twice', async () => {
      const { store } = opened();
      const twice = { stream: 'claim-1', expectedRevision: NO_STREAM, events: events(1) };
      await expect(atomically(store)([twice, twice])).rejects.toThrow(TypeError);
      expect(await store.head()).toBe(START);
    });
  });
}
