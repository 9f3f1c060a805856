import type pg from 'pg';
import { hashOf, newToken } from '../staff/sessions.ts';

/** Which credential a browser was let in with: one that names its providers itself, or a key of one provider. */
export interface Credential {
  /** Undefined for an auditor's key over several providers, and for an official's leave. */
  readonly ruc: string | undefined;
  readonly keyId: string;
}

/** A browser's pass: 256 random bits of which only the SHA-256 is stored. What it may do is asked of the ledger each time. */
export interface KeySessions {
  /** @returns the token for the cookie. */
  open(credential: Credential, now: string): Promise<string>;
  find(token: string, now: string): Promise<Credential | undefined>;
  close(token: string): Promise<void>;
}

const LONGEST_MS = 8 * 3_600_000;

/** Whose sessions a table keeps. */
export type SessionTable = 'official_sessions' | 'auditor_sessions';

const tableOf = (name: SessionTable) => `
  SELECT pg_advisory_xact_lock(x'666f6a67'::bigint);
  CREATE TABLE IF NOT EXISTS app.${name} (
    token_hash bytea PRIMARY KEY, -- SHA-256 of 256 random bits
    ruc text,
    key_id text NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX IF NOT EXISTS ${name}_expiry ON app.${name} (expires_at)`;

export async function openKeySessions(pool: pg.Pool, name: SessionTable): Promise<KeySessions> {
  await pool.query(tableOf(name)); // one message, hence one transaction: two starts at once wait for each other
  return {
    async open({ ruc, keyId }, now) {
      const token = newToken();
      const expiresAt = new Date(Date.parse(now) + LONGEST_MS).toISOString();
      await pool.query(`INSERT INTO app.${name} (token_hash, ruc, key_id, expires_at) VALUES ($1, $2, $3, $4)`, [
        hashOf(token),
        ruc ?? null,
        keyId,
        expiresAt,
      ]);
      await pool.query(`DELETE FROM app.${name} WHERE expires_at <= $1`, [now]);
      return token;
    },
    async find(token, now) {
      if (!/^[\w-]{43}$/.test(token)) return undefined;
      const { rows } = await pool.query<{ ruc: string | null; key_id: string }>(
        `SELECT ruc, key_id FROM app.${name} WHERE token_hash = $1 AND expires_at > $2`,
        [hashOf(token), now],
      );
      return rows[0] === undefined ? undefined : { ruc: rows[0].ruc ?? undefined, keyId: rows[0].key_id };
    },
    async close(token) {
      await pool.query(`DELETE FROM app.${name} WHERE token_hash = $1`, [hashOf(token)]);
    },
  };
}
