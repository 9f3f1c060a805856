import pg from 'pg';
import { type ConnectionSettings, connectionConfig } from './connection.ts';

export interface TailOptions {
  readonly url: string;
  readonly settings: ConnectionSettings;
  readonly log: (message: string) => void;
  /** Whose notifications it hears; default: the ledger's. A payload lists categories between blanks. */
  readonly channel?: 'ledger_appended' | 'feeds_appended';
}

const RECONNECT_FIRST_MS = 25;
const RECONNECT_MAX_MS = 2_000;
const HEARTBEAT_MS = 5_000;
const HEARTBEAT_TIMEOUT_MS = 3_000;

/**
 * Wakes readers at the tail: one LISTEN connection for all of a store's subscriptions, opened with the first of them.
 * Only a hint: a reader asks for events before it waits, and looks again from time to time anyway. A connection that is
 * lost is opened again, and all readers are woken then, since notifications of the meantime are gone.
 */
export class Tail {
  readonly #options: TailOptions;
  readonly #waiting = new Set<{ readonly category: string | undefined; readonly wake: () => void }>();
  /** Wake-ups so far by category; '' counts those that concern everybody. */
  readonly #wakes = new Map<string, number>();
  #client: pg.Client | undefined;
  #started = false;
  #closed = false;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(options: TailOptions) {
    this.#options = options;
  }

  /** Taken before reading and given to `changed` after it, so that nothing that came in between is missed. */
  mark(category: string | undefined): number {
    this.#start();
    const all = this.#wakes.get('') ?? 0;
    if (category !== undefined) return all + (this.#wakes.get(category) ?? 0);
    return [...this.#wakes.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Resolves when there may be something new since `mark`, after `atMostMs`, or when `signal` aborts. */
  changed(category: string | undefined, mark: number, atMostMs: number, signal: AbortSignal): Promise<void> {
    if (this.mark(category) !== mark || signal.aborted || this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#waiting.delete(waiter);
        resolve();
      };
      const waiter = { category, wake: done };
      const timer = setTimeout(done, atMostMs);
      signal.addEventListener('abort', done, { once: true });
      this.#waiting.add(waiter);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#heartbeat);
    this.#wake([]);
    await this.#client?.end().catch(() => undefined);
  }

  #start(): void {
    if (this.#started || this.#closed) return;
    this.#started = true;
    void this.#connect(0);
  }

  async #connect(failures: number): Promise<void> {
    if (this.#closed) return;
    const client = new pg.Client(connectionConfig(this.#options.url, this.#options.settings));
    let lost = false;
    const lose = (error?: Error): void => {
      if (lost) return;
      lost = true;
      clearInterval(this.#heartbeat);
      void client.end().catch(() => undefined);
      if (this.#closed) return;
      if (failures === 0 && error !== undefined) this.#options.log(`listening connection lost: ${error.message}`);
      const wait = Math.min(RECONNECT_FIRST_MS * 2 ** failures, RECONNECT_MAX_MS);
      setTimeout(() => void this.#connect(failures + 1), wait).unref();
    };
    client.on('error', lose);
    client.on('end', lose);
    client.on('notification', ({ payload }) => this.#wake((payload ?? '').split(' ')));
    try {
      await client.connect();
      await client.query(`LISTEN ${this.#options.channel ?? 'ledger_appended'}`);
    } catch (error) {
      lose(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (lost) return;
    failures = 0;
    this.#client = client;
    if (this.#closed) return lose();
    this.#watch(client, lose);
    this.#wake([]);
  }

  /** A peer that vanished without a word never errs by itself. */
  #watch(client: pg.Client, lose: (error: Error) => void): void {
    this.#heartbeat = setInterval(() => {
      const late = setTimeout(() => lose(new Error('no answer to a heartbeat')), HEARTBEAT_TIMEOUT_MS);
      client
        .query('SELECT 1')
        .catch(lose)
        .finally(() => clearTimeout(late));
    }, HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  /** No categories: everybody. */
  #wake(categories: readonly string[]): void {
    for (const category of categories.length === 0 ? [''] : categories) {
      this.#wakes.set(category, (this.#wakes.get(category) ?? 0) + 1);
    }
    for (const { category, wake } of [...this.#waiting]) {
      if (category === undefined || categories.length === 0 || categories.includes(category)) wake();
    }
  }
}
