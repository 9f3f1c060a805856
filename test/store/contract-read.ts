import { type Json, NO_STREAM, START } from '@foja/ledger';
import { describe, expect, it } from 'vitest';
import { anEvent, collect, events, everything, lastPosition } from './samples.ts';
import type { Opened } from './under-test.ts';

export function readContract(opened: Opened): void {
  describe('read', () => {
    it('gives back every field as it was written', async () => {
      const { store, another } = opened();
      const event = { ...anEvent({ b: 1, a: [true, null, 0.1, 'x'] }), version: 7, type: 'ClaimFiled' };
      const metadata = { ...event.metadata, traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' };
      const before = Date.now();
      await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: [{ ...event, metadata }] });
      const [stored] = await another().read('claim-1');
      expect(stored).toEqual({
        ...event,
        metadata,
        stream: 'claim-1',
        revision: 0,
        position: await another().head(),
        recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      });
      // Same clock, another process: allow a second either way.
      expect(Math.abs(Date.parse(stored?.recordedAt ?? '') - before)).toBeLessThan(60_000);
    });

    it('shows its writer what it shows everybody', async () => {
      const { store, another } = opened();
      const odd = { b: 1, a: { later: undefined, z: [], f: -0 } } as unknown as Json;
      await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: [anEvent(odd), ...events(3)] });
      await store.append({ stream: 'claim-2', expectedRevision: NO_STREAM, events: events(2) });
      await another().append({ stream: 'claim-3', expectedRevision: NO_STREAM, events: events(2) });
      await store.append({ stream: 'claim-2', expectedRevision: 1, events: [anEvent('\ud800'), anEvent(2 ** 60)] });
      await store.append({ stream: 'claim-2', expectedRevision: 3, events: events(2) });
      const shown = await everything(another());
      expect(shown).toHaveLength(12);
      expect(await everything(store)).toStrictEqual(shown);
      for (const { position } of [{ position: START }, ...shown.slice(0, -1)]) {
        const rest = shown.filter((event) => event.position > position);
        const followed = await collect(store, (seen) => seen.length >= rest.length, { after: position });
        expect(followed.map((event) => ({ ...event }))).toStrictEqual(rest);
      }
    });

    it('keeps any text: NUL, lone surrogates, four-byte and right-to-left characters, quotes, 1 MB', async () => {
      const { store } = opened();
      const text = `\u0000 \ud800 😀 ñandú Ñ \u202e abc " \\ ' {} \r\n ${'€'.repeat(350_000)}`;
      await store.append({
        stream: 'claim-1',
        expectedRevision: NO_STREAM,
        events: [anEvent({ text, 'clave "ñ"': text })],
      });
      const [stored] = await store.read('claim-1');
      expect(stored?.data).toEqual({ text, 'clave "ñ"': text });
    });

    it('reads forwards and backwards from a revision, so many', async () => {
      const { store } = opened();
      await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(5) });
      await store.append({ stream: 'claim-2', expectedRevision: NO_STREAM, events: events(5) });
      const revisions = async (options: Parameters<typeof store.read>[1]) =>
        (await store.read('claim-1', options)).map(({ revision }) => revision);
      expect(await revisions({})).toEqual([0, 1, 2, 3, 4]);
      expect(await revisions({ from: 3 })).toEqual([3, 4]);
      expect(await revisions({ from: 1, max: 2 })).toEqual([1, 2]);
      expect(await revisions({ direction: 'backwards', max: 2 })).toEqual([4, 3]);
      expect(await revisions({ direction: 'backwards', from: 2 })).toEqual([2, 1, 0]);
      expect(await revisions({ from: 9 })).toEqual([]);
      expect(await store.read('claim-3')).toEqual([]);
    });

    it('reads all in pages, in one order', async () => {
      const { store } = opened();
      for (let index = 0; index < 7; index += 1) {
        await store.append({ stream: `claim-${index}`, expectedRevision: NO_STREAM, events: events(3) });
      }
      const inOne = await everything(store, 100);
      expect(inOne.length).toBe(21);
      for (const max of [1, 2, 3, 20, 21]) expect(await everything(store, max)).toEqual(inOne);
      const at = inOne.map(({ position }) => position);
      expect(await store.readAll({ after: at[20] ?? START, max: 10 })).toEqual([]);
      expect(await store.readAll({ after: at[18] ?? START, max: 10 })).toEqual(inOne.slice(19));
    });

    it('reads all of the streams that begin with a prefix', async () => {
      const { store } = opened();
      for (const stream of ['provider-1', 'claim-1', 'law', 'provider-12', 'lawyer-1', 'providers-1', 'claim-2']) {
        await store.append({ stream, expectedRevision: NO_STREAM, events: events(1) });
      }
      const streams = async (streamPrefix: string, after = START) =>
        (await store.readAll({ after, max: 10, streamPrefix })).map(({ stream }) => stream);
      expect(await streams('provider-')).toEqual(['provider-1', 'provider-12']);
      expect(await streams('provider-', await lastPosition(store, 'provider-1'))).toEqual(['provider-12']);
      expect(await streams('provider-', await lastPosition(store, 'claim-1'))).toEqual(['provider-12']);
      expect(await streams('provider-12')).toEqual(['provider-12']);
      expect(await streams('law')).toEqual(['law', 'lawyer-1']);
      expect(await streams('provider')).toEqual(['provider-1', 'provider-12', 'providers-1']);
      expect(await streams('')).toHaveLength(7);
      expect(await streams('nobody-')).toEqual([]);
    });
  });
}
