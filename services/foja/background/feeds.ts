import type { CommandSide } from '@foja/commands';
import {
  type FeedReaders,
  type FeedStatus,
  feedStatus,
  openFeedReaders,
  openPostgresFeeds,
  openWriterTable,
  type PostgresFeeds,
  runFeedWriter,
  type WriterTable,
} from '@foja/feeds';
import { type KafkaState, kafkaState, migrateKafka } from '@foja/feeds/kafka/index.ts';
import { type EventStore, openPool } from '@foja/ledger';
import type { Traces } from '@foja/ledger/tracing/port.ts';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Sealing } from '../sealing/service.ts';

const CONNECTIONS = 6;
const STATEMENT_MS = 30_000;

/** Session lock of whoever writes the feeds ("foj" in ASCII, and a number). */
export const FEEDS_LOCK = 0x666f6a_16;

/** The feed log, and what is written to it here. */
export interface Feeds {
  readonly log: PostgresFeeds;
  readonly readers: FeedReaders;
  /** What the writer keeps: others look, and ask. */
  readonly table: WriterTable;
  readonly appUrl: string;
  /** For what is kept beside the log: how far each transport is. */
  readonly pool: pg.Pool;
  status(): Promise<FeedStatus>;
  /** How publishing to Kafka does, whichever process does it. */
  kafka(): Promise<KafkaState>;
  close(): Promise<void>;
}

/** To read the feeds, and to say how they do. */
export async function openFeeds({
  appUrl,
  stored,
  log,
}: {
  /** Of the application role. */
  readonly appUrl: string;
  /** Boxes closed. */
  readonly stored: EventStore;
  readonly log: (message: string) => void;
}): Promise<Feeds> {
  const pool = openPool(appUrl, { applicationName: 'foja feeds', max: CONNECTIONS, statementTimeoutMs: STATEMENT_MS });
  const feeds = await openPostgresFeeds({ pool, url: appUrl, log });
  await migrateKafka(pool);
  const readers = openFeedReaders(pool);
  const table = openWriterTable(pool);
  return {
    log: feeds,
    appUrl,
    pool,
    readers,
    table,
    status: () => feedStatus({ log: feeds, readers, table, stored, now: Date.now }),
    kafka: () => kafkaState(pool),
    async close() {
      await feeds.close();
      await pool.end();
    },
  };
}

export interface FeedService extends Feeds {
  /** Writes the feeds until the signal; one process at a time is enough. */
  write(signal: AbortSignal): Promise<void>;
}

export async function openFeedService({
  appUrl,
  stored,
  commands,
  sealing,
  clock,
  traces,
  log,
}: {
  readonly traces?: Traces | undefined;
  readonly appUrl: string;
  readonly stored: EventStore;
  readonly commands: Pick<CommandSide, 'law'>;
  readonly sealing: Pick<Sealing, 'table'>;
  readonly clock: () => string;
  readonly log: Logger;
}): Promise<FeedService> {
  const feeds = await openFeeds({ appUrl, stored, log: (message) => log.warn(message) });
  const { table } = feeds;
  return {
    ...feeds,
    write: (signal) =>
      runFeedWriter(
        {
          stored,
          table,
          law: () => commands.law(),
          checkpoints: (page) => sealing.table.checkpoints(page),
          clock,
          traces,
          log,
        },
        signal,
      ),
  };
}
