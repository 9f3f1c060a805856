import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** What a scrub could not do, for want of a right, and what is to be done by hand instead. */
export interface Scrubbed {
  readonly left: readonly { readonly step: string; readonly why: string }[];
}

/** Segments that PostgreSQL keeps ready are overwritten one by one; more than these is a server somebody tuned for more. */
const SEGMENTS_MOST = 1_024;
const RELOAD_MS = 300;

/**
 * Takes out of a database's files what a deleted row leaves in them: PostgreSQL only marks a row dead, keeps columns' most
 * common values in its statistics, and uses files of its write-ahead log again without clearing them.
 * Needs the owner of the tables for the first step and a superuser for the others; what it may not do it leaves and says
 * so. Blocks readers of the vault for as long as copying it takes. Nothing here reaches copies made earlier: back-ups,
 * archived logs, replicas' own logs, snapshots of disks.
 */
export async function scrubDatabase(adminUrl: string): Promise<Scrubbed> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'foja scrub', keepAlive: true });
  client.on('error', () => undefined);
  await client.connect();
  const left: { step: string; why: string }[] = [];
  const step = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if ((error as { code?: unknown }).code !== INSUFFICIENT_PRIVILEGE) throw error;
      left.push({ step: name, why: error instanceof Error ? error.message : String(error) });
    }
  };
  try {
    for (const table of await present(client))
      await step(`VACUUM FULL ${table}`, () => client.query(`VACUUM (FULL) ${table}`));
    await step('VACUUM FULL pg_statistic', () => client.query('VACUUM (FULL) pg_catalog.pg_statistic'));
    await step('write-ahead log', () => renewLog(client));
    return { left };
  } finally {
    await client.end();
  }
}

/** Small tables that personal data, or the keys of it, are deleted from. */
const TABLES = ['vault.keys', 'app.staff_accounts', 'app.staff_saved_views', 'app.official_identities'];

async function present(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL',
    [TABLES],
  );
  return rows.map(({ name }) => name);
}

const INSUFFICIENT_PRIVILEGE = '42501';

/** Old files of the log are removed instead of renamed for later, and those renamed earlier are written over with zeros. */
async function renewLog(client: pg.Client): Promise<void> {
  await client.query('ALTER SYSTEM SET wal_recycle = off');
  try {
    await client.query('SELECT pg_reload_conf()');
    await delay(RELOAD_MS); // each process of the server reads its settings in its own time
    await client.query('CHECKPOINT');
    const { rows } = await client.query<{ ahead: number }>(
      `SELECT count(*)::int AS ahead FROM pg_ls_waldir()
        WHERE name ~ '^[0-9A-F]{24}$' AND name > pg_walfile_name(pg_current_wal_insert_lsn())`,
    );
    const ahead = Math.min(rows[0]?.ahead ?? 0, SEGMENTS_MOST);
    for (let segment = 0; segment <= ahead; segment += 1) {
      // A switch fills the rest of a file with zeros, but only where something was written since the last one.
      await client.query(`SELECT pg_logical_emit_message(true, 'foja', 'scrub')`);
      await client.query('SELECT pg_switch_wal()');
    }
    await client.query('CHECKPOINT');
  } finally {
    await client.query('ALTER SYSTEM RESET wal_recycle');
    await client.query('SELECT pg_reload_conf()');
  }
}
