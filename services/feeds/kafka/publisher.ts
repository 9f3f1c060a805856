import { setTimeout as delay } from 'node:timers/promises';
import type { FeedLog } from '../log/port.ts';
import type { KafkaAddress } from './address.ts';
import { kafkaClient } from './client.ts';
import { Lane } from './lane.ts';
import { openLink } from './link.ts';
import { Slots } from './slots.ts';
import type { PublisherTable, Refused } from './table.ts';

/*
 * Publishes every feed to the Kafka topic of its name.
 *
 * Promises: every message at least once, in order by claim; a repeated one carries the same id. Where brokers are away, for
 * however long, nothing is lost and nobody else waits; a message that they refuse is parked, and the feed goes on.
 * Fails: never for Kafka's sake. With `Fenced` where another publisher has taken over; with what the database throws.
 * Trusts: that it is started in one process at a time. A second one, for a moment, sends what the first has sent or is about
 * to: the first of its checkpoints to be moved by either makes the other stop.
 */

export interface PublisherOptions {
  readonly log: Pick<FeedLog, 'feeds' | 'read' | 'waitFor'>;
  readonly table: PublisherTable;
  readonly address: KafkaAddress;
  readonly say: PublisherLog;
  readonly signal: AbortSignal;
}

export interface PublisherLog {
  debug(message: string): void;
  info(about: object, message: string): void;
  warn(about: object, message: string): void;
}

/** Feeds that are read and sent at once: their batches, some megabytes each, are in memory together. */
const AT_ONCE = 4;
/** How often it is looked for new feeds, and for what an operator asked. */
const LOOK_MS = 1_000;

/** Until the signal. */
export async function runKafkaPublisher({ log, table, address, say, signal }: PublisherOptions): Promise<void> {
  const ending = new AbortController();
  const until = AbortSignal.any([signal, ending.signal]);
  const epoch = await table.begin();
  const tell = connectionTeller(table, say);
  const link = openLink({ kafka: kafkaClient(address, 'foja-feeds', say), tell, signal: until });
  const slots = new Slots(AT_ONCE);
  const parked = (feed: string, refused: readonly Refused[]) => {
    for (const { message, bytes, code } of refused) {
      say.warn({ feed, seq: message.seq.toString(), id: message.id, bytes, code }, 'Kafka refused a message: parked');
    }
  };
  const lanes = new Map<string, Lane>();
  const running: Promise<void>[] = [];
  let broken: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    broken ??= { error };
    ending.abort();
  };
  try {
    while (!until.aborted) {
      const [feeds, checkpoints, asked] = await Promise.all([log.feeds(), table.checkpoints(), table.asked()]);
      for (const { feed } of feeds) {
        let lane = lanes.get(feed);
        if (lane === undefined) {
          lane = new Lane({ feed, log, table, epoch, link, slots, parked, signal: until });
          lanes.set(feed, lane);
          running.push(lane.run().catch(fail));
        }
        lane.look(checkpoints.get(feed) ?? 0n, asked.get(feed) ?? []);
      }
      await delay(LOOK_MS, undefined, { signal: until }).catch(() => undefined);
    }
  } finally {
    ending.abort();
    await Promise.all(running);
    await link.close();
  }
  if (broken !== undefined) throw broken.error;
}

/** Says once that the cluster is lost, and once that it is back. */
function connectionTeller(table: PublisherTable, say: PublisherLog): (trouble: string | undefined) => Promise<void> {
  let known: string | undefined;
  return async (trouble) => {
    if (trouble === undefined) say.info({}, 'connected to Kafka');
    else if (known === undefined) say.warn({ trouble }, 'Kafka cannot be reached; messages wait');
    known = trouble;
    // What the table says is for people; whether it can be written is found out with the next checkpoint.
    await table.tell(trouble).catch(() => undefined);
  };
}
