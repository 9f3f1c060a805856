import { randomUUID } from 'node:crypto';
import { EventIdTaken, NO_STREAM, START } from '@foja/ledger';
import { describe, expect, it } from 'vitest';
import { anEvent, events, everything, lastPosition } from './samples.ts';
import type { Opened, Promises } from './under-test.ts';

export function appendContract(opened: Opened, promises: Promises): void {
  describe('append', () => {
    it('starts a stream at revision 0, and answers the position of its last event', async () => {
      const { store } = opened();
      expect(await store.head()).toBe(START);
      const result = await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(3) });
      const stored = await store.read('claim-1');
      expect(stored.map(({ revision }) => revision)).toEqual([0, 1, 2]);
      expect(result).toEqual({ outcome: 'appended', position: stored[2]?.position, repeated: false });
      expect(await store.head()).toBe(stored[2]?.position);
      expect(stored[0]?.position).toBeGreaterThan(START);
      if (promises.gaplessPositions) expect(await store.head()).toBe(3n);
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
      expect(await everything(store)).toHaveLength(3);
    });

    it('goes on where the writer left off', async () => {
      const { store } = opened();
      await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(1) });
      await store.append({ stream: 'claim-1', expectedRevision: 0, events: events(2) });
      expect((await store.read('claim-1')).map(({ revision }) => revision)).toEqual([0, 1, 2]);
    });

    it('answers the same ids as the first time and stores nothing', async () => {
      const { store, another } = opened();
      const append = { stream: 'claim-1', expectedRevision: NO_STREAM, events: events(2) };
      const first = await store.append(append);
      await store.append({ stream: 'claim-1', expectedRevision: 1, events: events(1) });
      expect(await another().append(append)).toEqual({ ...first, repeated: true });
      expect(await everything(store)).toHaveLength(3);
    });

    it('answers a conflict where the same ids stand there with others, or alone', async () => {
      const { store } = opened();
      const [one, two] = [anEvent(), anEvent()];
      await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: [one] });
      const append = (ids: string[]) =>
        store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: ids.map((id) => anEvent({}, id)) });
      // Whoever decides again from old news derives the same ids: that is a conflict like any other.
      expect(await append([one.id, two.id])).toMatchObject({ outcome: 'conflict', currentRevision: 0 });
      expect(await append([two.id])).toMatchObject({ outcome: 'conflict', currentRevision: 0 });
      expect(await store.head()).toBe(await lastPosition(store, 'claim-1'));
    });

    if (promises.idsOfLedger) {
      it('refuses an id that stands elsewhere', async () => {
        const { store } = opened();
        const [one, two] = [anEvent(), anEvent()];
        await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: [one] });
        const append = (ids: string[]) =>
          store.append({ stream: 'claim-2', expectedRevision: NO_STREAM, events: ids.map((id) => anEvent({}, id)) });
        await expect(append([one.id])).rejects.toThrow(EventIdTaken);
        await expect(append([two.id, one.id])).rejects.toThrow(EventIdTaken);
        expect(await everything(store)).toHaveLength(1);
      });
    } else {
      it('knows ids by stream and revision only: an id may stand in two streams', async () => {
        const { store } = opened();
        const one = anEvent();
        for (const stream of ['claim-1', 'claim-2']) {
          const appended = await store.append({ stream, expectedRevision: NO_STREAM, events: [one] });
          expect(appended).toMatchObject({ outcome: 'appended', repeated: false });
        }
        expect((await everything(store)).map(({ id }) => id)).toEqual([one.id, one.id]);
      });
    }

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
      expect(await store.head()).toBe(START);
    });
  });
}
