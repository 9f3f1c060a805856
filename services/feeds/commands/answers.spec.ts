import { Problem } from '@foja/commands/problems/problem.ts';
import kafkajs, { type Message } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import type { Link } from '../kafka/link.ts';
import { publish } from './answers.ts';
import { rejectRecord } from './record.ts';

const RUC = '20999999990';
const { KafkaJSProtocolError } = kafkajs;

/** Brokers that take requests up to so many bytes. */
function brokersOf(maxBytes: number) {
  const taken: { readonly topic: string; readonly message: Message }[] = [];
  const link: Link = {
    async send(topic, messages) {
      if (messages.reduce((sum, message) => sum + JSON.stringify(message).length, 0) > maxBytes) {
        throw new KafkaJSProtocolError(Object.assign(new Error('too large'), { type: 'MESSAGE_TOO_LARGE', code: 10 }));
      }
      taken.push(...messages.map((message) => ({ topic, message })));
    },
    drop: () => undefined,
    close: async () => undefined,
  };
  return { link, taken };
}

describe('answers that the brokers find too large', () => {
  it('results are sent in parts, in their order', async () => {
    const { link, taken } = brokersOf(1_000);
    const results = Array.from({ length: 50 }, (_, n) => ({ key: String(n), value: 'x'.repeat(300) }));
    await publish(link, RUC, { results, rejects: [] });
    expect(taken.map(({ message }) => message.key)).toEqual(results.map(({ key }) => key));
  });

  it('a reject loses its bytes and all headers but ours, whatever the sender called its own', async () => {
    const { link, taken } = brokersOf(2_000);
    const arrived = {
      key: Buffer.from('k'),
      value: Buffer.alloc(900, 0x20),
      headers: { 'foja-topic': 'forged', 'foja-more': 'x'.repeat(5_000), ce_id: 'a' },
    };
    const place = { topic: `foja.${RUC}.commands.v1`, partition: 3, offset: '42' };
    await publish(link, RUC, {
      results: [],
      rejects: [rejectRecord(arrived, new Problem('request/too-large'), place)],
    });
    expect(taken).toMatchObject([{ topic: `foja.${RUC}.commands.v1.dlq`, message: { key: null, value: null } }]);
    expect(taken[0]?.message.headers).toEqual({
      'foja-problem': expect.stringContaining('request/too-large'),
      'foja-topic': place.topic,
      'foja-partition': '3',
      'foja-offset': '42',
      'foja-omitted': 'value',
    });
  });
});
