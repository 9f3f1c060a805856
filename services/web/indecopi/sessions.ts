import type pg from 'pg';
import { hashOf, newToken } from '../staff/sessions.ts';

/** Which credential a browser was let in with: leave of its own, or a key of one provider. */
export interface Credential {
  /** Undefined for leave, which names its providers itself. */
  readonly ruc: string | undefined;
  readonly keyId: string;
}

/** A browser's pass: 256 random bits of which only the SHA-256 is stored. What it may do is asked of the ledger each time. */
export interface OfficialSessions {
  /** @returns the token for the cookie. */
  open(credential: Credential, now: string): Promise<string>;
  find(token: string, now: string): Promise<Credential | undefined>;
  close(token: string): Promise<void>;
}

const LONGEST_MS = 8 * 3_600_000;

const TABLE = `
  SELECT pg_advisory_xact_lock(x'666f6a67'::bigint);
  CREATE TABLE IF NOT EXISTS app.official_sessions (
    token_hash bytea PRIMARY KEY, -- SHA-256 of 256 random bits
    ruc text,
    key_id text NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX IF NOT EXISTS official_sessions_expiry ON app.official_sessions (expires_at)`;

export async function openOfficialSessions(pool: pg.Pool): Promise<OfficialSessions> {
  await pool.query(TABLE); // one message, hence one transaction: two starts at once wait for each other
  return {
    async open({ ruc, keyId }, now) {
      const token = newToken();
      const expiresAt = new Date(Date.parse(now) + LONGEST_MS).toISOString();
      await pool.query(
        'INSERT INTO app.official_sessions (token_hash, ruc, key_id, expires_at) VALUES ($1, $2, $3, $4)',
        [hashOf(token), ruc ?? null, keyId, expiresAt],
      );
      await pool.query('DELETE FROM app.official_sessions WHERE expires_at <= $1', [now]);
      return token;
    },
    async find(token, now) {
      if (!/^[\w-]{43}$/.test(token)) return undefined;
      const { rows } = await pool.query<{ ruc: string | null; key_id: string }>(
        'SELECT ruc, key_id FROM app.official_sessions WHERE token_hash = $1 AND expires_at > $2',
        [hashOf(token), now],
      );
      return rows[0] === undefined ? undefined : { ruc: rows[0].ruc ?? undefined, keyId: rows[0].key_id };
    },
    async close(token) {
      await pool.query('DELETE FROM app.official_sessions WHERE token_hash = $1', [hashOf(token)]);
    },
  };
}
