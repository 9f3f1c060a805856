import { type Position, type RecordedEvent, StoreUnavailable, type SubscribeOptions } from '../port.ts';
import { pause } from './calls.ts';
import type { LedgerClient } from './client.ts';
import { ForeignEvent, toStored } from './envelope.ts';
import { Live } from './live.ts';
import type { Reader } from './reader.ts';

export interface FollowOptions {
  readonly client: LedgerClient;
  readonly reader: Reader;
  readonly log: (message: string) => void;
  /** A subscription that says nothing for so long is checked on. */
  readonly watchMs: number;
}

const BATCH_MAX = 1_000;

/**
 * Events from `after` on, for ever. The client never subscribes again by itself: this does, with longer and longer pauses,
 * from the last event it handed out; so nothing is skipped, and what a server sends twice is dropped.
 */
export async function* follow(
  options: FollowOptions,
  { after, signal, batchMax = BATCH_MAX, streamPrefix }: SubscribeOptions,
): AsyncGenerator<readonly RecordedEvent[]> {
  const { client, reader, log, watchMs } = options;
  let handled = after;
  let failures = 0;
  while (!signal.aborted) {
    let live: Live | undefined;
    try {
      const watch = new Watch(reader, { streamPrefix, from: handled, before: await reader.head() });
      live = new Live(client, { after: handled, streamPrefix, ahead: batchMax });
      while (!signal.aborted) {
        await live.gather(batchMax);
        const { signs } = live;
        const batch = live
          .take(batchMax)
          .map((resolved) => toStored(resolved).recorded)
          .filter(({ position }) => position > handled);
        const last = batch.at(-1);
        if (last !== undefined) {
          failures = 0;
          handled = last.position;
          yield batch;
          continue;
        }
        await live.changed(signs, watchMs, signal);
        if (live.signs === signs && !signal.aborted) await watch.check(live, handled, watchMs, signal);
      }
    } catch (error) {
      if (error instanceof ForeignEvent) throw error;
      if (signal.aborted) return;
      if (failures === 0) log(`subscription begins again: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      live?.close();
    }
    await pause(failures, signal);
    failures += 1;
  }
}

/** Tells a quiet ledger from a subscription that went mute: some servers, and some proxies, just say nothing more. */
class Watch {
  readonly #reader: Reader;
  readonly #streamPrefix: string | undefined;
  readonly #before: Position;
  /** Up to here nothing is missing. The position of an event. */
  #clear: Position;

  constructor(
    reader: Reader,
    about: { readonly streamPrefix: string | undefined; readonly from: Position; readonly before: Position },
  ) {
    this.#reader = reader;
    this.#streamPrefix = about.streamPrefix;
    this.#clear = about.from;
    this.#before = about.before;
  }

  /** @throws StoreUnavailable where the server does not answer, or has an event that the subscription did not bring. */
  async check(live: Live, handled: Position, patienceMs: number, signal: AbortSignal): Promise<void> {
    const { signs } = live;
    if (handled > this.#clear) this.#clear = handled;
    // Without this, a rare prefix would have the whole ledger searched again.
    if (live.caughtUp && this.#before > this.#clear) this.#clear = this.#before;
    const head = await this.#reader.head();
    if (head <= this.#clear) return;
    const prefix = this.#streamPrefix === undefined ? {} : { streamPrefix: this.#streamPrefix };
    const [missing] = await this.#reader.readAll({ after: this.#clear, max: 1, ...prefix });
    if (missing === undefined) {
      this.#clear = head;
      return;
    }
    // It may be on its way.
    await live.changed(signs, patienceMs, signal);
    if (live.signs === signs && !signal.aborted) {
      throw new StoreUnavailable(`the subscription does not bring the event at ${missing.position}`, 'not-stored');
    }
  }
}
