import { randomUUID } from 'node:crypto';
import { Partitioners } from 'kafkajs';
import { kafka, topics } from './settings.ts';
import { subscribe } from './subscribe.ts';

/** What Foja says of a command. */
export interface Result {
  readonly messageId: string;
  readonly outcome: 'done' | 'refused' | 'rejected';
  readonly revision?: number;
  readonly problem?: { readonly code: string; readonly title: string; readonly norm?: string };
}

/**
 * Sends the answer that the consumer was told, and waits for what becomes of it.
 * @param messageId keep it with your own record: sent again with the same id, the same answer is written once.
 */
export async function answerClaim(claimId: string, text: string, messageId: string = randomUUID()): Promise<Result> {
  const client = kafka();
  const consumer = client.consumer({
    groupId: `erp-answer-${messageId}`,
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
  });
  // As Java's: a claim's commands keep their order.
  const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  const { promise: result, resolve } = Promise.withResolvers<Result>();
  try {
    await Promise.all([consumer.connect(), producer.connect()]);
    await subscribe(consumer, topics.results);
    await consumer.run({
      async eachMessage({ message: { value } }) {
        const one = JSON.parse(String(value)) as Result;
        if (one.messageId === messageId) resolve(one);
      },
    });
    const data = { claimId, outcome: 'accepted', text, medium: 'email', communicatedAt: new Date().toISOString() };
    const type = 'foja.command.respond-to-claim.v1';
    const headers = { ce_specversion: '1.0', ce_id: messageId, ce_type: type, ce_source: '/erp' };
    await producer.send({ topic: topics.commands, messages: [{ key: claimId, value: JSON.stringify(data), headers }] });
    return await result;
  } finally {
    await Promise.all([consumer.disconnect(), producer.disconnect()]);
  }
}
