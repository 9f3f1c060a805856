import type pg from 'pg';
import { clockCondition } from '../deadlines/states.ts';
import type { StoredRow } from '../definition.ts';
import type { Cursor } from '../reading/cursor.ts';
import { Parameters } from '../reading/sql.ts';
import type { Walked } from '../reading/walk.ts';
import { CELLS, selectList } from '../runner/rows.ts';
import { FIELDS, type Filter, rangeConditions, TABLE, tsquery } from './filter.ts';
import { tenantWord } from './words.ts';

/** More claims than this have the words: they are common enough to be met by walking. */
const RARE = 1_500;

/**
 * All claims with the words, by the index of words, sorted afterwards; undefined where they are too many. Words that are
 * both rare and old would else need a walk along everything newer.
 */
export async function rareWords(
  pool: pg.Pool,
  { filter, words, from, limit }: { filter: Filter; words: readonly string[]; from: Cursor | undefined; limit: number },
): Promise<Walked | undefined> {
  const parameters = new Parameters();
  const tenants = filter.rucs.map((ruc) => `'${tenantWord(ruc)}'`).join(' | ');
  const query = parameters.add(`${tsquery(words)} & (${tenants})`, 'tsquery');
  const conditions = ['true', ...rangeConditions(filter, from, 'm', parameters)];
  const equal = (column: string, value: string | number | undefined, type: string) => {
    if (value !== undefined) conditions.push(`m.${column} = ${parameters.add(value, type)}`);
  };
  equal('correlative', filter.number?.correlative, 'int');
  equal('year', filter.number?.year, 'int');
  equal('document_number', filter.documentNumber, 'text');
  equal('book_id', filter.bookId, 'uuid');
  equal('state', filter.state, 'text');
  equal('type', filter.type, 'text');
  if (filter.clock !== undefined) conditions.push(clockCondition(filter.clock, 'm.claim_id', parameters));
  conditions.push(`m.ruc = ANY (${parameters.add(filter.rucs, 'text[]')})`);
  if ((await estimate(pool, words)) > 2 * RARE) return undefined;
  const { rows } = await byWordIndex(pool, {
    text: `WITH m AS MATERIALIZED (SELECT ${COLUMNS} FROM ${TABLE} c WHERE c.words @@ ${query} LIMIT ${RARE + 1})
           SELECT n.matched, ${selectList(FIELDS, 't')}
             FROM (SELECT count(*)::int AS matched FROM m) AS n
             LEFT JOIN LATERAL (SELECT m.claim_id FROM m WHERE n.matched <= ${RARE} AND ${conditions.join(' AND ')}
                                 ORDER BY m.filed_at DESC, m.claim_id DESC LIMIT ${limit + 1}) AS f ON true
             LEFT JOIN ${TABLE} t ON t.claim_id = f.claim_id
            ORDER BY t.filed_at DESC, t.claim_id DESC`,
    values: parameters.values,
    types: CELLS,
  });
  if (Number(rows[0]?.['matched']) > RARE) return undefined;
  const hits = rows.filter(({ claimId }) => claimId !== null);
  return hits.length > limit ? { hits: hits.slice(0, limit), next: hits[limit - 1] } : { hits, next: undefined };
}

/** How many claims of all tenants have the words, as the planner reckons: where many, even asking the index takes long. */
async function estimate(pool: pg.Pool, words: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ 'QUERY PLAN': readonly { Plan: { 'Plan Rows': number } }[] }>(
    `EXPLAIN (FORMAT JSON) SELECT FROM ${TABLE} WHERE words @@ $1::tsquery`,
    [tsquery(words)],
  );
  return rows[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
}

/** What the other filters look at. */
const COLUMNS = 'c.claim_id, c.filed_at, c.ruc, c.book_id, c.state, c.type, c.correlative, c.year, c.document_number';

/** The planner would read the whole table for a word that it holds for common; this bounds the work either way. */
async function byWordIndex(pool: pg.Pool, query: pg.QueryConfig): Promise<pg.QueryResult<StoredRow>> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query('BEGIN READ ONLY; SET LOCAL enable_seqscan = off; SET LOCAL jit = off');
    const result = await client.query<StoredRow>(query);
    await client.query('COMMIT');
    broken = false;
    return result;
  } finally {
    client.release(broken);
  }
}
