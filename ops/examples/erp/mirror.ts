import { setTimeout as delay } from 'node:timers/promises';
import { foja, kafka, topics } from './settings.ts';
import { subscribe } from './subscribe.ts';
import type { ClaimNow, openTable } from './table.ts';

type Table = ReturnType<typeof openTable>;

const PAUSE_MS = 2_000;

/** By Kafka: the group's offset moves after the row is written, so that a crash repeats messages and loses none. */
export async function mirrorByKafka(table: Table): Promise<void> {
  const consumer = kafka().consumer({ groupId: 'erp-mirror', maxWaitTimeInMs: 500, allowAutoTopicCreation: false });
  process.once('SIGTERM', () => void consumer.disconnect());
  process.once('SIGINT', () => void consumer.disconnect());
  await consumer.connect();
  await subscribe(consumer, topics.claims);
  await consumer.run({
    async eachMessage({ message: { headers, value } }) {
      const data = JSON.parse(String(value)) as ClaimNow;
      table.tell({ type: String(headers?.['ce_type']), sequence: BigInt(String(headers?.['ce_sequence'])), data });
    },
  });
}

interface CloudEvent {
  readonly type: string;
  readonly sequence: string;
  readonly data: ClaimNow;
}

/** The same without Kafka: each request waits up to 25 s for what comes next, and the place reached is kept here. */
export async function mirrorByHttp(table: Table): Promise<void> {
  const { url, key } = foja();
  const ending = new AbortController();
  process.once('SIGTERM', () => ending.abort());
  process.once('SIGINT', () => ending.abort());
  while (!ending.signal.aborted) {
    const after = table.progress(topics.claims);
    try {
      const answer = await fetch(`${url}/v1/feeds/${topics.claims}?after=${after}&limit=500&wait=25`, {
        headers: { authorization: `Bearer ${key}` },
        signal: AbortSignal.any([ending.signal, AbortSignal.timeout(60_000)]),
      });
      if (!answer.ok) throw new Error(`Foja answered ${answer.status}`);
      const messages = (await answer.json()) as CloudEvent[];
      for (const { type, sequence, data } of messages) table.tell({ type, sequence: BigInt(sequence), data });
      table.reached(topics.claims, answer.headers.get('foja-feed-next') ?? after);
    } catch (error) {
      if (ending.signal.aborted) return;
      console.error(error instanceof Error ? error.message : error);
      await delay(PAUSE_MS, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  }
}
