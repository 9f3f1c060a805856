import { randomUUID } from 'node:crypto';
import { NO_STREAM as ABSENT } from '@eventstore/db-client';
import { type AppendResult, NO_STREAM, StoreUnavailable, type StreamAppend } from '../port.ts';
import { validate } from '../refusals.ts';
import { inTime, pause, pauseMs } from './calls.ts';
import type { LedgerClient } from './client.ts';
import { toProposed } from './envelope.ts';
import type { Reader } from './reader.ts';
import { troubleOf } from './trouble.ts';
import { Turns } from './turns.ts';

export interface AppenderOptions {
  readonly client: LedgerClient;
  readonly reader: Reader;
  /** Longest an append may take, retries included. */
  readonly timeoutMs: number;
  /** Longest one try may take. */
  readonly attemptMs: number;
  readonly closing: AbortSignal;
}

/** How much longer than its deadline a call is waited for: the deadline is the client's, this is ours. */
const OVER_DEADLINE_MS = 250;
const AT_ONCE = 64;

/**
 * Appends to one stream at a time.
 *
 * Did it happen? An append whose answer was lost is sent again with the same ids and the same expected revision, which the
 * server stores once: with that revision it compares the ids that stand there. Only where that fails until the deadline is
 * the caller told `unknown`. An answered append is read back: the server's answer tells neither the position of
 * several events' last one (RequestManagers/WriteEvents: "not technically correct") nor whether anything was written.
 */
export class Appender {
  readonly #options: AppenderOptions;
  readonly #turns = new Turns(AT_ONCE);

  constructor(options: AppenderOptions) {
    this.#options = options;
  }

  async append(append: StreamAppend): Promise<AppendResult> {
    validate([append]);
    const { timeoutMs, closing } = this.#options;
    const appendId = randomUUID();
    const proposed = append.events.map((event) => toProposed(event, appendId));
    if (proposed.length === 0) return this.#asserted(append);
    const deadlineMs = Date.now() + timeoutMs;
    let mayBeStored = false;
    for (let failures = 0; ; failures += 1) {
      if (closing.aborted) throw unavailable(new Error('the store is closed'), mayBeStored);
      try {
        await this.#turns.take(() => this.#send(append, proposed));
        return await this.#standing(append, appendId);
      } catch (thrown) {
        if (thrown instanceof StoreUnavailable) throw unavailable(thrown, true);
        const trouble = troubleOf(thrown);
        if (trouble.kind === 'conflict') return await this.#conflict(append, appendId, trouble.currentRevision);
        if (trouble.kind === 'no-stream') throw thrown;
        if (trouble.kind === 'request') {
          throw new TypeError(`the store refuses this append: ${trouble.error.message}`, { cause: thrown });
        }
        mayBeStored ||= trouble.kind === 'passing' && trouble.outcome === 'unknown';
        const late = Date.now() + pauseMs(failures) > deadlineMs;
        if (trouble.kind === 'permanent' || late) throw unavailable(trouble.error, mayBeStored);
      }
      await pause(failures, closing);
    }
  }

  async #send({ stream, expectedRevision }: StreamAppend, proposed: ReturnType<typeof toProposed>[]): Promise<void> {
    const { client, attemptMs } = this.#options;
    const call = client.appendToStream(stream, proposed, {
      expectedRevision: expectedRevision === NO_STREAM ? ABSENT : BigInt(expectedRevision),
      credentials: client.credentials,
      requiresLeader: true,
      deadline: attemptMs,
    });
    await inTime(call, attemptMs + OVER_DEADLINE_MS);
  }

  /** What stands where the events were to be written; they were not written now where it is another append's. */
  async #standing({ stream, expectedRevision, events }: StreamAppend, appendId: string): Promise<AppendResult> {
    const from = expectedRevision + 1;
    const [last] = await this.#options.reader.stored(stream, { from: from + events.length - 1, max: 1 });
    if (last?.recorded.id !== events.at(-1)?.id.toLowerCase() || last === undefined) {
      throw new Error(`${stream} does not hold at ${from} what the server said it stored there`);
    }
    return { outcome: 'appended', position: last.recorded.position, repeated: last.append !== appendId };
  }

  /** A conflict, unless all of these ids stand exactly where this append was to put them. */
  async #conflict(append: StreamAppend, appendId: string, currentRevision: number): Promise<AppendResult> {
    const { stream, expectedRevision, events } = append;
    const from = expectedRevision + 1;
    if (currentRevision >= expectedRevision + events.length) {
      const there = await this.#options.reader.read(stream, { from, max: events.length });
      if (events.every(({ id }, index) => there[index]?.id === id.toLowerCase()))
        return this.#standing(append, appendId);
    }
    return { outcome: 'conflict', stream, expectedRevision, currentRevision };
  }

  async #asserted({ stream, expectedRevision }: StreamAppend): Promise<AppendResult> {
    const { reader } = this.#options;
    const [last] = await reader.read(stream, { direction: 'backwards', max: 1 });
    const currentRevision = last?.revision ?? NO_STREAM;
    if (currentRevision !== expectedRevision) return { outcome: 'conflict', stream, expectedRevision, currentRevision };
    return { outcome: 'appended', position: await reader.head(), repeated: false };
  }
}

function unavailable(error: Error, mayBeStored: boolean): StoreUnavailable {
  const outcome = mayBeStored ? 'unknown' : 'not-stored';
  return new StoreUnavailable(`the event store does not take appends: ${error.message}`, outcome, error);
}
