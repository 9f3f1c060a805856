import { createHash } from 'node:crypto';
import type { Pool } from './database.ts';

/** Wrong tries within the window before a lock; each further lock is as long. */
export const MOST_ATTEMPTS = 5;
const WINDOW_MINUTES = 15;
const LOCK_MINUTES = 15;

export type Attempt = { readonly allowed: true } | { readonly allowed: false; readonly until: string };

/**
 * Bounds guessing. A try is counted before it is judged, so that many at once gain nothing, and forgotten when it was right.
 * What is guessed at is counted whether it exists or not: a lock tells nobody who has an account.
 */
export interface Attempts {
  begin(what: string, now: string): Promise<Attempt>;
  succeeded(what: string): Promise<void>;
}

export function attemptsIn(pool: Pool): Attempts {
  return {
    async begin(what, now) {
      const { rows } = await pool.query<{ attempts: number; locked_until: Date | null }>(COUNT, [
        keyOf(what),
        now,
        `${WINDOW_MINUTES} minutes`,
        MOST_ATTEMPTS,
        `${LOCK_MINUTES} minutes`,
      ]);
      const row = rows[0];
      const until = row?.locked_until;
      if (row === undefined || until === null || until === undefined || row.attempts <= MOST_ATTEMPTS) {
        return { allowed: true };
      }
      return { allowed: false, until: until.toISOString() };
    },
    async succeeded(what) {
      await pool.query('DELETE FROM app.sign_in_attempts WHERE key_hash = $1', [keyOf(what)]);
    },
  };
}

/** A lock that is over, or a window that is, begins anew. */
const OVER = `(COALESCE(a.locked_until <= $2::timestamptz, a.first_at + $3::interval <= $2::timestamptz))`;

/** One statement, so that concurrent tries are counted one by one. */
const COUNT = `
  INSERT INTO app.sign_in_attempts AS a (key_hash, attempts, first_at) VALUES ($1, 1, $2::timestamptz)
  ON CONFLICT (key_hash) DO UPDATE SET
    attempts = CASE WHEN ${OVER} THEN 1 ELSE LEAST(a.attempts + 1, $4 + 1) END,
    first_at = CASE WHEN ${OVER} THEN $2::timestamptz ELSE a.first_at END,
    locked_until = CASE
      WHEN ${OVER} THEN NULL
      WHEN a.locked_until IS NOT NULL THEN a.locked_until
      WHEN a.attempts + 1 >= $4 THEN $2::timestamptz + $5::interval
    END
  RETURNING attempts, locked_until`;

function keyOf(what: string): Buffer {
  return createHash('sha256').update(what).digest();
}
