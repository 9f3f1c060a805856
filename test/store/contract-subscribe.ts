import { NO_STREAM } from '@foja/ledger';
import { describe, expect, it } from 'vitest';
import { collect, events, everything } from './samples.ts';
import type { Opened, Promises } from './under-test.ts';

const WAKE_UPS = 200;
const WAKE_MEDIAN_MS = 50;
/** Far below the safety poll, so that it shows a notification; far above a stall of a crowded machine. */
const WAKE_P95_MS = 500;

export function subscribeContract(opened: Opened, promises: Promises): void {
  describe('subscribe', () => {
    it('gives what is stored, then what comes', async () => {
      const { store, another } = opened();
      await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(10) });
      const reading = collect(store, (seen) => seen.length >= 12, { batchMax: 3 });
      await another().append({ stream: 'claim-2', expectedRevision: NO_STREAM, events: events(2) });
      expect(await reading).toEqual(await everything(store));
    });

    it('starts after the position it is given, and keeps batches small', async () => {
      const { store } = opened();
      await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(9) });
      const [, second] = await store.read('claim-1');
      const sizes: number[] = [];
      const revisions: number[] = [];
      const end = new AbortController();
      for await (const batch of store.subscribe({ after: second?.position ?? 0n, batchMax: 4, signal: end.signal })) {
        sizes.push(batch.length);
        revisions.push(...batch.map(({ revision }) => revision));
        if (revisions.at(-1) === 8) end.abort();
      }
      expect(revisions).toEqual([2, 3, 4, 5, 6, 7, 8]);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(4);
      if (promises.prompt) expect(sizes.length).toBeLessThan(revisions.length);
    });

    it('gives only streams that begin with the prefix', async () => {
      const { store, another } = opened();
      const reading = collect(store, (seen) => seen.length >= 3, { streamPrefix: 'provider-' });
      const other = another();
      for (const stream of ['claim-1', 'provider-1', 'claim-2', 'provider-2', 'providers-1', 'claim-3', 'provider-3']) {
        await other.append({ stream, expectedRevision: NO_STREAM, events: events(1) });
      }
      expect((await reading).map(({ stream }) => stream)).toEqual(['provider-1', 'provider-2', 'provider-3']);
    });

    it('ends without an error when aborted, and when the store is closed', async () => {
      const { store, another } = opened();
      const aborted = new AbortController();
      aborted.abort();
      for await (const batch of store.subscribe({ after: 0n, signal: aborted.signal })) expect(batch).toBeUndefined();

      const later = new AbortController();
      const waiting = store.subscribe({ after: 0n, signal: later.signal })[Symbol.asyncIterator]();
      const next = waiting.next();
      later.abort();
      expect(await next).toEqual({ done: true, value: undefined });

      const closing = another();
      const open = closing.subscribe({ after: 0n, signal: new AbortController().signal })[Symbol.asyncIterator]();
      const last = open.next();
      await closing.close();
      expect(await last).toEqual({ done: true, value: undefined });
    });

    if (promises.prompt) {
      it(`wakes a waiting reader within ${WAKE_MEDIAN_MS} ms (median of ${WAKE_UPS})`, async () => {
        const { store, another } = opened();
        const writer = another();
        await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(1) });
        const waitsMs: number[] = [];
        const end = new AbortController();
        let revision = 0;
        let sentAt = 0;
        const send = async () => {
          sentAt = performance.now();
          await writer.append({ stream: 'claim-1', expectedRevision: revision, events: events(1) });
          revision += 1;
        };
        let sending: Promise<void> | undefined;
        for await (const batch of store.subscribe({ after: 0n, signal: end.signal })) {
          if (sending !== undefined) waitsMs.push(performance.now() - sentAt);
          await sending;
          expect(batch).toHaveLength(1);
          if (waitsMs.length === WAKE_UPS) break;
          sending = send();
        }
        waitsMs.sort((a, b) => a - b);
        expect(waitsMs[WAKE_UPS * 0.5]).toBeLessThanOrEqual(WAKE_MEDIAN_MS);
        expect(waitsMs[WAKE_UPS * 0.95]).toBeLessThanOrEqual(WAKE_P95_MS);
      });
    }
  });
}
