import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { claimsFeed } from '@foja/contracts/integration/feeds.ts';
import { type FeedMessage, type NewMessage, openPostgresFeeds } from '@foja/feeds';
import {
  migrateKafka,
  type PublisherTable,
  publisherTable,
  runKafkaPublisher,
  sendAgain,
} from '@foja/feeds/kafka/index.ts';
import { recordOf } from '@foja/feeds/kafka/record.ts';
import { migrate, openEmbedded, openPool } from '@foja/ledger';
import { CompressionTypes, Kafka, logLevel, Partitioners } from 'kafkajs';
import type pg from 'pg';
import { type Broker, noBroker, startBroker } from '../support/kafka/broker.ts';
import { filing, newBook } from './filing.ts';
import type { Row } from './results.ts';
import { type Measured, percentile, sideBySide } from './rounds.ts';
import { startServer, temporaryDataDir } from './server.ts';

const FEED = claimsFeed('20999999990');
const BARE = 'bare';
const MESSAGES = 30_000;
const BATCH = 1_000;
const FILINGS_PER_SECOND = 200;
const WARM_UP_SECONDS = 5;
const LATENCY_SECONDS = 15;
const FILERS = 16;

/** The feeds on a Kafka of the run's own: from the feed log to the broker, and from a filing to whoever consumes. */
export async function benchFeed({ rounds }: { readonly rounds: number }): Promise<Row[]> {
  const without = await noBroker();
  if (without !== undefined) {
    process.stderr.write(`feed: not measured: ${without}\n`);
    return [];
  }
  const broker = await startBroker();
  try {
    const first = await throughput(broker, rounds);
    return [first, await latency(broker)];
  } finally {
    await broker.stop();
  }
}

/** Messages a second from the log to the broker, checkpoints and all, against bare batches of the same bytes. */
async function throughput(broker: Broker, rounds: number): Promise<Row> {
  const folder = temporaryDataDir();
  const server = await openEmbedded({ dataDir: folder.path, log: () => undefined });
  await migrate(server.adminUrl);
  const pool = openPool(server.appUrl, { applicationName: 'bench feed', max: 6, statementTimeoutMs: 30_000 });
  const feeds = await openPostgresFeeds({ pool, url: server.appUrl });
  const kafka = kafkaOf(broker);
  const producer = kafka.producer({ maxInFlightRequests: 1, createPartitioner: Partitioners.DefaultPartitioner });
  try {
    await migrateKafka(pool);
    for (let from = 0; from < MESSAGES; from += BATCH) await feeds.append(made(from));
    const messages = await everyMessage((after) => feeds.read(FEED, { after, max: BATCH }));
    const batches = messages.map((batch) => batch.map((message) => recordOf(message).record));
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: BARE, numPartitions: 6 }] });
    await admin.disconnect();
    await producer.connect();
    const ours = () => publishAll({ pool, feeds, broker });
    const theirs = async (): Promise<Measured> => {
      const from = performance.now();
      const rest = { acks: -1, compression: CompressionTypes.GZIP };
      for (const batch of batches) await producer.send({ topic: BARE, messages: batch, ...rest });
      return { perSecond: MESSAGES / ((performance.now() - from) / 1_000) };
    };
    const { ours: value, ratio } = await sideBySide(rounds, ours, theirs);
    return {
      name: 'feed',
      value,
      unit: 'messages/s from the feed log to a local broker, connection and checkpoints included',
      against: 'bare kafkajs batches of the same records, ready in memory',
      ratio,
      memoryMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
      aim: '≥ 10,000/s, at least 5,000/s',
    };
  } finally {
    await producer.disconnect();
    await feeds.close();
    await pool.end();
    await server.stop();
    folder.remove();
  }
}

/** From the first message to the last, by a publisher that begins. */
async function publishAll({
  pool,
  feeds,
  broker,
}: {
  readonly pool: pg.Pool;
  readonly feeds: Parameters<typeof runKafkaPublisher>[0]['log'];
  readonly broker: Broker;
}): Promise<Measured> {
  await sendAgain(pool, FEED, 0n);
  const ending = new AbortController();
  const whole = publisherTable(pool);
  const table: PublisherTable = {
    ...whole,
    async advance(step) {
      const moved = await whole.advance(step);
      if (step.to === BigInt(MESSAGES)) ending.abort();
      return moved;
    },
  };
  const from = performance.now();
  let took = 0;
  ending.signal.addEventListener('abort', () => {
    took = performance.now() - from;
  });
  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const address = { brokers: [broker.address], tls: undefined, sasl: undefined };
  await runKafkaPublisher({ log: feeds, table, address, say: quiet, signal: ending.signal });
  return { perSecond: MESSAGES / (took / 1_000) };
}

/** From a filing's instant to the consumer that has it, with a server that files so many a second. */
async function latency(broker: Broker): Promise<Row> {
  const folder = temporaryDataDir();
  const server = await startServer(folder.path, { KAFKA_BROKERS: broker.address });
  const { ruc, bookId } = await newBook(server);
  const consumer = kafkaOf(broker).consumer({ groupId: 'bench', maxWaitTimeInMs: 20 });
  const times: number[] = [];
  const memory = server.measureMemory();
  try {
    const url = `${server.url}/v1/books/${bookId}/claims`;
    await file(url, WARM_UP_SECONDS); // the topic is made, the code is warm
    await consumer.connect();
    await consumer.subscribe({ topics: [claimsFeed(ruc)], fromBeginning: false });
    await consumer.run({
      async eachMessage({ message: { headers } }) {
        if (String(headers?.['ce_type']).includes('.filed.')) {
          times.push(Date.now() - Date.parse(String(headers?.['ce_time'])));
        }
      },
    });
    await delay(3_000); // the group is formed
    times.length = 0;
    const filed = await file(url, LATENCY_SECONDS);
    const giveUpAt = Date.now() + 30_000;
    while (times.length < filed && Date.now() < giveUpAt) await delay(50);
    if (times.length < filed) throw new Error(`only ${times.length} of ${filed} filings reached the consumer`);
    const median = percentile(times, 0.5);
    const value = percentile(times, 0.99);
    return {
      name: 'feed latency',
      value,
      unit: `ms, p99 from a filing to its consumer, at ${FILINGS_PER_SECOND} filings/s`,
      against: 'the median',
      ratio: value / median,
      memoryMb: memory.stop(),
      aim: '< 250 ms',
    };
  } finally {
    await consumer.disconnect();
    await server.stop();
    folder.remove();
  }
}

/** Files at an even rate, as long as the server keeps up; answers how many were filed. */
async function file(url: string, seconds: number): Promise<number> {
  const run = randomUUID();
  const body = JSON.stringify(filing);
  const from = performance.now();
  const count = seconds * FILINGS_PER_SECOND;
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      const earlyMs = (index / FILINGS_PER_SECOND) * 1_000 - (performance.now() - from);
      if (earlyMs > 0) await delay(earlyMs);
      const headers = { 'content-type': 'application/json', 'idempotency-key': `${run}-${index}` };
      const answer = await fetch(url, { method: 'POST', headers, body });
      const text = await answer.text();
      if (answer.status !== 201) throw new Error(`a filing was refused: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: FILERS }, worker));
  return count;
}

function kafkaOf(broker: Broker): Kafka {
  return new Kafka({ clientId: 'bench', brokers: [broker.address], logLevel: logLevel.NOTHING });
}

async function everyMessage(read: (after: bigint) => Promise<readonly FeedMessage[]>): Promise<FeedMessage[][]> {
  const batches: FeedMessage[][] = [];
  for (let after = 0n; after < BigInt(MESSAGES); after += BigInt(BATCH)) batches.push([...(await read(after))]);
  return batches;
}

/** As a filing is told. */
function made(from: number): NewMessage[] {
  return Array.from({ length: BATCH }, (_, index) => {
    const claimId = randomUUID();
    const number = `${String(from + index + 1).padStart(9, '0')}-2026`;
    return {
      feed: FEED,
      id: randomUUID(),
      type: 'foja.claim.filed.v1',
      subject: claimId,
      time: new Date().toISOString(),
      data: {
        ...{ ruc: '20999999990', claimId, number, bookId: 'e3b0c442-98fc-5c14-9afb-f4c8996fb924', bookCode: 'LIMA-1' },
        ...{ type: 'reclamo', filedOn: '2026-11-20', dueDate: '2026-12-14', occurredAt: '2026-11-20T10:00:00-05:00' },
        link: `/v1/claims/${claimId}`,
      },
    };
  });
}
