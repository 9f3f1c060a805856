import kafkajs, { type Message } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import type { Link } from './link.ts';
import { batchesOf, type KafkaRecord, recordOf } from './record.ts';
import { SendFailed, sendBatch } from './send.ts';

const FEED = 'foja.20999999990.claims.v1';

function records(count: number): KafkaRecord[] {
  return Array.from({ length: count }, (_, at) =>
    recordOf({
      feed: FEED,
      seq: BigInt(at + 1),
      id: `00000000-0000-4000-8000-${String(at + 1).padStart(12, '0')}`,
      type: 'foja.claim.viewed.v1',
      subject: 'a-claim',
      time: '2026-11-22T10:00:00.000Z',
      data: { n: at + 1 },
    }),
  );
}

/** A broker that takes what `refuses` does not; remembers the numbers it took, in order. */
function broker(refuses: (numbers: readonly number[]) => boolean): Link & { readonly took: number[] } {
  const took: number[] = [];
  return {
    took,
    async send(_topic: string, messages: Message[]) {
      const numbers = messages.map(({ value }) => Number(JSON.parse(String(value)).n));
      if (refuses(numbers)) throw answer(10, 'MESSAGE_TOO_LARGE');
      took.push(...numbers);
    },
    drop: () => undefined,
    close: async () => undefined,
  };
}

function answer(code: number, type: string): Error {
  return new kafkajs.KafkaJSProtocolError(Object.assign(new Error(type), { code, type, retriable: false }));
}

describe('a batch that brokers refuse', () => {
  it('goes in halves until those that they refuse are found; all others arrive, in order', async () => {
    const link = broker((numbers) => numbers.some((n) => n === 3 || n === 60));
    const { refused, fits } = await sendBatch(link, FEED, records(100));
    expect(refused.map(({ message, code }) => [message.seq, code])).toEqual([
      [3n, 'MESSAGE_TOO_LARGE'],
      [60n, 'MESSAGE_TOO_LARGE'],
    ]);
    expect(link.took).toEqual(Array.from({ length: 100 }, (_, at) => at + 1).filter((n) => n !== 3 && n !== 60));
    expect(fits).toBeUndefined();
  });

  it('says how large a batch may be where only the whole was refused', async () => {
    const all = records(40);
    const link = broker((numbers) => numbers.length > 10);
    const { refused, fits = 0 } = await sendBatch(link, FEED, all);
    expect(refused).toEqual([]);
    expect(link.took.length).toBe(40);
    expect(batchesOf(all, fits).every((batch) => batch.length <= 10)).toBe(true);
  });

  it('is tried again later where the trouble is another one', async () => {
    const lost = broker(() => false);
    const link: Link = { ...lost, send: async () => Promise.reject(new kafkajs.KafkaJSError('Connection timeout')) };
    await expect(sendBatch(link, FEED, records(2))).rejects.toMatchObject({ failure: { kind: 'lost' } });
    const topic: Link = { ...lost, send: async () => Promise.reject(answer(29, 'TOPIC_AUTHORIZATION_FAILED')) };
    await expect(sendBatch(topic, FEED, records(2))).rejects.toThrow(SendFailed);
  });
});

describe('batches', () => {
  it('hold every record once, in order, none above the size but a record that is larger by itself', () => {
    const all = records(30);
    const size = (all[0]?.bytes ?? 0) * 4;
    const batches = batchesOf(all, size);
    expect(batches.flat()).toEqual(all);
    for (const batch of batches) expect(batch.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(size);
    expect(batchesOf(all, 1).length).toBe(30);
    expect(batchesOf([], size)).toEqual([]);
  });
});
