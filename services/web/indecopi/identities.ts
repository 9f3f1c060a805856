import type pg from 'pg';
import type { Identity } from '../staff/oidc/issuer.ts';

/** Which leave an official's account of their organisation opens: beside the ledger, as every means of getting in. */
export interface OfficialIdentities {
  /** Says whose leave it is, by e-mail; who was said before, and whatever account was theirs, opens it no longer. */
  name(grantId: string, email: string): Promise<void>;
  /** Leaves bound to the account, and those of its verified e-mail that are bound to nobody of that issuer. */
  of(identity: Identity): Promise<readonly string[]>;
  bind(grantId: string, identity: Identity): Promise<void>;
}

const TABLE = `
  SELECT pg_advisory_xact_lock(x'666f6a6a'::bigint);
  CREATE TABLE IF NOT EXISTS app.official_identities (
    grant_id text PRIMARY KEY,
    email text NOT NULL, -- lower case
    issuer text,
    subject text
  );
  CREATE INDEX IF NOT EXISTS official_identities_email ON app.official_identities (email)`;

export async function openOfficialIdentities(pool: pg.Pool): Promise<OfficialIdentities> {
  await pool.query(TABLE); // one message, hence one transaction: two starts at once wait for each other
  return {
    async name(grantId, email) {
      await pool.query(
        `INSERT INTO app.official_identities (grant_id, email) VALUES ($1, $2)
         ON CONFLICT (grant_id) DO UPDATE SET email = $2, issuer = NULL, subject = NULL`,
        [grantId, email.toLowerCase()],
      );
    },
    async of({ issuer, subject, email }) {
      const { rows } = await pool.query<{ grantId: string }>(
        `SELECT grant_id AS "grantId" FROM app.official_identities
          WHERE (issuer = $1 AND subject = $2) OR (issuer IS DISTINCT FROM $1 AND email = $3)
          ORDER BY grant_id LIMIT 200`,
        [issuer, subject, email ?? null],
      );
      return rows.map(({ grantId }) => grantId);
    },
    async bind(grantId, { issuer, subject }) {
      await pool.query(
        `UPDATE app.official_identities SET issuer = $2, subject = $3
          WHERE grant_id = $1 AND issuer IS DISTINCT FROM $2`,
        [grantId, issuer, subject],
      );
    },
  };
}
