import type { openPool } from '@foja/ledger';
import { migrateWith } from '@foja/ledger/postgres/steps.ts';

/** Connections as `foja_app`, which owns what it makes in schema `app`. */
export type Pool = ReturnType<typeof openPool>;

/** Session lock: "foja" in ASCII, plus two. */
const LOG = { table: 'app.staff_migrations', lock: 0x666f6a63 };

/** Applies the numbered steps of the staff's tables that are still due. */
export async function migrateStaff(pool: Pool): Promise<void> {
  await migrateWith(pool, LOG, new URL('./migrations/', import.meta.url));
}
