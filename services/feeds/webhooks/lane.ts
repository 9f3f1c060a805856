import { setTimeout as delay } from 'node:timers/promises';
import type { Webhook } from '@foja/domain/provider/index.ts';
import type { FeedLog } from '../log/port.ts';
import { type AttemptOptions, attempt } from './attempt.ts';
import { afterTry, DOWN_AFTER } from './health.ts';
import type { DelivererTable, DueMessage, Health, Place, TriedMessage } from './port.ts';

/** Messages in hand: what a crash makes come again. */
const PAGE = 40;
/** Claims told of at once to a receiver that does well; to any other, one. */
const WIDTH = 4;
/** Longest that a lane rests without looking at its table. */
const REST_MS = 60_000;

export interface LaneOptions extends AttemptOptions {
  readonly feed: string;
  readonly log: Pick<FeedLog, 'read' | 'waitFor'>;
  readonly table: DelivererTable;
  readonly epoch: bigint;
  /** The receiver is gone, or has failed for days. */
  readonly pause: (reason: 'gone' | 'failing') => Promise<void>;
  /** Everything up to this number was taken over: for people to see. */
  readonly reached: (seq: bigint) => Promise<void>;
  readonly failing: { readonly longestMs: number };
}

/**
 * Sends one webhook its messages: takes some over from the feed as rows of its own, and tries each until it is delivered or
 * parked. A claim's messages come in their order: behind one that waits or is parked wait those that follow it, while other
 * claims go on. A receiver that fails again and again is left alone for longer and longer.
 */
export class Lane {
  readonly webhook: Pick<Webhook, 'webhookId' | 'types'>;
  readonly #options: LaneOptions;
  #nudge = new AbortController();
  #taken: bigint;
  #changed: bigint;
  #health: Health;

  constructor(webhook: Pick<Webhook, 'webhookId' | 'types'>, place: Place, options: LaneOptions) {
    this.webhook = webhook;
    this.#options = options;
    this.#taken = place.taken;
    this.#changed = place.changed;
    this.#health = place.health;
  }

  /** What stands in the table: where somebody asked for something, the lane begins anew from there. */
  look(place: Place): void {
    if (place.changed === this.#changed) return;
    this.#changed = place.changed;
    this.#taken = place.taken;
    this.#health = place.health;
    this.#nudge.abort();
  }

  /** Until the signal. @throws DelivererReplaced, and what the database throws */
  async run(): Promise<void> {
    const { signal, table, log, feed, now, reached } = this.#options;
    const { webhookId } = this.webhook;
    while (!signal.aborted) {
      if (this.#nudge.signal.aborted) this.#nudge = new AbortController();
      const until = AbortSignal.any([signal, this.#nudge.signal]);
      const nowMs = now();
      const { downUntil = 0 } = this.#health;
      if (downUntil > nowMs) {
        await delay(Math.min(downUntil - nowMs, REST_MS), undefined, { signal: until }).catch(() => undefined);
        continue;
      }
      const due = await table.due(webhookId, nowMs, this.#isWell ? PAGE : 1);
      if (due.length > 0) await this.#deliver(due, until);
      else if (!(await this.#take())) {
        await reached(this.#taken); // said now where it was too soon to say it again, or where a pause took it back
        const next = (await table.nextAt(webhookId, nowMs)) ?? Number.POSITIVE_INFINITY;
        const rest = AbortSignal.timeout(Math.max(1, Math.min(next - now(), REST_MS)));
        await log.waitFor(feed, this.#taken, AbortSignal.any([until, rest]));
      }
    }
  }

  get #isWell(): boolean {
    return this.#health.failures < DOWN_AFTER;
  }

  /** @returns whether there was anything. */
  async #take(): Promise<boolean> {
    const { log, feed, table, epoch, reached } = this.#options;
    const { webhookId, types } = this.webhook;
    const from = this.#taken;
    const page = await log.read(feed, { after: from, max: PAGE });
    const to = page.at(-1)?.seq;
    if (to === undefined) return false;
    const messages = types.length === 0 ? page : page.filter(({ type }) => types.includes(type));
    const moved = await table.take({ epoch, webhookId, from, to, messages });
    // Where it did not, somebody has set another place, and `look` brings it here.
    if (moved && this.#taken === from) this.#taken = to;
    if (moved) await reached(to);
    else await delay(100, undefined, { signal: this.#options.signal }).catch(() => undefined);
    return true;
  }

  async #deliver(due: readonly DueMessage[], until: AbortSignal): Promise<void> {
    const { log, feed, table, epoch, failing, now, pause } = this.#options;
    const { webhookId } = this.webhook;
    const chains = [...Map.groupBy(due, ({ key }) => key).values()];
    const tried: TriedMessage[] = [];
    let health = this.#health;
    let gone = false;
    const next = async (): Promise<void> => {
      for (let chain = chains.shift(); chain !== undefined; chain = chains.shift()) {
        for (const one of chain) {
          if (until.aborted || gone || (health.downUntil ?? 0) > now()) return;
          const [message] = await log.read(feed, { after: one.seq - 1n, max: 1 });
          if (message === undefined) break;
          const { verdict, ...result } = await attempt(message, one, { ...this.#options, signal: until });
          if (until.aborted && verdict.do !== 'delivered') return; // cut off by us: no word about the receiver
          tried.push({ seq: one.seq, ...result });
          health = afterTry(health, verdict, { nowMs: now(), ...this.#options });
          gone ||= verdict.do === 'pause';
          if (verdict.do !== 'delivered') break;
        }
      }
    };
    const well = health.failures === 0 && health.failingSince === undefined;
    await Promise.all(Array.from({ length: well ? WIDTH : 1 }, next));
    if (tried.length > 0) await table.settle({ epoch, webhookId, tried, health });
    this.#health = health;
    const failingMs = now() - (health.failingSince ?? now());
    if (gone) await pause('gone');
    else if (failingMs >= failing.longestMs && health.failures >= DOWN_AFTER) await pause('failing');
  }
}
