import pg from 'pg';
import { APP } from './embedded/settings.ts';
import { applySteps, type Migration, type StepLog, stepsIn } from './steps.ts';

/** Session lock: "foja" in ASCII, plus one. */
const LOG: StepLog = { table: 'public.foja_migrations', lock: 0x666f6a62, numbered: true };

/**
 * Brings the database up to the newest step, as the owner role, and answers the names of the steps applied now. Refuses
 * as `applySteps` does.
 */
export async function migrate(
  adminUrl: string,
  migrations: readonly Migration[] = bundled(),
): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'foja migrate' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const applied = await applySteps(client, LOG, migrations);
    await grantDatabase(client);
    return applied;
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

/** The steps that come with this version, in order. */
export function bundled(): readonly Migration[] {
  return stepsIn(new URL('./migrations/', import.meta.url));
}
