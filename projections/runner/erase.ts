import type pg from 'pg';
import { columnOf } from '../definition.ts';
import type { Target } from './rows.ts';

/**
 * Empties what personal data a read model holds of these claims; the claims themselves stay listed. Part of applying
 * `ClaimErased`, so that a replay ends as the live tables did, whatever of a claim could still be read when it began.
 */
export async function eraseRows(
  client: pg.ClientBase,
  { projection, schema }: Target,
  claimIds: readonly string[],
): Promise<void> {
  if (claimIds.length === 0 || projection.personal.length === 0) return;
  const emptied = projection.personal.map((field) => `${columnOf(field)} = NULL`).join(', ');
  const key = columnOf(projection.key);
  await client.query(`UPDATE ${schema}.claims SET ${emptied} WHERE ${key} = ANY ($1::uuid[])`, [claimIds]);
}
