import type { FeedLog, FeedMessage } from '../log/port.ts';
import type { Link } from './link.ts';
import { Pauses } from './pause.ts';
import { batchesOf, recordOf } from './record.ts';
import { sentenceOf } from './refusal.ts';
import { SendFailed, type Sent, sendBatch } from './send.ts';
import type { Slots } from './slots.ts';
import type { PublisherTable, Refused } from './table.ts';

const READ_MAX = 1_000;
/** Brokers take batches of a little less than a mebibyte unless told otherwise. */
const BATCH_BYTES = 900_000;
/** Reads of one feed before others that wait have their turn. */
const TURNS = 10;

export interface LaneOptions {
  readonly feed: string;
  readonly log: Pick<FeedLog, 'read' | 'waitFor'>;
  readonly table: PublisherTable;
  readonly epoch: bigint;
  readonly link: Link;
  readonly slots: Slots;
  readonly parked: (feed: string, refused: readonly Refused[]) => void;
  readonly signal: AbortSignal;
}

/**
 * Publishes one feed, message after message: a batch is sent, and then its checkpoint moved, so that whatever happens in
 * between is sent again and nothing is left out. What keeps one feed from going on keeps no other.
 */
export class Lane {
  readonly #options: LaneOptions;
  readonly #pauses = new Pauses();
  #nudge = new AbortController();
  #after = 0n;
  #asked: readonly bigint[] = [];
  #largest = BATCH_BYTES;
  #trouble: string | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** What stands in the table: the lane looks again where that is not what it knows. */
  look(checkpoint: bigint, asked: readonly bigint[]): void {
    if (checkpoint === this.#after && asked.length === 0) return;
    this.#asked = asked;
    this.#nudge.abort();
  }

  /** Until the signal. @throws Fenced, and what the database throws */
  async run(): Promise<void> {
    const { signal, feed, log } = this.#options;
    await this.#findPlace();
    while (!signal.aborted) {
      if (this.#nudge.signal.aborted) {
        this.#nudge = new AbortController();
        await this.#findPlace();
      }
      if (await this.#tried(() => this.#round())) continue;
      await log.waitFor(feed, this.#after, AbortSignal.any([signal, this.#nudge.signal]));
    }
  }

  async #findPlace(): Promise<void> {
    this.#after = await this.#options.table.checkpoint(this.#options.feed);
  }

  /** @returns whether there may be more to do at once. */
  async #tried(round: () => Promise<boolean>): Promise<boolean> {
    const { signal, table, feed, link } = this.#options;
    try {
      const more = await round();
      this.#pauses.reset();
      return more;
    } catch (error) {
      if (signal.aborted) return false;
      if (!(error instanceof SendFailed)) throw error;
      link.drop(feed, error.failure.kind === 'lost');
      const trouble = sentenceOf(error.failure);
      if (trouble !== this.#trouble) await table.tellFeed(feed, trouble);
      this.#trouble = trouble;
      await this.#pauses.next(signal);
      return true;
    }
  }

  async #round(): Promise<boolean> {
    const { slots, log, feed, table, epoch, signal } = this.#options;
    return slots.use(async () => {
      // Whoever slept through a take-over notices before it sends anything.
      await table.assertMine(epoch);
      await this.#tryAgain();
      let messages = await log.read(feed, { after: this.#after, max: READ_MAX });
      if (messages.length === 0) return false;
      for (let turns = 0; turns < TURNS && messages.length > 0 && !signal.aborted; turns += 1) {
        const last = messages.at(-1)?.seq ?? this.#after;
        // While these are sent the next are read.
        const full = messages.length === READ_MAX;
        const ahead = full ? log.read(feed, { after: last, max: READ_MAX }) : Promise.resolve([]);
        ahead.catch(() => undefined);
        if (!(await this.#publish(messages))) return true;
        messages = await ahead;
      }
      return true;
    });
  }

  /** @returns false where somebody has moved the checkpoint meanwhile. */
  async #publish(messages: readonly FeedMessage[]): Promise<boolean> {
    const { table, epoch, feed, parked, signal } = this.#options;
    for (const batch of batchesOf(messages.map(recordOf), this.#largest)) {
      if (signal.aborted) return false;
      const to = batch.at(-1)?.message.seq ?? this.#after;
      const { refused, fits }: Sent = await sendBatch(this.#options.link, feed, batch);
      if (fits !== undefined) this.#largest = fits;
      if (!(await table.advance({ epoch, feed, from: this.#after, to, refused }))) {
        await this.#findPlace();
        return false;
      }
      this.#after = to;
      this.#trouble = undefined;
      if (refused.length > 0) parked(feed, refused);
    }
    return true;
  }

  /** Parked messages that somebody asked for; they come late, behind those that went before them. */
  async #tryAgain(): Promise<void> {
    const { table, log, feed, link } = this.#options;
    const asked = this.#asked;
    for (const seq of asked) {
      const [message] = await log.read(feed, { after: seq - 1n, max: 1 });
      if (message === undefined) continue;
      const { refused } = await sendBatch(link, feed, [recordOf(message)]);
      await table.retried(feed, seq, refused[0]);
    }
    this.#asked = [];
  }
}
