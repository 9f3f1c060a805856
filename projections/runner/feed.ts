import { setTimeout as wait } from 'node:timers/promises';
import type { EventStore, Position, RecordedEvent } from '@foja/ledger/port.ts';
import type { Traces } from '@foja/ledger/tracing/port.ts';
import type pg from 'pg';
import type { Failure, Log, Tuning } from '../projections.ts';
import { applyBatch } from './apply.ts';
import { FencedOut, readCheckpoint, recordFailure } from './checkpoint.ts';
import { PoisonEvent, type ReadEvent } from './event.ts';
import type { Progress } from './progress.ts';
import { RowsGone, type Target } from './rows.ts';

export interface FeedContext {
  readonly pool: pg.Pool;
  readonly store: EventStore;
  readonly progress: Progress;
  readonly log: Log;
  readonly tuning: Tuning;
  readonly traces?: Pick<Traces, 'worked'> | undefined;
  readonly read: ReadEvent;
  readonly now: () => number;
  /** Ends with the lease. */
  readonly signal: AbortSignal;
  /** Position that the common subscription has handed out. */
  readonly cursor: () => Position;
}

/**
 * One projection under the runner. In step, it takes the batches of the common subscription; where it failed, was
 * overtaken by a rebuild or is behind, it catches up by itself on another connection and falls in again.
 */
export class Feed {
  readonly target: Target;
  position: Position;
  #inStep = false;
  #attempts = 0;
  /** True from `recover` until the feed has fallen in again. */
  #recovering = false;
  #recovery: Promise<void> = Promise.resolve();
  readonly #context: FeedContext;

  constructor(target: Target, position: Position, context: FeedContext) {
    this.target = target;
    this.position = position;
    this.#context = context;
    context.progress.advance(target.projection.name, position);
    this.#inStep = position >= context.cursor();
    if (!this.#inStep) this.recover();
  }

  /** @throws where the connection is lost; what is this projection's own trouble stays with it. */
  async take(client: pg.ClientBase, events: readonly RecordedEvent[]): Promise<void> {
    if (!this.#inStep || this.position < this.#context.cursor()) return this.recover();
    try {
      await this.#apply(client, events);
    } catch (error) {
      if (!isOwnTrouble(error)) throw error;
      await this.#failed(error);
    }
  }

  /** To be called after each batch: a feed that fell in while the batch was on its way has missed it. */
  keepStep(): void {
    if (this.#inStep && this.position < this.#context.cursor()) this.recover();
  }

  /** Begins to catch up, unless it does already. */
  recover(afterMs = 0): void {
    this.#inStep = false;
    if (this.#recovering) return;
    this.#recovering = true;
    this.#recovery = this.#catchUp(afterMs);
  }

  async settled(): Promise<void> {
    await this.#recovery;
  }

  async #catchUp(afterMs: number): Promise<void> {
    const { signal } = this.#context;
    let delayMs = afterMs;
    while (!signal.aborted && this.#recovering) {
      await wait(delayMs, undefined, { signal }).catch(() => undefined);
      try {
        await this.#readCheckpoint();
        await this.#applyUntilInStep();
      } catch (error) {
        delayMs = await this.#noteFailure(error);
      }
    }
  }

  async #applyUntilInStep(): Promise<void> {
    const { store, signal, tuning, cursor } = this.#context;
    while (!signal.aborted) {
      // No await between the look at the cursor and falling in: no batch can pass in between.
      if (this.position >= cursor()) {
        this.#recovering = false;
        this.#inStep = true;
        return;
      }
      const events = await store.readAll({ after: this.position, max: tuning.batchMax });
      if (events.length === 0) throw new Error(`the ledger ends before ${cursor()}`);
      await this.#onOwnConnection((client) => this.#apply(client, events));
    }
  }

  async #readCheckpoint(): Promise<void> {
    const { projection, schema } = this.target;
    const checkpoint = await readCheckpoint(this.#context.pool, schema);
    if (checkpoint === undefined) throw new Error(`${schema} is gone`);
    if (checkpoint.version !== projection.version) {
      throw new Error(`${schema} is of version ${checkpoint.version}, this process knows ${projection.version}`);
    }
    this.position = checkpoint.position;
  }

  async #apply(client: pg.ClientBase, events: readonly RecordedEvent[]): Promise<void> {
    const { progress, read, traces, now } = this.#context;
    const { name } = this.target.projection;
    const from = now();
    this.position = await applyBatch(client, this.target, { events, from: this.position, read });
    this.#attempts = 0;
    progress.advance(name, this.position);
    traces?.worked(`projection ${name}`, events, { from, to: now() });
  }

  async #onOwnConnection(work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
    const client = await this.#context.pool.connect();
    let broken = true;
    try {
      await work(client);
      broken = false;
    } catch (error) {
      broken = !isOwnTrouble(error);
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async #failed(error: unknown): Promise<void> {
    this.#inStep = false;
    this.recover(await this.#noteFailure(error));
  }

  /** Milliseconds until the next try. */
  async #noteFailure(error: unknown): Promise<number> {
    const { log, tuning, now, pool } = this.#context;
    // A rebuild was swapped in, or another process works: no failure, only a checkpoint to read again.
    if (error instanceof FencedOut) return 0;
    this.#attempts += 1;
    const failure = failureOf(error, this.#attempts, new Date(now()).toISOString());
    log.error({ projection: this.target.projection.name, ...failure }, 'a projection stands still');
    if (isOwnTrouble(error)) await recordFailure(pool, this.target.schema, failure).catch(() => undefined);
    return Math.min(tuning.retryMaxMs, tuning.retryMs * 2 ** Math.min(this.#attempts - 1, 20));
  }
}

/** Messages of PostgreSQL may quote what was written, so only its code and the names it gives are kept. */
function failureOf(error: unknown, attempts: number, at: string): Failure {
  if (error instanceof PoisonEvent) {
    const { position, type } = error.event;
    return { position: position.toString(), type, message: error.message, attempts, at };
  }
  const code = codeOf(error);
  if (code !== undefined) return { message: `PostgreSQL refused: ${code}`, attempts, at };
  return { message: error instanceof Error ? error.message : 'not an error', attempts, at };
}

/** Bad data, a broken constraint or a missing column belong to one projection; a lost connection to all. */
function isOwnTrouble(error: unknown): boolean {
  if (error instanceof PoisonEvent || error instanceof FencedOut || error instanceof RowsGone) return true;
  return /^(?:0A|21|22|23|2F|42|P0)/.test(codeOf(error) ?? '');
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
