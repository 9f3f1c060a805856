import { Problem } from '@foja/commands/problems/problem.ts';
import { rucOfCommands } from '@foja/contracts/integration/commands/topics.ts';
import { StoreUnavailable } from '@foja/ledger/port.ts';
import type { EachBatchPayload, KafkaMessage, Message } from 'kafkajs';
import type { Link } from '../kafka/link.ts';
import { Pauses } from '../kafka/pause.ts';
import { failureOf, sentenceOf } from '../kafka/refusal.ts';
import { type Answers, publish } from './answers.ts';
import { beating } from './beating.ts';
import { type CarryingOut, carryOut, rejected, StillRacing } from './carry-out.ts';
import { type Incoming, readIncoming } from './incoming.ts';
import { type Place, rejectRecord, resultRecord } from './record.ts';

/** Commands whose results are sent, and whose offsets are committed, together. */
const TOGETHER = 50;
/** A command that fails for a reason that nobody foresaw is tried so often; then it is rejected, and the next ones go on. */
const TRIES_MAX = 5;

export interface BatchOptions extends Omit<CarryingOut, 'ruc'> {
  readonly link: Link;
  readonly say: CommandsLog;
  readonly signal: AbortSignal;
}

export interface CommandsLog {
  debug(message: string): void;
  info(about: object, message: string): void;
  warn(about: object, message: string): void;
}

/**
 * Carries out what came, message after message, so that the order within a partition is kept. An offset is committed once the
 * results are published; whatever ends it before that makes the messages come again, which the ledger knows. Where something is
 * away (the store, the results' topic) that partition rests for a while, and no other waits for it.
 */
export function batchHandler(options: BatchOptions): (payload: EachBatchPayload) => Promise<void> {
  const { link, say, signal } = options;
  const rests = new Map<string, Pauses>();
  const tries = new Map<string, number>();

  return async ({ batch, heartbeat, isRunning, isStale, resolveOffset, commitOffsetsIfNecessary, pause }) => {
    const { topic, partition, messages } = batch;
    const ruc = rucOfCommands(topic);
    if (ruc === undefined) return;
    const here = `${topic}/${partition}`;
    for (let from = 0; from < messages.length; from += TOGETHER) {
      if (!isRunning() || isStale() || signal.aborted) return;
      const some = messages.slice(from, from + TOGETHER);
      const last = some.at(-1)?.offset ?? '0';
      const work = async (): Promise<boolean> => {
        try {
          await publish(link, ruc, await answersTo(some, { topic, partition }, ruc));
          rests.delete(here);
          return true;
        } catch (error) {
          if (signal.aborted) return false;
          const rest = rests.get(here) ?? new Pauses();
          if (!rests.has(here)) say.warn({ topic, partition, trouble: troubleOf(error) }, 'commands from Kafka wait');
          rests.set(here, rest);
          void rest.next(signal).then(pause());
          return false;
        }
      };
      if (!(await beating(heartbeat, work))) return;
      resolveOffset(last);
      const offset = (BigInt(last) + 1n).toString();
      await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] });
    }
  };

  async function answersTo(
    messages: readonly KafkaMessage[],
    at: Pick<Place, 'topic' | 'partition'>,
    ruc: string,
  ): Promise<Answers> {
    const results: Message[] = [];
    const rejects: Message[] = [];
    for (const message of messages) {
      const incoming = readIncoming(message, ruc);
      const place = { ...at, offset: message.offset };
      const done = incoming.kind === 'command' ? await attempt(incoming, place, ruc) : incoming.problem;
      if (!(done instanceof Problem)) {
        results.push(resultRecord(done, ruc));
        const { commandId, outcome } = done.result;
        const code = done.result.outcome === 'done' ? {} : { code: done.result.problem.code };
        say.info({ topic: at.topic, commandId, outcome, ...code }, 'command from Kafka');
        continue;
      }
      rejects.push(rejectRecord(message, done, place));
      say.warn({ ...place, code: done.code }, 'no command: to the dead-letter topic');
      const sent = incoming.kind === 'command' ? incoming : incoming.sent;
      if (sent !== undefined) results.push(resultRecord(rejected(sent, done, options.clock), ruc));
    }
    return { results, rejects };
  }

  /** @throws where it may go through later; answers the problem where nobody knows that it ever will. */
  async function attempt(command: Incoming & { kind: 'command' }, { topic, partition, offset }: Place, ruc: string) {
    const here = `${topic}/${partition}/${offset}`;
    try {
      const outcome = await carryOut(command, { ...options, ruc });
      tries.delete(here);
      return outcome;
    } catch (error) {
      if (error instanceof StoreUnavailable || error instanceof StillRacing) throw error;
      const tried = (tries.get(here) ?? 0) + 1;
      tries.set(here, tried);
      if (tried < TRIES_MAX) throw error;
      tries.delete(here);
      return new Problem('server/error', {}, error);
    }
  }
}

/** For people and logs. What nobody foresaw may quote what was written: then only its name. */
function troubleOf(error: unknown): string {
  if (error instanceof StoreUnavailable) return error.message;
  const failure = failureOf(error);
  return failure.code.startsWith('Kafka') || /^[A-Z_]+$/.test(failure.code) ? sentenceOf(failure) : failure.code;
}
