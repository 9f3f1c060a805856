import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { APP } from './embedded/settings.ts';

/** A numbered step, e.g. `0001-events.sql`. Once released it is never edited: a change is a new step. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/** Session lock under which migrations run ("foja" in ASCII, plus one). */
const MIGRATING = 0x666f6a62;

/**
 * Brings the database up to the newest step, as the owner role, and answers the names of the steps applied now. Steps
 * are recorded with their checksum; a step that was changed after it was applied, or one that only a newer Foja knows,
 * is refused with an error before anything is touched. Safe to run from several processes at once.
 */
export async function migrate(adminUrl: string, migrations: readonly Migration[] = bundled()): Promise<string[]> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'foja migrate' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATING]);
    await client.query(`CREATE TABLE IF NOT EXISTS public.foja_migrations (
      number int PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const due = await pending(client, migrations);
    for (const migration of due) await apply(client, migration);
    await grantDatabase(client);
    return due.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

/** What the role may do with the database as a whole: make schemas of its own, for read models. */
export async function grantDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ granted: boolean; member: boolean }>(
    `SELECT has_database_privilege('${APP}', current_database(), 'CREATE') AS granted,
            pg_has_role(current_user, '${APP}', 'USAGE') AS member`,
  );
  if (rows[0]?.granted !== true) {
    await client.query(`DO $$ BEGIN
      EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO ${APP}', current_database()); END $$`);
  }
  // Where one login does everything (an external server), it takes the role on through `-c role`.
  if (rows[0]?.member !== true) await client.query(`GRANT ${APP} TO CURRENT_USER`);
}

async function pending(client: pg.Client, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const { rows } = await client.query<{ number: number; name: string; checksum: string }>(
    'SELECT number, name, checksum FROM public.foja_migrations ORDER BY number',
  );
  for (const row of rows) {
    const known = migrations.find(({ number }) => number === row.number);
    if (known === undefined) {
      throw new Error(
        `the database has migration ${row.name}, which this version of Foja does not know: use a newer one`,
      );
    }
    if (checksum(known) !== row.checksum) {
      throw new Error(
        `migration ${row.name} was changed after it was applied: restore it, and put the change into a new one`,
      );
    }
  }
  const applied = new Set(rows.map(({ number }) => number));
  return migrations.filter(({ number }) => !applied.has(number));
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query('INSERT INTO public.foja_migrations (number, name, checksum) VALUES ($1, $2, $3)', [
      migration.number,
      migration.name,
      checksum(migration),
    ]);
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new Error(`migration ${migration.name} failed`, { cause });
  }
}

/** The steps that come with this version, in order. */
export function bundled(): readonly Migration[] {
  const folder = new URL('./migrations/', import.meta.url);
  const names = readdirSync(folder).filter((name) => /^\d{4}-.+\.sql$/.test(name));
  return names.sort().map((name) => ({
    number: Number(name.slice(0, 4)),
    name,
    sql: readFileSync(new URL(name, folder), 'utf8'),
  }));
}

function checksum(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}
