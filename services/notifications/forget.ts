import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { migrateMail, type Pool } from './queue/migrate.ts';

/**
 * Part of erasing claims: their mails are not sent any more, and those that lie in the outbox go. What a mail server took
 * charge of is out of reach. Answers how many files went.
 */
export async function forgetMail(
  { pool, outbox }: { readonly pool: Pool; readonly outbox: string },
  claimIds: readonly string[],
): Promise<number> {
  await migrateMail(pool);
  await pool.query(`UPDATE app.mail SET state = 'dropped' WHERE claim_id = ANY ($1::uuid[]) AND state = 'waiting'`, [
    claimIds,
  ]);
  const { rows } = await pool.query<{ id: string }>(
    'SELECT message_id AS id FROM app.mail WHERE claim_id = ANY ($1::uuid[])',
    [claimIds],
  );
  const theirs = new Set(rows.map(({ id }) => id));
  const names = await readdir(outbox).catch(() => []);
  // `<messageId>.eml`, and what a crash left half written.
  const found = names.filter((name) => theirs.has(name.slice(0, UUID_LENGTH)));
  await Promise.all(found.map((name) => rm(join(outbox, name), { force: true })));
  return found.length;
}

const UUID_LENGTH = 36;
