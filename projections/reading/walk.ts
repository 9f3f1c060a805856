import type pg from 'pg';
import type { StoredRow } from '../definition.ts';
import { CELLS, selectList } from '../runner/rows.ts';
import { Parameters } from './sql.ts';

/**
 * A walk along indexes in the order of the list, that looks at a bounded number of rows. What an index finds by itself
 * stands in `arms`; what it does not, in `hit`. So a filter that hardly anything passes costs as little as any other:
 * the page then comes short, and its cursor says where to walk on.
 */
export interface Walk {
  /** `proj_register.claims` */
  readonly table: string;
  readonly fields: readonly string[];
  /** Conditions on the table `c`; each arm is one stretch of one index, in the order of `orderBy`. */
  readonly arms: (parameters: Parameters) => readonly string[];
  /** Condition on the same row `c`; none: every row is a hit. */
  readonly hit?: ((parameters: Parameters) => string) | undefined;
  /** Columns, all in the same direction, ending with one that is unique. */
  readonly orderBy: readonly string[];
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
  /** Most rows to look at; without `hit` no more than the page needs. */
  readonly budget?: number;
}

export interface Walked {
  /** At most `limit`. */
  readonly hits: readonly StoredRow[];
  /** Row after which to go on; undefined where the walk came to the end. */
  readonly next: StoredRow | undefined;
}

export async function walk(client: pg.Pool | pg.ClientBase, spec: Walk): Promise<Walked> {
  const { table, fields, orderBy, direction, limit } = spec;
  const budget = spec.hit === undefined ? limit + 1 : (spec.budget ?? LONG);
  const parameters = new Parameters();
  const order = orderBy.map((column) => `${column} ${direction}`).join(', ');
  const hit = spec.hit?.(parameters) ?? 'true';
  const arms = spec
    .arms(parameters)
    .map(
      (where) => `(SELECT ${orderBy}, ${hit} AS hit FROM ${table} c WHERE ${where} ORDER BY ${order} LIMIT ${budget})`,
    );
  if (arms.length === 0) return { hits: [], next: undefined };
  // Only what the order needs is carried along; the whole row is fetched for what is shown.
  const { rows } = await client.query<StoredRow>({
    text: `SELECT x.hit AS "hit", x.walked AS "walked", ${selectList(fields, 't')}
             FROM (SELECT * FROM (
                     SELECT w.*, row_number() OVER (ORDER BY ${order})::int AS place, (count(*) OVER ())::int AS walked
                       FROM (SELECT * FROM (${arms.join(' UNION ALL ')}) AS a ORDER BY ${order} LIMIT ${budget}) AS w) AS v
                    WHERE hit OR place = walked ORDER BY place LIMIT ${limit + 1}) AS x
             JOIN ${table} t USING (claim_id) ORDER BY x.place`,
    values: parameters.values,
    types: CELLS,
  });
  const hits = rows.filter(({ hit }) => hit === true);
  if (hits.length > limit) return { hits: hits.slice(0, limit), next: hits[limit - 1] };
  const last = rows.at(-1);
  return { hits, next: last?.['walked'] === budget ? last : undefined };
}

/** Short first, because most filters are met soon; then long, from where the first ended. */
export async function walkInStages(
  client: pg.Pool | pg.ClientBase,
  specFrom: (after: StoredRow | undefined, limit: number, budget: number) => Walk,
  limit: number,
  whereSparse?: () => Promise<Walked | undefined>,
): Promise<Walked> {
  const first = await walk(client, specFrom(undefined, limit, SHORT));
  if (first.next === undefined || first.hits.length >= limit) return first;
  const found = first.hits.length < SPARSE ? await whereSparse?.() : undefined;
  if (found !== undefined) return found;
  const second = await walk(client, specFrom(first.next, limit - first.hits.length, LONG));
  return { hits: [...first.hits, ...second.hits], next: second.next };
}

const SHORT = 250;
const LONG = 2_500;

/** With this many hits in a short walk, a long one comes near a full page. */
const SPARSE = 3;
