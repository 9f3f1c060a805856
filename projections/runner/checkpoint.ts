import type { Position } from '@foja/ledger/port.ts';
import type pg from 'pg';
import type { Failure } from '../projections.ts';

/** How far a schema's rows have come. Written in the same transaction as the rows, so neither is ever ahead. */
export interface Checkpoint {
  readonly position: Position;
  readonly version: number;
  readonly failure: Failure | null;
}

/** Another writer was here, or a rebuild was swapped in: nothing was changed, and the checkpoint must be read again. */
export class FencedOut extends Error {
  override readonly name = 'FencedOut';
}

/** What a fenced-off schema's checkpoint says: no writer's expectation ever equals it. */
export const FENCE: Position = -1n;

/**
 * Moves the checkpoint from where this writer left it. First statement of every writing transaction: it locks the row, so
 * a second writer waits here, then finds another position and changes nothing.
 * @throws FencedOut
 */
export async function moveCheckpoint(client: pg.ClientBase, schema: string, from: Position, to: Position) {
  const { rowCount } = await client.query(
    `UPDATE ${schema}.checkpoint SET position = $2, failure = NULL, moved_at = now() WHERE position = $1`,
    [from.toString(), to.toString()],
  );
  if (rowCount !== 1) throw new FencedOut(`${schema} is no longer at ${from}`);
}

export async function readCheckpoint(client: pg.ClientBase | pg.Pool, schema: string): Promise<Checkpoint | undefined> {
  const [checkpoint] = await readCheckpoints(client, [schema]);
  return checkpoint;
}

/** In the order asked for; undefined where a schema does not exist. */
export async function readCheckpoints(client: pg.ClientBase | pg.Pool, schemas: readonly string[]) {
  const known = await existing(client, schemas);
  if (known.size === 0) return schemas.map(() => undefined);
  const parts = [...known].map(
    (name) => `SELECT '${name}' AS name, position, version, failure FROM ${name}.checkpoint`,
  );
  const { rows } = await client.query<{ name: string; position: string; version: number; failure: Failure | null }>(
    parts.join(' UNION ALL '),
  );
  return schemas.map((schema): Checkpoint | undefined => {
    const row = rows.find(({ name }) => name === schema);
    return row === undefined ? undefined : { ...row, position: BigInt(row.position) };
  });
}

export async function recordFailure(client: pg.ClientBase | pg.Pool, schema: string, failure: Failure): Promise<void> {
  await client.query(`UPDATE ${schema}.checkpoint SET failure = $1 WHERE position >= 0`, [JSON.stringify(failure)]);
}

async function existing(client: pg.ClientBase | pg.Pool, schemas: readonly string[]): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name || '.checkpoint') IS NOT NULL`,
    [schemas],
  );
  return new Set(rows.map(({ name }) => name));
}
