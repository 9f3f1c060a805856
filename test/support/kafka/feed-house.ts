import { randomUUID } from 'node:crypto';
import { type NewMessage, openPostgresFeeds, type PostgresFeeds } from '@foja/feeds';
import type { KafkaAddress } from '@foja/feeds/kafka/address.ts';
import { migrateKafka, type PublisherTable, publisherTable, runKafkaPublisher } from '@foja/feeds/kafka/index.ts';
import { openPool } from '@foja/ledger';
import { Kafka, logLevel } from 'kafkajs';
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

/** As anybody's consumer opens it. */
export function clientOf(broker: { readonly address: string }): Kafka {
  return new Kafka({
    clientId: 'test',
    brokers: [broker.address],
    connectionTimeout: 10_000,
    logLevel: process.env['DBG'] ? 4 : logLevel.NOTHING,
  });
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
  running.push({ ending, ended });
  return {
    told,
    ended,
    async stop() {
      ending.abort();
      await ended;
    },
  };
}

const running: { readonly ending: AbortController; readonly ended: Promise<void> }[] = [];

/** For `afterEach`: what a test that failed left running. */
export async function stopPublishing(): Promise<void> {
  for (const { ending, ended } of running.splice(0)) {
    ending.abort();
    await ended.catch(() => undefined);
  }
}

/** Messages on so many claims, by turns: `data.n` counts them for each claim. */
export function messagesOn(feed: string, claims: readonly string[], each: number, from = 1): NewMessage[] {
  return Array.from({ length: each }, (_, round) =>
    claims.map(
      (subject): NewMessage => ({
        feed,
        id: randomUUID(),
        type: 'foja.claim.viewed.v1',
        subject,
        time: new Date().toISOString(),
        data: { claimId: subject, n: from + round },
      }),
    ),
  ).flat();
}
