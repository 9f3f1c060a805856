import type pg from 'pg';
import { type Count, type Counters, columnOf } from '../definition.ts';
import type { Target } from './rows.ts';

/** Adds differences to the counters; a counter that comes to nothing leaves no row, so that every history ends the same. */
export async function writeCounts(client: pg.ClientBase, { projection, schema }: Target, counts: readonly Count[]) {
  const { counters } = projection;
  if (counters === undefined || counts.length === 0) return;
  const dimensions = Object.keys(counters.dimensions).map(columnOf);
  const measures = counters.measures.map(columnOf);
  const sums = measures.map((measure) => `${measure} = c.${measure} + EXCLUDED.${measure}`);
  const json = JSON.stringify(counts.map(({ at, add }) => [...at, ...add]));
  const zero = measures.map((measure) => `${measure} = 0`).join(' AND ');
  const { rows } = await client.query<{ empty: boolean }>(
    `WITH written AS (
       INSERT INTO ${schema}.counts AS c (${[...dimensions, ...measures].join(', ')})
       SELECT ${cells(counters)} FROM json_array_elements($1::json) AS x
       ON CONFLICT (${dimensions.join(', ')}) DO UPDATE SET ${sums.join(', ')}
       RETURNING ${measures.map((measure) => `c.${measure}`).join(', ')})
     SELECT bool_or(${zero}) AS empty FROM written`,
    [json],
  );
  if (rows[0]?.empty === true) await client.query(`DELETE FROM ${schema}.counts WHERE ${zero}`);
}

function cells({ dimensions, measures }: Counters): string {
  const types = [...Object.values(dimensions), ...measures.map(() => 'bigint')];
  return types.map((type, index) => `(x->>${index})::${type}`).join(', ');
}
