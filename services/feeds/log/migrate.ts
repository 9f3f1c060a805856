import { migrateWith } from '@foja/ledger/postgres/steps.ts';
import type pg from 'pg';

/** Session lock: "foja" in ASCII, plus eleven. */
const LOG = { table: 'app.feed_migrations', lock: 0x666f6a6c };

/** Applies the numbered steps of the feeds' tables that are still due, as the application's role, which owns them. */
export async function migrateFeeds(pool: pg.Pool): Promise<void> {
  await migrateWith(pool, LOG, new URL('./migrations/', import.meta.url));
}
