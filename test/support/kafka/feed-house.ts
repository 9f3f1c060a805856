import { randomUUID } from 'node:crypto';
import { type NewMessage, openPostgresFeeds, type PostgresFeeds } from '@foja/feeds';
import { kafkaClient, migrateKafka, type PublisherTable, publisherTable, runKafkaPublisher } from '@foja/feeds/kafka/index.ts';
import type { KafkaAddress } from '@foja/feeds/kafka/address.ts';
import { openPool } from '@foja/ledger';
import type { IHeaders, Kafka } from 'kafkajs';
import type pg from 'pg';
import { freshDatabase } from '../postgres.ts';

/** A feed log of its own, and what the publisher keeps beside it. */
export interface FeedHouse {
  readonly appUrl: string;
  readonly pool: pg.Pool;
  readonly feeds: PostgresFeeds;
  readonly table: PublisherTable;
  close(): Promise<void>;
}

export async function openFeedHouse(): Promise<FeedHouse> {
  const database = await freshDatabase();
  const pool = openPool(database.appUrl, { applicationName: 'foja test feeds', max: 6, statementTimeoutMs: 30_000 });
  const feeds = await openPostgresFeeds({ pool, url: database.appUrl });
  await migrateKafka(pool);
  return {
    appUrl: database.appUrl,
    pool,
    feeds,
    table: publisherTable(pool),
    async close() {
      await feeds.close();
      await pool.end();
      await database.drop();
    },
  };
}

/** In the clear, on this machine. */
export function plainAddress(broker: { readonly address: string }): KafkaAddress {
  return { brokers: [broker.address], tls: undefined, sasl: undefined };
}

export function clientOf(broker: { readonly address: string }): Kafka {
  return kafkaClient(plainAddress(broker), 'test', quiet);
}

export interface Publishing {
  /** What the publisher told its operators. */
  readonly told: readonly string[];
  /** Ends it; rejects with what ended it before. */
  stop(): Promise<void>;
  readonly ended: Promise<void>;
}

export function publish(house: Pick<FeedHouse, 'feeds' | 'table'>, address: KafkaAddress): Publishing {
  const ending = new AbortController();
  const told: string[] = [];
  const say = {
    debug: () => undefined,
    info: (_: object, message: string) => told.push(message),
    warn: (_: object, message: string) => told.push(message),
  };
  const ended = runKafkaPublisher({
    ...{ log: house.feeds, table: house.table, address, say },
    signal: ending.signal,
  });
  ended.catch(() => undefined);
  return {
    told,
    ended,
    async stop() {
      ending.abort();
      await ended;
    },
  };
}

/** Messages on so many claims, by turns: `data.n` counts them for each claim. */
export function messagesOn(feed: string, claims: readonly string[], each: number, from = 1): NewMessage[] {
  return Array.from({ length: each }, (_, round) =>
    claims.map((subject): NewMessage => ({
      feed,
      id: randomUUID(),
      type: 'foja.claim.viewed.v1',
      subject,
      time: new Date().toISOString(),
      data: { claimId: subject, n: from + round },
    })),
  ).flat();
}

export interface Read {
  readonly id: string;
  readonly key: string;
  readonly value: Record<string, unknown>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads a topic as a member of a group, from its beginning; `enough` is asked after every message. */
export async function consume(
  kafka: Kafka,
  topic: string,
  enough: (read: readonly Read[]) => boolean,
  groupId: string = `test-${randomUUID()}`,
): Promise<readonly Read[]> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100, retry: { retries: 20 } });
  const read: Read[] = [];
  const done = Promise.withResolvers<void>();
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      async eachMessage({ message: { key, value, headers } }) {
        const texts = textsOf(headers);
        read.push({
          id: texts['ce_id'] ?? '',
          key: key?.toString() ?? '',
          value: JSON.parse(value?.toString() ?? 'null'),
          headers: texts,
        });
        if (enough(read)) done.resolve();
      },
    });
    await done.promise;
    return read;
  } finally {
    await consumer.disconnect();
  }
}

/** Distinct by id, as a consumer that leaves out what it has seen has them. */
export function distinct(read: readonly Read[]): Read[] {
  const seen = new Set<string>();
  return read.filter(({ id }) => !seen.has(id) && seen.add(id));
}

function textsOf(headers: IHeaders | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));
}

const quiet = { debug: () => undefined };
