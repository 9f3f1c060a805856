import type pg from 'pg';
import { type Cell, type ColumnType, columnOf, type Projection, type StoredRow } from '../definition.ts';
import { copyRows } from './copy.ts';

/** A projection and the schema that its tables are in: the live one, or a shadow. */
export interface Target {
  readonly projection: Projection;
  readonly schema: string;
}

/** Rows that were loaded are no longer there: somebody else wrote the table. */
export class RowsGone extends Error {
  override readonly name = 'RowsGone';
}

/** Loads rows by key; columns that are written once stay where they are. */
export async function loadRows(client: pg.ClientBase, target: Target, keys: readonly string[]) {
  const rows = new Map<string, StoredRow>();
  if (keys.length === 0) return rows;
  const { projection, schema } = target;
  const key = columnOf(projection.key);
  const found = await client.query<StoredRow>({
    text: `SELECT ${selectList(loaded(projection))} FROM ${schema}.claims
            WHERE ${key} = ANY ($1::${projection.columns[projection.key]}[])`,
    values: [keys],
    types: CELLS,
  });
  for (const row of found.rows) rows.set(String(row[projection.key]), row);
  return rows;
}

export async function insertRows(client: pg.ClientBase, { projection, schema }: Target, rows: readonly StoredRow[]) {
  if (rows.length === 0) return;
  const fields = Object.keys(projection.columns);
  if (rows.length >= COPY_FROM) return copyRows(client, { table: `${schema}.claims`, fields }, rows);
  await client.query(
    `INSERT INTO ${schema}.claims (${fields.map(columnOf).join(', ')})
     SELECT ${fields.map((field) => `x."${field}"`).join(', ')} FROM ${recordset(projection, fields)}`,
    [JSON.stringify(rows)],
  );
}

/** From this many rows on, COPY's own round trips are worth it. */
const COPY_FROM = 50;

/** @throws RowsGone */
export async function updateRows(client: pg.ClientBase, { projection, schema }: Target, rows: readonly StoredRow[]) {
  if (rows.length === 0) return;
  const fields = written(projection);
  const set = fields.filter((field) => field !== projection.key);
  const { rowCount } = await client.query(
    `UPDATE ${schema}.claims AS c SET ${set.map((field) => `${columnOf(field)} = x."${field}"`).join(', ')}
       FROM ${recordset(projection, fields)} WHERE c.${columnOf(projection.key)} = x."${projection.key}"`,
    [JSON.stringify(rows)],
  );
  if (rowCount !== rows.length) throw new RowsGone(`${rows.length} rows to change, ${rowCount} found`);
}

/** `filed_on AS "filedOn", …`: rows come back under the names that code uses. */
export function selectList(fields: readonly string[], table = ''): string {
  const prefix = table === '' ? '' : `${table}.`;
  return fields.map((field) => `${prefix}${columnOf(field)} AS "${field}"`).join(', ');
}

function loaded(projection: Projection): string[] {
  return projection.counters === undefined ? written(projection) : Object.keys(projection.columns);
}

/** The key, and what later events may change. */
function written(projection: Projection): string[] {
  return Object.keys(projection.columns).filter((field) => !projection.writtenOnce.includes(field));
}

function recordset(projection: Projection, fields: readonly string[]): string {
  const columns = projection.columns as Readonly<Record<string, ColumnType>>;
  return `json_to_recordset($1::json) AS x (${fields.map((field) => `"${field}" ${columns[field]}`).join(', ')})`;
}

/** Cells as `definition.ts` says they are; pg's own parsers would make dates of dates. */
export const CELLS: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number) => (text: string) => (PARSERS[oid] ?? String)(text)) as never,
};

const PARSERS: Readonly<Record<number, (text: string) => Cell>> = {
  16: (text) => text === 't',
  21: Number,
  23: Number,
  1184: (text) => new Date(text).toISOString(),
  3802: (text) => JSON.parse(text) as Cell,
};
