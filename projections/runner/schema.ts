import type { Position } from '@foja/ledger/port.ts';
import type pg from 'pg';
import { columnOf, type Index } from '../definition.ts';
import type { Target } from './rows.ts';

/** Tables of a projection, without the indexes that a bulk load does better without. */
export async function createTables(client: pg.ClientBase, target: Target, at: Position, version: number) {
  await create(client, target, { at, version, kind: 'TABLE', fillfactor: ROOM });
}

/**
 * The same for a bulk load: not logged, because an interrupted one is thrown away, and with room on each page for the
 * later events of its claims. `settleTables` must follow before anybody reads them as live.
 */
export async function createBulkTables(client: pg.ClientBase, target: Target, version: number): Promise<void> {
  await create(client, target, { at: 0n, version, kind: 'UNLOGGED TABLE', fillfactor: 50 });
}

/** Writes bulk tables anew, dense and logged: from now on they survive a crash. */
export async function settleTables(client: pg.ClientBase, { schema }: Target): Promise<void> {
  await client.query(
    `ALTER TABLE ${schema}.claims SET (fillfactor = ${ROOM}); ALTER TABLE ${schema}.claims SET LOGGED`,
  );
}

/** Per cent of a page that inserts fill. */
const ROOM = 90;

interface Creation {
  readonly at: Position;
  readonly version: number;
  readonly kind: 'TABLE' | 'UNLOGGED TABLE';
  readonly fillfactor: number;
}

async function create(client: pg.ClientBase, target: Target, { at, version, kind, fillfactor }: Creation) {
  const { projection, schema } = target;
  const columns = Object.entries(projection.columns).map(([field, type]) => `${columnOf(field)} ${type}`);
  await client.query(`
    CREATE SCHEMA ${schema};
    CREATE ${kind} ${schema}.claims (${columns.join(', ')}, PRIMARY KEY (${columnOf(projection.key)}))
      WITH (fillfactor = ${fillfactor}, autovacuum_analyze_scale_factor = 0.02);
    CREATE TABLE ${schema}.checkpoint (
      one boolean PRIMARY KEY DEFAULT true CHECK (one),
      position bigint NOT NULL, version integer NOT NULL,
      failure jsonb, moved_at timestamptz NOT NULL DEFAULT now()) WITH (fillfactor = 50);
    INSERT INTO ${schema}.checkpoint (position, version) VALUES (${at}, ${version});
    ${countsTable(target)}`);
}

/** Several connections build several indexes at once, which none of them minds. */
export async function createIndexes(clients: readonly pg.ClientBase[], { projection, schema }: Target): Promise<void> {
  const sql = (table: string, indexes: readonly Index[]) =>
    indexes.map(({ name, on }) => `CREATE INDEX ${table}_${name} ON ${schema}.${table} ${on}`);
  const waiting = [...sql('claims', projection.indexes), ...sql('counts', projection.counters?.indexes ?? [])];
  const build = async (client: pg.ClientBase) => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await client.query(next);
  };
  await Promise.all(clients.map(build));
  await clients[0]?.query(`ANALYZE ${schema}.claims`);
}

/** Makes the live tables where they are missing; true where it did. Safe from several processes at once. */
export async function ensureLive(client: pg.ClientBase, target: Target, version: number): Promise<boolean> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT pg_advisory_xact_lock($1, hashtext($2))`, [MAKING, target.schema]);
    const { rows } = await client.query<{ made: boolean }>('SELECT to_regnamespace($1) IS NOT NULL AS made', [
      target.schema,
    ]);
    const missing = rows[0]?.made !== true;
    if (missing) {
      await createTables(client, target, 0n, version);
      await createIndexes([client], target);
    }
    await client.query('COMMIT');
    return missing;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

const MAKING = 0x666f6a70;

function countsTable({ projection, schema }: Target): string {
  const { counters } = projection;
  if (counters === undefined) return '';
  const dimensions = Object.entries(counters.dimensions).map(([name, type]) => `${columnOf(name)} ${type}`);
  const measures = counters.measures.map((name) => `${columnOf(name)} bigint NOT NULL`);
  const unique = Object.keys(counters.dimensions).map(columnOf).join(', ');
  return `CREATE TABLE ${schema}.counts (${[...dimensions, ...measures].join(', ')},
    UNIQUE NULLS NOT DISTINCT (${unique})) WITH (fillfactor = 50);`;
}
