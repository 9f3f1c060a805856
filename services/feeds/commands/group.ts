import { setTimeout as delay } from 'node:timers/promises';
import type { Commands } from '@foja/commands';
import type { Consumer, Kafka } from 'kafkajs';
import type { KafkaAddress } from '../kafka/address.ts';
import { kafkaClient } from '../kafka/client.ts';
import { openLink } from '../kafka/link.ts';
import { Pauses } from '../kafka/pause.ts';
import { failureOf, sentenceOf } from '../kafka/refusal.ts';
import { batchHandler, type CommandsLog } from './batch.ts';
import { readEveryCompression } from './compression/codecs.ts';
import { commandTopics } from './topics.ts';

/*
 * Takes the commands that firms' ERPs put on their topics.
 *
 * Promises: every command is carried out once and gets its result, however often it comes and whoever dies meanwhile; those of
 * one partition in their order. What is no command goes to the dead-letter topic. Any number of processes share the work, as
 * one consumer group.
 * Fails: never; brokers or a store that are away are waited for.
 * Trusts: the cluster's access rules. Who may write to `foja.<ruc>.commands.v1` speaks for that firm.
 */

export const GROUP = 'foja-commands';

export interface ErpCommandsOptions {
  readonly address: KafkaAddress;
  readonly commands: Pick<Commands, 'claim' | 'onClaim' | 'rucs'>;
  /** The present instant, ISO 8601 with offset. */
  readonly clock: () => string;
  readonly say: CommandsLog;
  readonly signal: AbortSignal;
  /** After so long a silence a member is taken for dead, and others take over. */
  readonly sessionMs?: number;
}

const SESSION_MS = 10_000;
/** How often it is looked for firms that are new. */
const LOOK_MS = 5_000;
/** At the end a batch that is being carried out is given so long. */
const LAST_MS = 5_000;
/** Partitions that are worked on at once. */
const AT_ONCE = 4;

/** Until the signal. */
export async function runErpCommands(options: ErpCommandsOptions): Promise<void> {
  const { address, commands, clock, say, signal } = options;
  readEveryCompression(say);
  const kafka = kafkaClient(address, 'foja-commands', say);
  const tell = connectionTeller(say);
  const link = openLink({ kafka, tell: async () => undefined, signal });
  const handle = batchHandler({ commands, clock, link, say, signal });
  const pauses = new Pauses();
  const begun = (): void => {
    tell();
    pauses.reset();
  };
  while (!signal.aborted) {
    try {
      await session(kafka, { ...options, handle, begun });
    } catch (error) {
      if (signal.aborted) break;
      tell(sentenceOf(failureOf(error)));
      await pauses.next(signal);
    }
  }
  await link.close();
}

interface Session extends Pick<ErpCommandsOptions, 'commands' | 'signal' | 'sessionMs'> {
  readonly handle: ReturnType<typeof batchHandler>;
  readonly begun: () => void;
}

/** As a member of the group, until there are other topics to read, or the signal. @throws what ended it */
async function session(kafka: Kafka, { commands, signal, handle, begun, sessionMs = SESSION_MS }: Session) {
  const admin = kafka.admin();
  const consumer = kafka.consumer({
    groupId: GROUP,
    sessionTimeout: sessionMs,
    rebalanceTimeout: 2 * sessionMs,
    heartbeatInterval: sessionMs / 5,
    maxWaitTimeInMs: 500,
    allowAutoTopicCreation: false,
    // It ends, and begins anew here.
    retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: async () => false },
  });
  const ended = endOf(consumer);
  try {
    await admin.connect();
    const topics = await topicsOnceThere(() => commandTopics(admin, commands.rucs()), signal);
    if (signal.aborted) return;
    await consumer.connect();
    // From the first, where the group is new: a command may have been sent before anybody listened.
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    const partitions = { partitionsConsumedConcurrently: AT_ONCE };
    await consumer.run({ ...partitions, autoCommit: false, eachBatchAutoResolve: false, eachBatch: handle });
    begun();
    const others = async (): Promise<boolean> => {
      const now = await commandTopics(admin, commands.rucs());
      return now.length !== topics.length || now.some((topic) => !topics.includes(topic));
    };
    while (!signal.aborted && !(await others())) await Promise.race([ended, rest(signal)]);
  } finally {
    const leaving = Promise.allSettled([consumer.disconnect(), admin.disconnect()]);
    await Promise.race([leaving, delay(LAST_MS, undefined, { ref: false })]);
  }
}

/** A house without firms has nothing to read. */
async function topicsOnceThere(look: () => Promise<string[]>, signal: AbortSignal): Promise<readonly string[]> {
  for (;;) {
    const topics = await look();
    if (topics.length > 0 || signal.aborted) return topics;
    await rest(signal);
  }
}

/** Rejects with what ended the consumer, if anything does. */
function endOf(consumer: Consumer): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  consumer.on(consumer.events.CRASH, ({ payload: { error } }) => reject(error));
  return promise;
}

async function rest(signal: AbortSignal): Promise<void> {
  await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
}

/** Says once that the cluster is lost, and once that it is back. */
function connectionTeller(say: CommandsLog): (trouble?: string) => void {
  let known: 'there' | 'away' | undefined;
  return (trouble) => {
    const now = trouble === undefined ? 'there' : 'away';
    if (now === known) return;
    known = now;
    if (trouble === undefined) say.info({}, 'taking commands from Kafka');
    else say.warn({ trouble }, 'no member of the group that takes commands; they wait');
  };
}
