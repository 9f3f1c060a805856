import type { EventStore, Position } from '@foja/ledger/port.ts';
import type pg from 'pg';
import { columnOf, type Projection, schemaOf } from '../definition.ts';
import type { CheckReport, Difference, RebuildOptions } from '../projections.ts';
import { writeEvents } from '../runner/apply.ts';
import { readCheckpoint, readCheckpoints } from '../runner/checkpoint.ts';
import { type ReadEvent, trusting, validating } from '../runner/event.ts';
import { chosen, type RebuildContext } from './rebuild.ts';
import { eventsUpTo, replay, type Shadow } from './replay.ts';
import { withShadows } from './shadows.ts';

/**
 * Replays the ledger into a shadow and compares it with live at one and the same position, in one snapshot, so that the
 * runner need not stand still. Live stays untouched.
 */
export async function rebuildCheck(context: RebuildContext, options: RebuildOptions = {}): Promise<CheckReport> {
  const { pool, store, now } = context;
  const { onProgress, signal } = options;
  const started = now();
  const projections = chosen(context.projections, options.only);
  const read = options.validate === true ? validating : trusting;
  const until = await leastPosition(pool, projections);
  let events = 0;
  const onEvents = (count: number) => {
    events += count;
    onProgress?.({ phase: 'replaying', events, of: eventsUpTo(store, until) });
  };
  const found = await withShadows(pool, projections, async (shadows) => {
    await replay(shadows, { store, until, read, signal, onEvents });
    onProgress?.({ phase: 'comparing', events, of: eventsUpTo(store, until) });
    const differences: Found[] = [];
    for (const shadow of shadows) {
      await shadow.client.query(`ANALYZE ${shadow.target.schema}.claims`);
      differences.push(...(await compare(shadow, { position: until, store, read })));
    }
    return differences;
  });
  return {
    projections: projections.map(({ name }) => name),
    events,
    durationMs: now() - started,
    differences: found.flatMap(({ differences }) => differences),
    total: found.reduce((sum, { total }) => sum + total, 0),
  };
}

interface Found {
  readonly differences: readonly Difference[];
  readonly total: number;
}

const MOST_LISTED = 100;

/** Live must not be overtaken: a shadow cannot go back. */
async function leastPosition(pool: pg.Pool, projections: readonly Projection[]): Promise<Position> {
  const checkpoints = await readCheckpoints(pool, projections.map(schemaOf));
  return checkpoints.reduce((least: Position | undefined, checkpoint, index) => {
    if (checkpoint === undefined) throw new Error(`there is no read model ${projections[index]?.name} to compare with`);
    return least === undefined || checkpoint.position < least ? checkpoint.position : least;
  }, undefined) as Position;
}

async function compare(
  { target, client }: Shadow,
  { position, store, read }: { position: Position; store: EventStore; read: ReadEvent },
): Promise<Found[]> {
  const { projection, schema } = target;
  const live = schemaOf(projection);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  try {
    const checkpoint = await readCheckpoint(client, live);
    if (checkpoint === undefined) throw new Error(`${live} is gone`);
    for (let at = position; at < checkpoint.position; ) {
      const events = await store.readAll({ after: at, max: 1_000 });
      const wanted = events.filter((event) => event.position <= checkpoint.position);
      const last = wanted.at(-1);
      if (last === undefined) break;
      await writeEvents(client, target, wanted, read);
      at = last.position;
    }
    const rows = await differentRows(client, projection, live, schema);
    return projection.counters === undefined ? [rows] : [rows, await differentCounts(client, projection, live, schema)];
  } finally {
    await client.query('ROLLBACK');
  }
}

/** `missing`: the replay has it and live has not. */
async function differentRows(client: pg.ClientBase, projection: Projection, live: string, shadow: string) {
  const key = columnOf(projection.key);
  const fields = Object.keys(projection.columns);
  const differing = fields.map((field) => {
    const column = columnOf(field);
    return `CASE WHEN l.${column} IS DISTINCT FROM s.${column} THEN '${field}' END`;
  });
  const all = (alias: string) => `(${fields.map((field) => `${alias}.${columnOf(field)}`).join(', ')})`;
  const { rows } = await client.query<{ key: string; l: boolean; s: boolean; columns: string[]; total: string }>(
    `SELECT coalesce(l.${key}, s.${key})::text AS key, l.${key} IS NOT NULL AS l, s.${key} IS NOT NULL AS s,
            array_remove(ARRAY[${differing.join(', ')}], NULL) AS columns, count(*) OVER () AS total
       FROM ${live}.claims l FULL JOIN ${shadow}.claims s ON l.${key} = s.${key}
      WHERE ${all('l')} IS DISTINCT FROM ${all('s')} ORDER BY 1 LIMIT ${MOST_LISTED}`,
  );
  const differences = rows.map(({ key, l, s, columns }): Difference => {
    const kind = l && s ? 'different' : l ? 'unexpected' : 'missing';
    return { projection: projection.name, table: 'claims', key, kind, columns: kind === 'different' ? columns : [] };
  });
  return { differences, total: Number(rows[0]?.total ?? 0) };
}

/** A counter that is off shows twice: the sum that live has, and the one it ought to have. */
async function differentCounts(client: pg.ClientBase, projection: Projection, live: string, shadow: string) {
  const one = (from: string, minus: string, kind: string) =>
    `(SELECT '${kind}' AS kind, to_json(x)::text AS key FROM
       (SELECT * FROM ${from}.counts EXCEPT SELECT * FROM ${minus}.counts) AS x)`;
  const { rows } = await client.query<{ kind: 'missing' | 'unexpected'; key: string; total: string }>(
    `SELECT *, count(*) OVER () AS total
       FROM (${one(shadow, live, 'missing')} UNION ALL ${one(live, shadow, 'unexpected')}) AS d
      ORDER BY key LIMIT ${MOST_LISTED}`,
  );
  const differences = rows.map(
    ({ kind, key }): Difference => ({ projection: projection.name, table: 'counts', key, kind, columns: [] }),
  );
  return { differences, total: Number(rows[0]?.total ?? 0) };
}
