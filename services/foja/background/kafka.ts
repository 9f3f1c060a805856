import type { FeedLog } from '@foja/feeds';
import { type KafkaAddress, publisherTable, runKafkaPublisher } from '@foja/feeds/kafka/index.ts';
import { openPool } from '@foja/ledger';
import type { Logger } from 'pino';

/** Reads and checkpoints of a few feeds at once, and a look at all of them. */
const CONNECTIONS = 6;
const STATEMENT_MS = 30_000;

/** Session lock of whoever publishes to Kafka ("foj" in ASCII, and a number). */
export const KAFKA_LOCK = 0x666f6a_19;

/** Publishes the feeds to Kafka until the signal; one process at a time. */
export async function runKafka(
  { url, feeds, address, log }: { url: string; feeds: FeedLog; address: KafkaAddress; log: Logger },
  signal: AbortSignal,
): Promise<void> {
  const pool = openPool(url, { applicationName: 'foja kafka', max: CONNECTIONS, statementTimeoutMs: STATEMENT_MS });
  const say = {
    debug: (message: string) => log.debug(message),
    info: (about: object, message: string) => log.info(about, message),
    warn: (about: object, message: string) => log.warn(about, message),
  };
  try {
    await runKafkaPublisher({ log: feeds, table: publisherTable(pool), address, say, signal });
  } finally {
    await pool.end();
  }
}
