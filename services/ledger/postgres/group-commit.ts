import type pg from 'pg';
import { type AppendResult, StoreUnavailable, type StreamAppend } from '../port.ts';
import type { RecentEvents } from '../recent.ts';
import { EventIdTaken, validate } from '../refusals.ts';
import { RequestQueue } from './queue.ts';
import { type BatchAnswer, encodeBatch, type Request, settleBatch, storedBy } from './request.ts';
import { textsOf } from './texts.ts';
import { type Trouble, troubleOf } from './trouble.ts';

export interface GroupCommitOptions {
  readonly pool: pg.Pool;
  /** Longest an append may take, retries included. */
  readonly timeoutMs: number;
  /** Batches at the server at once: while one is being made durable the next one is already parsed. */
  readonly batchesInFlight: number;
  /** Told of what was stored. */
  readonly recent: RecentEvents;
}

const RETRY_FIRST_MS = 25;
const RETRY_MAX_MS = 1_000;

export const APPEND = {
  name: 'ledger-append',
  text: `SELECT base, recorded, failures FROM ledger.append($1::int[], $2::text[], $3::bigint[], $4::int[], $5::text[],
           $6::bigint[], $7::uuid[], $8::text[], $9::int[], $10::json[], $11::json[])`,
};

/**
 * Collects the appends of this process into batches, each one statement and one commit. While batches are at the server
 * the next one gathers, so batches grow with the load and a lone append waits for nobody.
 *
 * Did it happen? A batch whose connection was lost is sent again with the same event ids, which stores nothing twice; only
 * when that fails until the deadline is the caller told `unknown`.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  readonly #queue = new RequestQueue();
  #inFlight = 0;
  #scheduled = false;
  #closed = false;
  #whenIdle: (() => void)[] = [];

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  async append(appends: readonly StreamAppend[]): Promise<AppendResult> {
    validate(appends);
    if (this.#closed) throw new StoreUnavailable('the store is closed', 'not-stored');
    if (this.#queue.full) throw new StoreUnavailable(`${this.#queue.length} appends wait already`, 'not-stored');
    const texts = textsOf(appends);
    return new Promise((settle, fail) => {
      const deadlineMs = Date.now() + this.#options.timeoutMs;
      this.#queue.push({ ...texts, appends, deadlineMs, settle, fail });
      this.#schedule();
    });
  }

  /** Lets the appends taken so far finish, and takes no more. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#inFlight > 0 || this.#queue.length > 0) await new Promise<void>((idle) => this.#whenIdle.push(idle));
  }

  /** Not at once: requests that arrive in the same turn of the event loop go together. */
  #schedule(): void {
    if (this.#scheduled || this.#queue.length === 0 || this.#inFlight >= this.#options.batchesInFlight) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const batch = this.#queue.takeBatch();
      if (batch.length === 0) return; // all wait for a batch on its way, which schedules anew
      this.#inFlight += 1;
      void this.#send(batch).finally(() => {
        this.#queue.settled(batch);
        this.#inFlight -= 1;
        for (const idle of this.#whenIdle.splice(0)) idle();
        this.#schedule();
      });
      this.#schedule();
    });
  }

  /** Settles every request of the batch, one way or another; never rejects. */
  async #send(batch: readonly Request[]): Promise<void> {
    let requests = batch;
    let mayBeStored = false;
    for (let attempt = 0; requests.length > 0; attempt += 1) {
      const trouble = await this.#attempt(requests);
      if (trouble === undefined) return;
      mayBeStored ||= trouble.outcome === 'unknown';
      if (trouble.kind === 'request') {
        const [only] = requests;
        if (requests.length === 1 && only !== undefined) return only.fail(refusal(trouble));
        // One of them is to blame; sent singly, only that one fails.
        for (const request of requests) await this.#send([request]);
        return;
      }
      if (trouble.kind === 'permanent') return failAll(requests, trouble, mayBeStored);
      const wait = Math.min(RETRY_FIRST_MS * 2 ** attempt, RETRY_MAX_MS);
      const inTime = requests.filter(({ deadlineMs }) => Date.now() + wait < deadlineMs);
      failAll(
        requests.filter((request) => !inTime.includes(request)),
        trouble,
        mayBeStored,
      );
      requests = inTime;
      if (requests.length > 0) await new Promise((done) => setTimeout(done, wait));
    }
  }

  async #attempt(requests: readonly Request[]): Promise<Trouble | undefined> {
    let client: pg.PoolClient;
    try {
      client = await this.#options.pool.connect();
    } catch (error) {
      return { ...troubleOf(error), outcome: 'not-stored' };
    }
    let answer: BatchAnswer | undefined;
    try {
      const { rows } = await client.query<BatchAnswer>({ ...APPEND, values: encodeBatch(requests) });
      answer = rows[0];
    } catch (error) {
      const trouble = troubleOf(error);
      // A connection that failed is not used again; one whose statement was refused is sound.
      client.release(trouble.kind !== 'request');
      return trouble;
    }
    client.release();
    if (answer === undefined) return troubleOf(new Error('ledger.append answered nothing'));
    this.#options.recent.add(storedBy(requests, answer));
    settleBatch(requests, answer);
    return undefined;
  }
}

function refusal(trouble: Trouble): Error {
  if (trouble.sqlState === '23505') {
    return new EventIdTaken('an event id of this append stands elsewhere in the ledger', { cause: trouble.error });
  }
  return new TypeError(`the store refuses this append: ${trouble.error.message}`, { cause: trouble.error });
}

function failAll(requests: readonly Request[], trouble: Trouble, mayBeStored: boolean): void {
  for (const request of requests) {
    const outcome = mayBeStored ? 'unknown' : 'not-stored';
    request.fail(
      new StoreUnavailable(`the event store does not take appends: ${trouble.error.message}`, outcome, trouble.error),
    );
  }
}
