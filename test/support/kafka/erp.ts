import { randomUUID } from 'node:crypto';
import { type CommandResult, CommandResultV1 } from '@foja/contracts/integration/commands/result.ts';
import { commandsTopic, rejectsTopic, resultsTopic } from '@foja/contracts/integration/commands/topics.ts';
import { type Consumer, type Kafka, type KafkaMessage, type Message, Partitioners } from 'kafkajs';
import { eventually } from './consume.ts';

export interface Order {
  readonly id?: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A firm's ERP, as a test plays it: sends commands, keeps all results and rejects that ever come. */
export interface Erp {
  /** As CloudEvents; answers the message id. */
  order(order: Order): Promise<string>;
  /** Anything. */
  send(message: Message): Promise<void>;
  /** The results of a message, in the order of their coming, as soon as there are so many. */
  results(messageId: string, count?: number): Promise<readonly Result[]>;
  readonly rejects: readonly KafkaMessage[];
  close(): Promise<void>;
}

export type Result = CommandResult & { readonly key: string; readonly ceId: string };

export async function openErp(kafka: Kafka, ruc: string): Promise<Erp> {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  const results: Result[] = [];
  const rejects: KafkaMessage[] = [];
  const consumer: Consumer = kafka.consumer({
    groupId: `erp-${randomUUID()}`,
    maxWaitTimeInMs: 100,
    sessionTimeout: 6_000,
  });
  await Promise.all([producer.connect(), consumer.connect()]);
  await consumer.subscribe({ topics: [resultsTopic(ruc), rejectsTopic(ruc)], fromBeginning: true });
  await consumer.run({
    async eachMessage({ topic, message }) {
      if (topic === rejectsTopic(ruc)) rejects.push(message);
      else results.push(resultOf(message));
    },
  });
  const send = async (message: Message) =>
    void (await producer.send({ topic: commandsTopic(ruc), messages: [message] }));
  return {
    send,
    rejects,
    async order({ id = randomUUID(), type, data }) {
      const headers = { ce_specversion: '1.0', ce_id: id, ce_type: type, ce_source: '/erp' };
      await send({ key: String(data['claimId']).toLowerCase(), value: JSON.stringify(data), headers });
      return id;
    },
    async results(messageId, count = 1) {
      const mine = () => results.filter((result) => result.messageId === messageId);
      await eventually(async () => mine().length >= count);
      return mine();
    },
    async close() {
      await Promise.all([producer.disconnect(), consumer.disconnect()]);
    },
  };
}

/** Held against its contract. */
function resultOf({ key, value, headers }: KafkaMessage): Result {
  const result = CommandResultV1.parse(JSON.parse(value?.toString() ?? 'null'));
  return { ...result, key: String(key), ceId: String(headers?.['ce_id']) };
}
