import { paperKey } from '@foja/domain/book/paper-key.ts';
import type pg from 'pg';
import { clockCondition } from '../deadlines/states.ts';
import type { StoredRow } from '../definition.ts';
import type { RegisterItem, RegisterQueries, RegisterSearch } from '../queries.ts';
import { type Cursor, readCursor, writeCursor } from '../reading/cursor.ts';
import type { Page } from '../reading/page.ts';
import { type Parameters, pageSize } from '../reading/sql.ts';
import { type Walk, walkInStages } from '../reading/walk.ts';
import { CELLS, selectList } from '../runner/rows.ts';
import { FIELDS, type Filter, rangeConditions, TABLE, tsquery } from './filter.ts';
import { parseNumber } from './number.ts';
import { rareWords } from './rare-words.ts';
import type { RegisterFiling, RegisterStanding } from './row.ts';
import { unreportedBy } from './unreported.ts';
import { searchedWords } from './words.ts';

export function registerQueries(pool: pg.Pool): RegisterQueries {
  return {
    search: (search) => searchRegister(pool, search),
    // Nothing is written on a claim after its erasure: its last position is that of the fact.
    async erasedBetween({ after, until }) {
      const { rows } = await pool.query<{ id: string }>(
        `SELECT c.claim_id AS id FROM ${TABLE} c WHERE c.erased AND c.position > $1 AND c.position <= $2 ORDER BY c.position`,
        [String(after), String(until)],
      );
      return rows.map(({ id }) => id);
    },
    async filesOfOthers({ sha256s, claimIds }) {
      const { rows } = await pool.query<{ sha256: string }>(
        `SELECT f.sha256 FROM unnest($1::text[]) AS f (sha256)
          WHERE EXISTS (SELECT FROM ${TABLE} c WHERE c.files @> to_jsonb(ARRAY[f.sha256]) AND c.files IS NOT NULL
                           AND NOT c.erased AND c.claim_id <> ALL ($2::uuid[]))`,
        [sha256s, claimIds],
      );
      return rows.map(({ sha256 }) => sha256);
    },
    // Once a night: no index is kept up for it with every filing.
    async keptSince({ filedUntil, concludedUntil, after, limit }) {
      const { rows } = await pool.query<{ id: string }>(
        `SELECT c.claim_id AS id FROM ${TABLE} c
          WHERE NOT c.erased AND c.filed_on <= $1 AND coalesce(c.closed_on, c.due_on) <= $2 AND c.claim_id > $3 ORDER BY c.claim_id LIMIT $4`,
        [filedUntil, concludedUntil, after ?? '00000000-0000-0000-0000-000000000000', limit],
      );
      return rows.map(({ id }) => id);
    },
    async byId(claimId) {
      const rows = await select(pool, `c.claim_id = $1`, [claimId]);
      return rows[0];
    },
    byIds: (claimIds) => select(pool, 'c.claim_id = ANY ($1::uuid[])', [claimIds]),
    byPaper: ({ bookId, paperNumber }) =>
      select(
        pool,
        'c.book_id = $1 AND c.paper_key = $2 AND c.paper_key IS NOT NULL ORDER BY c.filed_at DESC, c.claim_id DESC LIMIT 5',
        [bookId, paperKey(paperNumber)],
      ),
    async unreported({ limit, ...of }) {
      const { where, values } = unreportedBy(of);
      return select(pool, `${where} ORDER BY c.filed_at, c.claim_id LIMIT $6`, [...values, limit]);
    },
    async unreportedByDay(of) {
      const { where, values } = unreportedBy(of);
      const { rows } = await pool.query<{ filedOn: string; claims: number }>(
        `SELECT c.filed_on::text AS "filedOn", count(*)::int AS claims FROM ${TABLE} c WHERE ${where} GROUP BY c.filed_on`,
        values,
      );
      return rows;
    },
    async byNumber({ sheetNumber, ruc, bookCode }) {
      const number = parseNumber(sheetNumber);
      if (number === undefined) return [];
      return select(
        pool,
        `c.correlative = $1 AND c.year = coalesce($2::int, c.year) AND c.ruc = coalesce($3, c.ruc)
         AND c.book_code = coalesce($4, c.book_code) ORDER BY c.filed_at DESC, c.claim_id DESC LIMIT 50`,
        [number.correlative, number.year ?? null, ruc ?? null, bookCode ?? null],
      );
    },
  };
}

async function select(pool: pg.Pool, where: string, values: unknown[]): Promise<RegisterItem[]> {
  const text = `SELECT ${selectList(FIELDS, 'c')} FROM ${TABLE} c WHERE ${where}`;
  const { rows } = await pool.query<StoredRow>({ text, values, types: CELLS });
  return rows.map(itemOf);
}

async function searchRegister(pool: pg.Pool, search: RegisterSearch): Promise<Page<RegisterItem>> {
  const limit = pageSize(search.limit);
  const from = readCursor(LIST, search.cursor);
  const words = search.text === undefined ? undefined : searchedWords(search.text);
  const number = search.sheetNumber === undefined ? undefined : parseNumber(search.sheetNumber);
  const nothing = words?.length === 0 || (search.sheetNumber !== undefined && number === undefined);
  if (nothing || search.rucs.length === 0) return { items: [] };
  const filter: Filter = { ...search, words, number };
  const specFrom = (after: StoredRow | undefined, most: number, budget: number) =>
    walkOf(filter, after === undefined ? from : cursorOf(after), most, budget);
  const rare = words === undefined ? undefined : () => rareWords(pool, { filter, words, from, limit });
  const { hits, next } = await walkInStages(pool, specFrom, limit, rare);
  return { items: hits.map(itemOf), ...(next === undefined ? {} : { nextCursor: writeCursor(LIST, cursorOf(next)) }) };
}

const LIST = 'register';

function walkOf(filter: Filter, from: Cursor | undefined, limit: number, budget: number): Walk {
  return {
    table: TABLE,
    fields: FIELDS,
    arms: (parameters) => arms(filter, from, parameters),
    hit: residual(filter),
    orderBy: ['filed_at', 'claim_id'],
    direction: 'DESC',
    limit,
    budget,
  };
}

/** One stretch of an index for each RUC. A number's or a document's rows are few, and found by an index of their own. */
function arms(filter: Filter, from: Cursor | undefined, parameters: Parameters): string[] {
  const shared = [...rangeConditions(filter, from, 'c', parameters)];
  const equal = (column: string, value: string | undefined, type = 'text') => {
    if (value !== undefined) shared.push(`c.${column} = ${parameters.add(value, type)}`);
  };
  if (filter.number !== undefined) {
    shared.push(`c.correlative = ${parameters.add(filter.number.correlative, 'int')}`);
    if (filter.number.year !== undefined) shared.push(`c.year = ${parameters.add(filter.number.year, 'int')}`);
  }
  equal('document_number', filter.documentNumber);
  equal('book_id', filter.bookId, 'uuid');
  equal('state', filter.state);
  return filter.rucs.map((ruc) => [`c.ruc = ${parameters.add(ruc, 'text')}`, ...shared].join(' AND '));
}

function residual({ words, type, clock }: Filter): Walk['hit'] {
  if (words === undefined && type === undefined && clock === undefined) return undefined;
  return (parameters) => {
    const conditions = ['true'];
    if (type !== undefined) conditions.push(`c.type = ${parameters.add(type, 'text')}`);
    if (words !== undefined)
      conditions.push(`coalesce(c.words @@ ${parameters.add(tsquery(words), 'tsquery')}, false)`);
    if (clock !== undefined) conditions.push(clockCondition(clock, 'c.claim_id', parameters));
    return conditions.join(' AND ');
  };
}

function cursorOf(row: StoredRow): Cursor {
  const { filedAt, claimId } = row as unknown as RegisterStanding & RegisterFiling;
  return { at: filedAt, claimId };
}

function itemOf(stored: StoredRow): RegisterItem {
  const row = stored as unknown as RegisterStanding & RegisterFiling;
  const { claimId, ruc, bookId, bookCode, establishment, sheetNumber, channel, filedAt, filedOn, declaredType } = row;
  const { type, state, viewed, pendingOffer, dueOn, regimeId, closedOn, goodKind, amount, currency } = row;
  return {
    ...{ claimId, ruc, bookId, bookCode, establishment, sheetNumber, channel, filedAt, filedOn, declaredType },
    ...{ type, state, viewed, pendingOffer, dueOn, regimeId, closedOn, goodKind },
    amount: amount === null || currency === null ? null : { value: amount, currency },
    consumerName: row.consumerName,
    documentType: row.documentType,
    documentNumber: row.documentNumber,
    email: row.email,
    excerpt: row.excerpt,
    revision: row.revision,
    position: row.position,
  };
}
