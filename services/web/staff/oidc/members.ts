import type { Pool } from '../database.ts';
import type { Identity } from './issuer.ts';

/** Which rows of app.staff_accounts an account of the issuer stands for. */
export interface IssuerAccounts {
  /** Those bound to it, and those of its verified e-mail that are bound to nobody of that issuer. */
  of(identity: Identity): Promise<readonly { readonly staffId: string; readonly ruc: string }[]>;
  bind(staffId: string, identity: Identity): Promise<void>;
}

export function issuerAccountsIn(pool: Pool): IssuerAccounts {
  return {
    async of({ issuer, subject, email }) {
      const { rows } = await pool.query<{ staffId: string; ruc: string }>(
        `SELECT a.staff_id AS "staffId", a.ruc
           FROM app.staff_accounts a LEFT JOIN app.staff_issuer_accounts i USING (staff_id)
          WHERE (i.issuer = $1 AND i.subject = $2) OR (i.issuer IS DISTINCT FROM $1 AND a.email = $3)
          ORDER BY a.created_at LIMIT 50`,
        [issuer, subject, email ?? null],
      );
      return rows;
    },
    async bind(staffId, { issuer, subject }) {
      await pool.query(
        `INSERT INTO app.staff_issuer_accounts AS i (staff_id, issuer, subject) VALUES ($1, $2, $3)
         ON CONFLICT (staff_id) DO UPDATE SET issuer = $2, subject = $3 WHERE i.issuer <> $2`,
        [staffId, issuer, subject],
      );
    },
  };
}
