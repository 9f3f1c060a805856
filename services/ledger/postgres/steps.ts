import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';

/** A numbered step, e.g. `0001-events.sql`. Once released it is never edited: a change is a new step. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/** Where applied steps are recorded, each with its checksum, and the session lock under which they are applied. */
export interface StepLog {
  /** With its schema: `app.mail_migrations`. Made where it is not there. */
  readonly table: string;
  readonly lock: number;
  /** Its rows are known by number and not by name alone: the ledger's, which came first. */
  readonly numbered?: true;
}

/** The steps of a folder, in order. */
export function stepsIn(folder: URL): readonly Migration[] {
  const names = readdirSync(folder).filter((name) => /^\d{4}-.+\.sql$/.test(name));
  return names.sort().map((name) => ({
    number: Number(name.slice(0, 4)),
    name,
    sql: readFileSync(new URL(name, folder), 'utf8'),
  }));
}

/**
 * Applies the steps that are still due and answers their names. A step that was changed after it was applied, or one that
 * only a newer Foja knows, is refused with an error before anything is touched. Safe from several processes at once; the
 * lock is held until the session ends or gives it back.
 */
export async function applySteps(
  client: pg.ClientBase,
  log: StepLog,
  steps: readonly Migration[],
): Promise<readonly string[]> {
  await client.query('SELECT pg_advisory_lock($1)', [log.lock]);
  const key = log.numbered === true ? 'number int PRIMARY KEY, name text NOT NULL' : 'name text PRIMARY KEY';
  await client.query(`CREATE TABLE IF NOT EXISTS ${log.table} (
    ${key}, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
  const due = await pending(client, log, steps);
  for (const step of due) await apply(client, log, step);
  return due.map(({ name }) => name);
}

/** The steps of a folder, for tables that the application owns, on a connection of its pool. */
export async function migrateWith(pool: pg.Pool, log: StepLog, folder: URL): Promise<readonly string[]> {
  const client = await pool.connect();
  let broken = false;
  try {
    return await applySteps(client, log, stepsIn(folder));
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [log.lock]).catch(() => {
      broken = true;
    });
    client.release(broken);
  }
}

async function pending(
  client: pg.ClientBase,
  { table }: StepLog,
  steps: readonly Migration[],
): Promise<readonly Migration[]> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    `SELECT name, checksum FROM ${table} ORDER BY name`,
  );
  for (const row of rows) {
    const known = steps.find(({ name }) => name === row.name);
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
  const applied = new Set(rows.map(({ name }) => name));
  return steps.filter(({ name }) => !applied.has(name));
}

async function apply(client: pg.ClientBase, { table, numbered }: StepLog, step: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(step.sql);
    const record =
      numbered === true
        ? { columns: 'name, checksum, number', values: [step.name, checksum(step), step.number] }
        : { columns: 'name, checksum', values: [step.name, checksum(step)] };
    const places = record.values.map((_, at) => `$${at + 1}`).join(', ');
    await client.query(`INSERT INTO ${table} (${record.columns}) VALUES (${places})`, record.values);
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new Error(`migration ${step.name} failed`, { cause });
  }
}

function checksum({ sql }: Migration): string {
  return createHash('sha256').update(sql).digest('hex');
}
