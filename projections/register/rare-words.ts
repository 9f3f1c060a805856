import type pg from 'pg';
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
  conditions.push(`m.ruc = ANY (${parameters.add(filter.rucs, 'text[]')})`);
  const { rows } = await byWordIndex(pool, {
    text: `WITH m AS MATERIALIZED (SELECT c.* FROM ${TABLE} c WHERE c.words @@ ${query} LIMIT ${RARE + 1})
           SELECT n.matched, ${selectList(FIELDS, 'f')}
             FROM (SELECT count(*)::int AS matched FROM m) AS n
             LEFT JOIN LATERAL (SELECT m.* FROM m WHERE n.matched <= ${RARE} AND ${conditions.join(' AND ')}
                                 ORDER BY m.filed_at DESC, m.claim_id DESC LIMIT ${limit + 1}) AS f ON true`,
    values: parameters.values,
    types: CELLS,
  });
  if (Number(rows[0]?.['matched']) > RARE) return undefined;
  const hits = rows.filter(({ claimId }) => claimId !== null);
  return hits.length > limit ? { hits: hits.slice(0, limit), next: hits[limit - 1] } : { hits, next: undefined };
}

/** The planner would read the whole table for a word that it holds for common; this bounds the work either way. */
async function byWordIndex(pool: pg.Pool, query: pg.QueryConfig): Promise<pg.QueryResult<StoredRow>> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query(
      'BEGIN READ ONLY; SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; SET LOCAL jit = off',
    );
    const result = await client.query<StoredRow>(query);
    await client.query('COMMIT');
    broken = false;
    return result;
  } finally {
    client.release(broken);
  }
}
