import { START } from '@foja/ledger';
import type pg from 'pg';
import { type Carried, carryOutErasure, type ErasureParts, heard, scrub } from './erasure.ts';

/** Claims of one round: their files are looked for together. */
const ROUND = 200;

const TABLE = `
  CREATE TABLE IF NOT EXISTS app.erasure (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint NOT NULL
  )`;

/**
 * Carries out every erasure that the ledger speaks of since it was last looked: those of this process, of others, of
 * the command line, and those that a crash cut short. Moves on only once the scrub is done, too. Also the answer to a
 * back-up of the vault that was put back: delete the row of `app.erasure`, and all is carried out again.
 */
export async function carryOutUnfinished(
  parts: ErasureParts & { readonly pool: pg.Pool },
): Promise<Carried & { readonly claims: number }> {
  const { pool } = parts;
  await pool.query(TABLE);
  const { rows } = await pool.query<{ position: string }>('SELECT position FROM app.erasure');
  const from = BigInt(rows[0]?.position ?? START);
  const reached = await heard(parts);
  const claimIds = await parts.projections.queries.register.erasedBetween({ after: from, until: reached });
  const sum = { claims: claimIds.length, keys: 0, files: 0, documents: 0, caseFiles: 0, mails: 0 };
  for (let at = 0; at < claimIds.length; at += ROUND) {
    const done = await carryOutErasure(parts, claimIds.slice(at, at + ROUND));
    sum.keys += done.keys;
    sum.files += done.files;
    sum.documents += done.documents;
    sum.caseFiles += done.caseFiles;
    sum.mails += done.mails;
  }
  if (claimIds.length > 0) await scrub(parts);
  if (reached > from) {
    await pool.query(
      `INSERT INTO app.erasure AS e (position) VALUES ($1)
       ON CONFLICT (one) DO UPDATE SET position = greatest(e.position, excluded.position)`,
      [String(reached)],
    );
  }
  return sum;
}
