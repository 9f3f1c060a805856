import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { BEAT_MS, GONE_MS, noticeDeathSoon } from './session-life.ts';

/** How often whoever stands by asks whether it is its turn: after a kill, the next one begins this much later. */
const ASK_MS = 1_000;
/** First pause after a failure, doubled each time; the longest still lets it take over in time. */
const RETRY_MS = 1_000;
const RETRY_MAX_MS = 5_000;

export interface SingletonOptions {
  /** Of the application role. */
  readonly url: string;
  readonly name: string;
  /** Number of the session lock; one for each singleton. */
  readonly lock: number;
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
  /** Told when its turn begins and when it is over. */
  readonly turn?: (mine: boolean) => void;
  /** Ends when its own signal does: at shutdown, or when the lock may have gone to somebody else. */
  readonly work: (signal: AbortSignal) => Promise<void>;
}

/**
 * Runs `work` in one process at a time: the one that holds a lock of the database. The lock goes with the connection, so a
 * process that dies leaves it to the next, at once where its machine lives on, within `GONE_MS` where that is gone, too. A
 * process whose connection is lost or silent stops its work, yet may be a moment late: work must bear that two do the same
 * thing, which appends with expected revisions and their own ids do.
 * Never rejects: what fails is logged and tried again, with longer and longer pauses.
 */
export async function runSingleton(options: SingletonOptions): Promise<void> {
  const { url, name, lock, signal, log, turn = () => undefined, work } = options;
  let pauseMs = RETRY_MS;
  while (!signal.aborted) {
    const lost = new AbortController();
    const session = new pg.Client({
      connectionString: url,
      application_name: `foja ${name}`,
      keepAlive: true,
      connectionTimeoutMillis: GONE_MS,
      query_timeout: GONE_MS,
    });
    session.on('error', () => lost.abort());
    session.on('end', () => lost.abort());
    const until = AbortSignal.any([signal, lost.signal]);
    try {
      await session.connect();
      await noticeDeathSoon(session);
      if (await comesItsTurn(session, lock, until)) {
        turn(true);
        const done = new AbortController();
        const beating = beat(session, lost, AbortSignal.any([until, done.signal]));
        await work(until).finally(() => done.abort());
        await beating;
        pauseMs = RETRY_MS;
      }
    } catch (error) {
      log(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      pauseMs = Math.min(pauseMs * 2, RETRY_MAX_MS);
    } finally {
      turn(false);
      await session.end().catch(() => undefined);
    }
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Asks again and again rather than waits: a statement that waits for days holds back the whole cluster's vacuum. */
async function comesItsTurn(session: pg.Client, lock: number, until: AbortSignal): Promise<boolean> {
  while (!until.aborted) {
    const { rows } = await session.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [lock]);
    if (rows[0]?.mine === true) return true;
    await delay(ASK_MS, undefined, { signal: until }).catch(() => undefined);
  }
  return false;
}

/** A server that no longer answers may have given the lock away. */
async function beat(session: pg.Client, lost: AbortController, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    await session.query('SELECT 1').catch(() => lost.abort());
    await delay(BEAT_MS, undefined, { signal: until }).catch(() => undefined);
  }
}
