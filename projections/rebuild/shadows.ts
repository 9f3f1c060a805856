import type pg from 'pg';
import { type Projection, schemaOf } from '../definition.ts';
import type { Target } from '../runner/rows.ts';
import { createBulkTables } from '../runner/schema.ts';
import { type Shadow, shadowOf } from './replay.ts';

/** Another rebuild or check of the same projection is under way. */
export class RebuildUnderWay extends Error {
  override readonly name = 'RebuildUnderWay';
}

/**
 * Runs `work` over empty shadows, each on a connection of its own that holds the projection's rebuild lock. What an
 * interrupted rebuild left behind is removed before, and what this one leaves, after.
 * @throws RebuildUnderWay
 */
export async function withShadows<T>(
  pool: pg.Pool,
  projections: readonly Projection[],
  work: (shadows: readonly Shadow[]) => Promise<T>,
): Promise<T> {
  const shadows: Shadow[] = [];
  let broken = true;
  try {
    for (const projection of projections) shadows.push(await open(pool, projection));
    const result = await work(shadows);
    for (const { client, target } of shadows) await sweep(client, target.projection);
    broken = false;
    return result;
  } finally {
    for (const { client } of shadows) await close(client as pg.PoolClient, broken);
  }
}

const REBUILDING = 0x666f6a71;

/** Settings of a connection that fills or indexes shadows. */
export const BULK_SESSION = `SET synchronous_commit = off; SET maintenance_work_mem = '128MB'; SET statement_timeout = 0`;

async function open(pool: pg.Pool, projection: Projection): Promise<Shadow> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken', [
      REBUILDING,
      projection.name,
    ]);
    if (rows[0]?.taken !== true) throw new RebuildUnderWay(`${projection.name} is being rebuilt already`);
    await client.query(BULK_SESSION);
    await sweep(client, projection);
    const target: Target = { projection, schema: `${schemaOf(projection)}__shadow` };
    await createBulkTables(client, target, projection.version);
    return shadowOf(target, client);
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** A connection with settings and a lock of its own does not go back among the others as it is. */
async function close(client: pg.PoolClient, broken: boolean): Promise<void> {
  try {
    if (!broken) await client.query('SELECT pg_advisory_unlock_all(); RESET ALL');
    client.release(broken);
  } catch {
    client.release(true);
  }
}

/** Drops everything called `proj_<name>__…`. A reader still in an old table is waited for, but not for long. */
async function sweep(client: pg.ClientBase, projection: Projection): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT nspname AS name FROM pg_namespace WHERE starts_with(nspname, $1)',
    [`${schemaOf(projection)}__`],
  );
  for (const { name } of rows) {
    await client.query(`BEGIN; SET LOCAL lock_timeout = '10s'; DROP SCHEMA ${name} CASCADE; COMMIT`);
  }
}
