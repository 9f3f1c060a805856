import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { NewMessage } from '@foja/feeds';
import type { Admin, IHeaders, Kafka } from 'kafkajs';

export interface Read {
  /** Of the group. */
  readonly member: number;
  readonly id: string;
  readonly key: string;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Reading {
  readonly groupId?: string;
  /** Of the group, each reading its share; default 1. */
  readonly members?: number;
  /** Called once every member has partitions of its own: from then on, each reads what comes. */
  readonly shared?: () => void;
}

/**
 * Reads a topic as a consumer group does, from its beginning, until it has so many distinct messages; answers all that came,
 * repeated ones too, in the order of their coming, and which member each came to.
 */
export async function consume(
  kafka: Kafka,
  topic: string,
  count: number,
  reading: Reading = {},
): Promise<readonly Read[]> {
  const { groupId = `test-${randomUUID()}`, members = 1, shared = () => undefined } = reading;
  await topicThere(kafka, topic);
  const read: Read[] = [];
  const seen = new Set<string>();
  const done = Promise.withResolvers<void>();
  const holding = new Set<number>();
  const group = Array.from({ length: members }, () =>
    kafka.consumer({ groupId, maxWaitTimeInMs: 100, retry: { retries: 1_000, maxRetryTime: 300 } }),
  );
  try {
    const begin = group.map(async (consumer, member) => {
      consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
        if ((memberAssignment[topic] ?? []).length === 0) return;
        holding.add(member);
        if (holding.size === members) shared();
      });
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await consumer.run({
        async eachMessage({ message: { key, value, headers } }) {
          const texts = textsOf(headers);
          const id = texts['ce_id'] ?? '';
          const data: unknown = JSON.parse(value?.toString() ?? 'null');
          read.push({ member, id, key: key?.toString() ?? '', data, headers: texts });
          seen.add(id);
          if (seen.size >= count) done.resolve();
        },
      });
    });
    await Promise.all(begin);
    const late = delay(READ_MS, undefined, { ref: false }).then(() => {
      throw new Error(`${seen.size} of ${count} messages came in ${READ_MS / 1_000} s`);
    });
    late.catch(() => undefined);
    await Promise.race([done.promise, late]);
    return read;
  } finally {
    await Promise.all(group.map((consumer) => consumer.disconnect()));
  }
}

const READ_MS = 60_000;
const TOPIC_MS = 60_000;

async function topicThere(kafka: Kafka, topic: string): Promise<void> {
  await eventually(async () => (await inAdmin(kafka, (admin) => admin.listTopics())).includes(topic), TOPIC_MS);
}

export async function inAdmin<T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Asks until it is so. */
export async function eventually(so: () => Promise<boolean>, withinMs = 60_000): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  while (!(await so())) {
    if (Date.now() > giveUpAt) throw new Error(`not so after ${withinMs / 1_000} s: ${so}`);
    await delay(100);
  }
}

/** Distinct by id, as a consumer that leaves out what it has seen has them. */
export function distinct(read: readonly Read[]): Read[] {
  const seen = new Set<string>();
  return read.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** The data of each claim's messages, in the order of their coming. */
export function byClaim(read: readonly Pick<Read, 'key' | 'data'>[]): ReadonlyMap<string, unknown[]> {
  const claims = new Map<string, unknown[]>();
  for (const { key, data } of read) claims.set(key, [...(claims.get(key) ?? []), data]);
  return claims;
}

/** The same of what was appended. */
export function given(messages: readonly NewMessage[]): ReadonlyMap<string, unknown[]> {
  return byClaim(messages.map(({ subject, feed, data }) => ({ key: subject ?? feed, data })));
}

function textsOf(headers: IHeaders | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));
}
