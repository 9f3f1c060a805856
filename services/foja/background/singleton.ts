import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const RETRY_MS = 1_000;
const RETRY_MAX_MS = 30_000;

export interface SingletonOptions {
  /** Of the application role. */
  readonly url: string;
  readonly name: string;
  /** Number of the session lock; one for each singleton. */
  readonly lock: number;
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
  /** Ends when its own signal does: at shutdown, or when the lock may have gone to somebody else. */
  readonly work: (signal: AbortSignal) => Promise<void>;
}

/**
 * Runs `work` in one process at a time: the one that holds a lock of the database. The lock goes with the connection, so a
 * process that dies leaves it to the next. A process that loses its connection stops its work, yet may be a moment late:
 * work must bear that two do the same thing, which appends with expected revisions and their own ids do.
 * Never rejects: what fails is logged and tried again, with longer and longer pauses.
 */
export async function runSingleton({ url, name, lock, signal, log, work }: SingletonOptions): Promise<void> {
  let pauseMs = RETRY_MS;
  while (!signal.aborted) {
    const lost = new AbortController();
    const session = new pg.Client({ connectionString: url, application_name: `foja ${name}`, keepAlive: true });
    session.on('error', () => lost.abort());
    session.on('end', () => lost.abort());
    try {
      await session.connect();
      const { rows } = await session.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [lock]);
      if (rows[0]?.mine === true) {
        await work(AbortSignal.any([signal, lost.signal]));
        pauseMs = RETRY_MS;
      }
    } catch (error) {
      log(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      pauseMs = Math.min(pauseMs * 2, RETRY_MAX_MS);
    } finally {
      await session.end().catch(() => undefined);
    }
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}
