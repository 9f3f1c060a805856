import { setTimeout as delay } from 'node:timers/promises';
import { CompressionTypes, type Kafka, type Message, Partitioners, type Producer } from 'kafkajs';
import { Pauses } from './pause.ts';
import { failureOf, sentenceOf, TopicFailed } from './refusal.ts';
import { ensureTopic } from './topics.ts';

/** Longest that a send may take, with all that kafkajs tries again by itself. */
const SEND_MS = 60_000;
const CONNECT_MS = 30_000;
/** At the end, what was sent is given so long to be answered; unanswered, it is sent again by the next publisher. */
const LAST_MS = 2_000;

/** The one connection to the cluster that all feeds share: opened again when it is lost and needed. */
export interface Link {
  /** Resolves once every broker that must have them has them. @throws what kafkajs throws, a time-out, or the end. */
  send(topic: string, messages: Message[]): Promise<void>;
  /** The connection is not to be used any more, or the topic may be gone. */
  drop(topic: string, connection: boolean): void;
  close(): Promise<void>;
}

export interface LinkOptions {
  readonly kafka: Kafka;
  /** Why no broker can be reached, when that changes; undefined: one can. */
  readonly tell: (trouble: string | undefined) => Promise<void>;
  readonly signal: AbortSignal;
}

export function openLink({ kafka, tell, signal }: LinkOptions): Link {
  const pauses = new Pauses();
  const topics = new Set<string>();
  let closing: Promise<unknown> = Promise.resolve();
  // At once, so that a cluster out of reach is known before there is anything to send.
  let connection: Promise<Producer> | undefined = opened();

  function opened(): Promise<Producer> {
    const opening = connect();
    // One that the end came before is no unhandled rejection.
    opening.catch(() => undefined);
    return opening;
  }

  async function connect(): Promise<Producer> {
    for (;;) {
      signal.throwIfAborted();
      // Not idempotent: consumers leave out repeated ids anyway, and kafkajs loses count of its sequence numbers where one
      // partition of a request is stored and another is not. Order is kept since a feed awaits each send.
      const producer = kafka.producer({
        allowAutoTopicCreation: false,
        maxInFlightRequests: 1,
        createPartitioner: Partitioners.DefaultPartitioner, // as the Java client: a claim keeps its partition
      });
      try {
        await within(CONNECT_MS, producer.connect(), signal);
        await tell(undefined);
        pauses.reset();
        return producer;
      } catch (error) {
        end(producer);
        signal.throwIfAborted();
        await tell(sentenceOf(failureOf(error)));
        await pauses.next(signal);
      }
    }
  }

  async function ensure(topic: string): Promise<void> {
    if (topics.has(topic)) return;
    const admin = kafka.admin();
    try {
      const made = admin.connect().then(() => ensureTopic(admin, topic));
      await within(CONNECT_MS, made, signal);
      topics.add(topic);
    } catch (cause) {
      throw new TopicFailed('the topic could not be made', { cause });
    } finally {
      end(admin);
    }
  }

  function end(client: { disconnect(): Promise<void> }): void {
    const ended = within(LAST_MS, client.disconnect()).catch(() => undefined);
    closing = Promise.all([closing, ended]);
  }

  return {
    async send(topic, messages) {
      connection ??= opened();
      const producer = await connection;
      await ensure(topic);
      const compression = messages.length > 1 ? CompressionTypes.GZIP : CompressionTypes.None;
      await within(SEND_MS, producer.send({ topic, messages, acks: -1, compression }), signal);
    },

    drop(topic, lost) {
      topics.delete(topic);
      if (!lost || connection === undefined) return;
      connection.then(end, () => undefined);
      connection = undefined;
      topics.clear();
    },

    async close() {
      connection?.then(end, () => undefined);
      await connection?.catch(() => undefined);
      await closing;
    },
  };
}

/** @throws where it takes longer; a moment after the signal, too. */
async function within<T>(ms: number, work: Promise<T>, signal?: AbortSignal): Promise<T> {
  work.catch(() => undefined);
  const done = new AbortController();
  const unlessDone = { signal: done.signal };
  const late = delay(ms, undefined, unlessDone).then(() => {
    throw new Error(`no answer in ${ms / 1_000} s`);
  });
  const ended = new Promise<never>((_, reject) => {
    const end = (): void =>
      void delay(LAST_MS, undefined, unlessDone).then(
        () => reject(signal?.reason),
        () => undefined,
      );
    if (signal?.aborted) end();
    signal?.addEventListener('abort', end, { once: true, signal: done.signal });
  });
  late.catch(() => undefined);
  ended.catch(() => undefined);
  try {
    return await Promise.race([work, late, ended]);
  } finally {
    done.abort();
  }
}
