import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from './database.ts';

/** `second-factor`: the password was right, the code is still asked. */
export type Stage = 'second-factor' | 'open';

export interface Session {
  readonly staffId: string;
  readonly ruc: string;
  readonly stage: Stage;
  /** The person has a second factor, or an issuer that sees to it; setting it up ended the sessions opened without. */
  readonly secondFactor: boolean;
  readonly byIssuer: boolean;
}

const IDLE_MS = 2 * 3_600_000;
const LONGEST_MS: Readonly<Record<Stage, number>> = { open: 12 * 3_600_000, 'second-factor': 10 * 60_000 };
/** How exactly it is known when somebody was last here: a page costs no write. */
const SEEN_EVERY_MS = 60_000;

/** A browser's pass: 256 random bits of which only the SHA-256 is stored. */
export interface Sessions {
  /** `byIssuer`: let in by an account of their organisation. @returns the token for the cookie. */
  open(staffId: string, stage: Stage, now: string, byIssuer?: boolean): Promise<string>;
  find(token: string, now: string): Promise<Session | undefined>;
  close(token: string): Promise<void>;
  /** Signs somebody out everywhere, or everywhere but here. */
  closeAll(staffId: string, except?: string): Promise<void>;
  count(staffId: string, now: string): Promise<number>;
}

export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

export function sessionsIn(pool: Pool): Sessions {
  return {
    async open(staffId, stage, now, byIssuer = false) {
      const token = newToken();
      await pool.query(
        `INSERT INTO app.staff_sessions (token_hash, staff_id, stage, created_at, seen_at, expires_at, by_issuer)
         VALUES ($1, $2, $3, $4, $4, $5, $6)`,
        [hashOf(token), staffId, stage, now, later(now, LONGEST_MS[stage]), byIssuer],
      );
      await pool.query('DELETE FROM app.staff_sessions WHERE expires_at <= $1', [now]);
      return token;
    },
    async find(token, now) {
      if (!TOKEN_FORM.test(token)) return undefined;
      const { rows } = await pool.query<Row>(
        `SELECT s.staff_id, a.ruc, s.stage, s.seen_at, s.by_issuer,
                a.totp_confirmed_at IS NOT NULL OR s.by_issuer AS second_factor
           FROM app.staff_sessions s JOIN app.staff_accounts a USING (staff_id)
         WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.seen_at > $3`,
        [hashOf(token), now, later(now, -IDLE_MS)],
      );
      const [row] = rows;
      if (row === undefined) return undefined;
      if (Date.parse(now) - row.seen_at.getTime() > SEEN_EVERY_MS) {
        await pool.query('UPDATE app.staff_sessions SET seen_at = $2 WHERE token_hash = $1', [hashOf(token), now]);
      }
      const { stage, second_factor: secondFactor, by_issuer: byIssuer } = row;
      return { staffId: row.staff_id, ruc: row.ruc, stage, secondFactor, byIssuer };
    },
    async close(token) {
      await pool.query('DELETE FROM app.staff_sessions WHERE token_hash = $1', [hashOf(token)]);
    },
    async closeAll(staffId, except) {
      const kept = except === undefined ? Buffer.alloc(0) : hashOf(except);
      await pool.query('DELETE FROM app.staff_sessions WHERE staff_id = $1 AND token_hash <> $2', [staffId, kept]);
    },
    async count(staffId, now) {
      const { rows } = await pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM app.staff_sessions
         WHERE staff_id = $1 AND stage = 'open' AND expires_at > $2 AND seen_at > $3`,
        [staffId, now, later(now, -IDLE_MS)],
      );
      return rows[0]?.n ?? 0;
    },
  };
}

interface Row {
  readonly staff_id: string;
  readonly ruc: string;
  readonly stage: Stage;
  readonly seen_at: Date;
  readonly second_factor: boolean;
  readonly by_issuer: boolean;
}

function later(now: string, ms: number): string {
  return new Date(Date.parse(now) + ms).toISOString();
}

const TOKEN_FORM = /^[\w-]{43}$/;
