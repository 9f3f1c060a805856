import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';

/**
 * The right to feed the read models: a session lock, so it goes with its connection and dies with its process. It only
 * keeps processes from working twice; that nothing is ever applied twice is the checkpoint's doing.
 *
 * Asked for again and again and not waited for: a statement that waits for days holds back the whole cluster's vacuum.
 */
export interface Lease {
  readonly client: pg.PoolClient;
  /** Aborts once the connection is lost. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Undefined where `signal` ended the waiting. @throws where the database cannot be reached. */
export async function takeLease(
  pool: pg.Pool,
  { retryMs, signal }: { retryMs: number; signal: AbortSignal },
): Promise<Lease | undefined> {
  while (!signal.aborted) {
    const client = await pool.connect();
    const lost = new AbortController();
    const onLoss = () => lost.abort();
    client.on('error', onLoss);
    client.on('end', onLoss);
    const leave = (error?: boolean) => {
      client.off('error', onLoss);
      client.off('end', onLoss);
      // A broken client still reports errors after it left the pool.
      if (error === true) client.on('error', () => undefined);
      client.release(error);
    };
    try {
      const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [LEASE]);
      if (rows[0]?.taken === true) return { client, lost: lost.signal, release: () => release(client, leave) };
      leave();
    } catch (error) {
      leave(true);
      throw error;
    }
    await wait(retryMs, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

/** "fojr": one lease for all projections of a database. */
const LEASE = 0x666f6a72;

async function release(client: pg.PoolClient, leave: (error?: boolean) => void): Promise<void> {
  try {
    await client.query('SELECT pg_advisory_unlock($1)', [LEASE]);
    leave();
  } catch {
    leave(true);
  }
}
