import { setTimeout as wait } from 'node:timers/promises';
import type { EventStore, Position } from '@foja/ledger/port.ts';
import type { Traces } from '@foja/ledger/tracing/port.ts';
import type pg from 'pg';
import { type Projection, schemaOf } from '../definition.ts';
import type { Log, Tuning } from '../projections.ts';
import { readCheckpoint } from './checkpoint.ts';
import type { ReadEvent } from './event.ts';
import { Feed, type FeedContext } from './feed.ts';
import { type Lease, takeLease } from './lease.ts';
import type { Progress } from './progress.ts';
import { ensureLive } from './schema.ts';

/** A batch of more than these says that many are writing: better few large batches then than many small ones. */
const BUSY_EVENTS = 30;

export interface RunnerOptions {
  readonly pool: pg.Pool;
  readonly store: EventStore;
  readonly projections: readonly Projection[];
  readonly progress: Progress;
  readonly read: ReadEvent;
  readonly log: Log;
  readonly now: () => number;
  readonly tuning: Tuning;
  readonly traces?: Pick<Traces, 'worked'> | undefined;
  /** Replays one projection in bulk and swaps it in. */
  readonly rebuild: (name: string, signal: AbortSignal) => Promise<unknown>;
}

/**
 * Feeds all projections from one subscription while it holds the lease; without it, asks for it now and then. A lost
 * connection gives the lease up, and whoever gets it next goes on from the checkpoints.
 */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #stopping = new AbortController();
  #prepared: Promise<void> | undefined;
  #running: Promise<void> | undefined;
  #turn: (mine: boolean) => void = () => undefined;
  /** True while this process does the work, and so knows the checkpoints without asking. */
  leading = false;
  readonly rebuilding = new Set<string>();

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  async prepare(): Promise<void> {
    this.#prepared ??= this.#ensureTables().catch((error: unknown) => {
      this.#prepared = undefined;
      throw error;
    });
    await this.#prepared;
  }

  async start(turn: (mine: boolean) => void = () => undefined): Promise<void> {
    await this.prepare();
    this.#turn = turn;
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #ensureTables(): Promise<void> {
    const { pool, projections, store, tuning } = this.#options;
    const head = await store.head();
    const client = await pool.connect();
    try {
      for (const projection of projections) {
        // Version 0 stands for "not replayed yet": far behind, the bulk way is much the faster.
        const version = head > BigInt(tuning.bulkFrom) ? 0 : projection.version;
        await ensureLive(client, { projection, schema: schemaOf(projection) }, version);
      }
    } finally {
      client.release();
    }
  }

  async #run(): Promise<void> {
    const { pool, tuning, log } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const lease = await takeLease(pool, { retryMs: tuning.leaseRetryMs, signal });
        if (lease !== undefined) await this.#lead(lease);
      } catch (error) {
        const message = error instanceof Error ? error.message : 'not an error';
        log.warn({ error: message }, 'the read models lost their connection; trying again');
        await wait(tuning.retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #lead(lease: Lease): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, lease.lost, over.signal]);
    const feeds: Feed[] = [];
    const aside: Promise<void>[] = [];
    let cursor: Position = 0n;
    const { pool, store, progress, log, tuning, traces, read, now } = this.#options;
    const context: FeedContext = {
      pool,
      store,
      progress,
      log,
      tuning,
      traces,
      read,
      now,
      signal,
      cursor: () => cursor,
    };
    try {
      const current = await this.#current(lease.client);
      cursor = await store.head();
      for (const { position } of current) if (position < cursor) cursor = position;
      for (const { projection, position, stale } of current) {
        const target = { projection, schema: schemaOf(projection) };
        if (stale)
          aside.push(this.#replay(target.projection, signal, (at) => feeds.push(new Feed(target, at, context))));
        else feeds.push(new Feed(target, position, context));
      }
      this.leading = true;
      this.#turn(true);
      log.info({ projections: feeds.length, after: cursor.toString() }, 'this process feeds the read models');
      for await (const events of store.subscribe({ after: cursor, signal, batchMax: tuning.batchMax })) {
        for (const feed of [...feeds]) await feed.take(lease.client, events);
        cursor = events.at(-1)?.position ?? cursor;
        for (const feed of feeds) feed.keepStep();
        if (signal.aborted) break;
        // A batch costs much the same for one event as for a hundred: under load the next one gathers for a moment.
        if (events.length < tuning.batchMax && !progress.waiting) {
          const busy = events.length > BUSY_EVENTS;
          await wait(busy ? tuning.gatherBusyMs : tuning.gatherMs, undefined, { signal }).catch(() => undefined);
        }
      }
    } finally {
      this.leading = false;
      this.#turn(false);
      over.abort();
      await Promise.allSettled([...aside, ...feeds.map((feed) => feed.settled())]);
      await lease.release();
    }
  }

  async #current(client: pg.ClientBase) {
    const found = [];
    for (const projection of this.#options.projections) {
      const checkpoint = await readCheckpoint(client, schemaOf(projection));
      if (checkpoint === undefined) throw new Error(`${schemaOf(projection)} is gone`);
      found.push({ projection, position: checkpoint.position, stale: checkpoint.version !== projection.version });
    }
    return found;
  }

  /** A projection that is new or has changed: what stands serves until the replay is swapped in. */
  async #replay(projection: Projection, signal: AbortSignal, done: (position: Position) => void): Promise<void> {
    const { log, tuning, rebuild, pool } = this.#options;
    this.rebuilding.add(projection.name);
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        await rebuild(projection.name, signal);
        const checkpoint = await readCheckpoint(pool, schemaOf(projection));
        if (checkpoint === undefined) throw new Error('its schema is gone');
        this.rebuilding.delete(projection.name);
        return done(checkpoint.position);
      } catch (error) {
        if (signal.aborted) break;
        const message = error instanceof Error ? error.message : 'not an error';
        log.error({ projection: projection.name, error: message }, 'a projection could not be replayed; trying again');
        const delayMs = Math.min(tuning.retryMaxMs, tuning.retryMs * 2 ** Math.min(attempt, 20));
        await wait(delayMs, undefined, { signal }).catch(() => undefined);
      }
    }
    this.rebuilding.delete(projection.name);
  }
}
