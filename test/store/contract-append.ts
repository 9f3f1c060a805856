import { randomUUID } from 'node:crypto';
import { EventIdTaken, NO_STREAM, START } from '@foja/ledger';
import { describe, expect, it } from 'vitest';
import { anEvent, events, everything } from './samples.ts';
import { atomically, type Opened } from './under-test.ts';

export function appendContract(opened: Opened): void {
  describe('append', () => {
    it('starts a stream at revision 0 and the ledger at position 1', async () => {
      const { store } = opened();
      expect(await store.head()).toBe(START);
      const result = await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(3) });
      expect(result).toEqual({ outcome: 'appended', position: 3n, repeated: false });
      const stored = await store.read('claim-1');
      expect(stored.map(({ revision }) => revision)).toEqual([0, 1, 2]);
      expect(await store.head()).toBe(3n);
    });

    it('answers a conflict with the current revision when the stream exists already', async () => {
      const { store } = opened();
      await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(2) });
      expect(await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(1) })).toEqual({
        outcome: 'conflict',
        stream: 'claim-1',
        expectedRevision: NO_STREAM,
        currentRevision: 1,
      });
    });

    it('answers a conflict when the writer has seen too little, or more than there is', async () => {
      const { store } = opened();
      await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(3) });
      const behind = await store.append({ stream: 'claim-1', expectedRevision: 1, events: events(1) });
      const ahead = await store.append({ stream: 'claim-1', expectedRevision: 7, events: events(1) });
      const absent = await store.append({ stream: 'claim-2', expectedRevision: 0, events: events(1) });
      expect([behind, ahead, absent].map(({ outcome }) => outcome)).toEqual(['conflict', 'conflict', 'conflict']);
      expect(absent).toMatchObject({ currentRevision: NO_STREAM });
      expect(await store.head()).toBe(3n);
    });

    it('goes on where the writer left off', async () => {
      const { store } = opened();
      await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(1) });
      await store.append({ stream: 'claim-1', expectedRevision: 0, events: events(2) });
      expect((await store.read('claim-1')).map(({ revision }) => revision)).toEqual([0, 1, 2]);
    });

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
      expect(taken).toEqual({ outcome: 'appended', position: 4n, repeated: false });
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
      expect(await file(1, 'claim-2')).toMatchObject({ outcome: 'appended', position: 3n });
      expect((await store.read('provider-1')).length).toBe(2);
    });

    it('stores nothing for an append that asserts only, and answers the head', async () => {
      const { store } = opened();
      const append = atomically(store);
      expect(await append([])).toEqual({ outcome: 'appended', position: START, repeated: false });
      await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(2) });
      const asserted = await append([{ stream: 'claim-1', expectedRevision: 1, events: [] }]);
      expect(asserted).toEqual({ outcome: 'appended', position: 2n, repeated: false });
      expect(await append([{ stream: 'claim-1', expectedRevision: 0, events: [] }])).toMatchObject({
        outcome: 'conflict',
      });
    });

    it('answers the same ids as the first time and stores nothing', async () => {
      const { store, another } = opened();
      const append = { stream: 'claim-1', expectedRevision: NO_STREAM, events: events(2) };
      const first = await store.append(append);
      await store.append({ stream: 'claim-1', expectedRevision: 1, events: events(1) });
      expect(await another().append(append)).toEqual({ ...first, repeated: true });
      expect(await store.head()).toBe(3n);
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

    it('refuses an id that stands elsewhere', async () => {
      const { store } = opened();
      const [one, two] = [anEvent(), anEvent()];
      await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: [one] });
      const append = (stream: string, ids: string[]) =>
        store.append({ stream, expectedRevision: NO_STREAM, events: ids.map((id) => anEvent({}, id)) });
      await expect(append('claim-2', [one.id])).rejects.toThrow(EventIdTaken);
      await expect(append('claim-2', [two.id, one.id])).rejects.toThrow(EventIdTaken);
      expect(await store.head()).toBe(1n);
      // Whoever decides again from old news derives the same ids: that is a conflict like any other.
      expect(await append('claim-1', [one.id, two.id])).toMatchObject({ outcome: 'conflict' });
      expect(await append('claim-1', [two.id])).toMatchObject({ outcome: 'conflict' });
    });

    it('refuses what is no append', async () => {
      const { store } = opened();
      const append = (stream: string, expectedRevision: number, given = events(1)) =>
        store.append({ stream, expectedRevision, events: given });
      await expect(append('', NO_STREAM)).rejects.toThrow(TypeError);
      await expect(append('claim 1', NO_STREAM)).rejects.toThrow(TypeError);
      await expect(append('claim-\u0000', NO_STREAM)).rejects.toThrow(TypeError);
      await expect(append('claim-1', -2)).rejects.toThrow(TypeError);
      await expect(append('claim-1', 0.5)).rejects.toThrow(TypeError);
      await expect(append('claim-1', NO_STREAM, [anEvent({}, 'no-uuid')])).rejects.toThrow(TypeError);
      const id = randomUUID();
      await expect(append('claim-1', NO_STREAM, [anEvent({}, id), anEvent({}, id.toUpperCase())])).rejects.toThrow(
        TypeError,
      );
      const twice = { stream: 'claim-1', expectedRevision: NO_STREAM, events: events(1) };
      await expect(atomically(store)([twice, twice])).rejects.toThrow(TypeError);
      expect(await store.head()).toBe(START);
    });
  });
}
