import type { openPool } from '@foja/ledger';
import { migrateWith } from '@foja/ledger/postgres/steps.ts';

/** Connections as `foja_app`, which owns what it makes in schema `app`. */
export type Pool = ReturnType<typeof openPool>;

/** Session lock: "foja" in ASCII, plus four. */
const LOG = { table: 'app.mail_migrations', lock: 0x666f6a65 };

/** Applies the numbered steps of the mails' tables that are still due. */
export async function migrateMail(pool: Pool): Promise<void> {
  await migrateWith(pool, LOG, new URL('./migrations/', import.meta.url));
}
