import type { Unreported } from '../queries.ts';
import { midnight } from './filter.ts';

/** Condition on `c`, with its five values. What was reported stands in the ledger only, so the asker brings it along. */
export function unreportedBy({ ruc, bookIds, filedFrom, reported }: Unreported) {
  const ids = [...reported.keys()];
  const whole = ids.filter((claimId) => reported.get(claimId)?.answered === true);
  const withoutAnswer = ids.filter((claimId) => reported.get(claimId)?.answered === false);
  const where = `c.ruc = $1 AND c.book_id = ANY ($2::uuid[]) AND c.filed_at >= $3::timestamptz
    AND c.claim_id NOT IN (SELECT unnest($4::uuid[]))
    AND (c.closed_on IS NOT NULL OR c.claim_id NOT IN (SELECT unnest($5::uuid[])))`;
  return { where, values: [ruc, bookIds, midnight(filedFrom), whole, withoutAnswer] as unknown[] };
}
