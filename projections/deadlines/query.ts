import type pg from 'pg';
import type { StoredRow } from '../definition.ts';
import type { CopiesDue, DeadlineList, DeadlineQueries, LapsedOffer, OpenClaim } from '../queries.ts';
import { type Cursor, readCursor, writeCursor } from '../reading/cursor.ts';
import type { Page } from '../reading/page.ts';
import { type Parameters, pageSize } from '../reading/sql.ts';
import { type Walk, walk } from '../reading/walk.ts';
import { CELLS, selectList } from '../runner/rows.ts';
import { dashboard } from './dashboard.ts';
import { type DeadlineItem, itemOf } from './item.ts';
import { deadlines } from './projection.ts';
import type { DeadlineRow } from './row.ts';
import { ALL_STATES, stretchOf } from './states.ts';

const TABLE = 'proj_deadlines.claims';
const FIELDS = Object.keys(deadlines.columns);

export function deadlineQueries(pool: pg.Pool): DeadlineQueries {
  return {
    list: (list) => listDeadlines(pool, list),
    async byId(claimId, on) {
      const [row] = await select<DeadlineRow>(pool, FIELDS, 'c.claim_id = $1', [claimId]);
      return row === undefined ? undefined : itemOf(row, on);
    },
    async byIds(claimIds, on) {
      const rows = await select<DeadlineRow>(pool, FIELDS, 'c.claim_id = ANY ($1::uuid[])', [claimIds]);
      return rows.map((row) => itemOf(row, on));
    },
    dashboard: (of) => dashboard(pool, of),
    lapsedOffers: ({ today, limit }) =>
      select<LapsedOffer>(
        pool,
        ['claimId', 'ruc', 'offerNumber', 'lapsesOn'],
        'c.lapses_on IS NOT NULL AND c.lapses_on < $1 ORDER BY c.lapses_on, c.claim_id LIMIT $2',
        [today, limit],
      ),
    openClaims: ({ after, limit }) =>
      select<OpenClaim>(
        pool,
        ['claimId', 'ruc', 'regimeId', 'dueOn'],
        `c.clock = 'open' AND c.claim_id > $1 ORDER BY c.claim_id LIMIT $2`,
        [after ?? NIL, limit],
      ),
    copiesAsked: ({ ruc, before, limit }) =>
      select(
        pool,
        ['claimId', 'askedPosition'],
        `c.ruc = $1 AND c.asked_position IS NOT NULL AND ($2::bigint IS NULL OR c.asked_position < $2)
          ORDER BY c.asked_position DESC LIMIT $3`,
        [ruc, before ?? null, limit],
      ),
    async copiesDue({ rucs, after, limit }) {
      const rows = await select<DeadlineRow>(
        pool,
        FIELDS,
        `c.copies_pending > 0 AND ($1::text[] IS NULL OR c.ruc = ANY ($1)) AND c.claim_id > $2 ORDER BY c.claim_id LIMIT $3`,
        [rucs === 'all' ? null : rucs, after ?? NIL, limit],
      );
      return rows.map(
        ({ claimId, ruc, sheetNumber, copiesDue }): CopiesDue => ({
          claimId,
          ruc,
          sheetNumber,
          requests: copiesDue.map(({ requestNumber, reference, dueOn }) => ({ requestNumber, reference, dueOn })),
        }),
      );
    },
  };
}

const NIL = '00000000-0000-0000-0000-000000000000';

async function select<Row>(pool: pg.Pool, fields: readonly string[], where: string, values: unknown[]): Promise<Row[]> {
  const text = `SELECT ${selectList(fields, 'c')} FROM ${TABLE} c WHERE ${where}`;
  const { rows } = await pool.query<StoredRow>({ text, values, types: CELLS });
  return rows as unknown as Row[];
}

const LIST = 'deadlines';

async function listDeadlines(pool: pg.Pool, list: DeadlineList): Promise<Page<DeadlineItem>> {
  const limit = pageSize(list.limit);
  const from = readCursor(LIST, list.cursor);
  const { hits, next } = await walk(pool, {
    table: TABLE,
    fields: FIELDS,
    arms: (parameters) => arms(list, from, parameters),
    hit: filterOf(list),
    orderBy: ['due_on', 'claim_id'],
    direction: 'ASC',
    limit,
  });
  return {
    items: hits.map((row) => itemOf(row as unknown as DeadlineRow, list)),
    ...(next === undefined ? {} : { nextCursor: writeCursor(LIST, cursorOf(next)) }),
  };
}

/** What the indexes of due dates do not know. Where a claim stands is the register's to say. */
function filterOf({ type, filedFrom, filedTo, status }: DeadlineList): Walk['hit'] {
  if (type === undefined && filedFrom === undefined && filedTo === undefined && status === undefined) return undefined;
  return (parameters) => {
    const conditions = ['true'];
    if (type !== undefined) conditions.push(`c.type = ${parameters.add(type, 'text')}`);
    if (filedFrom !== undefined) conditions.push(`c.filed_on >= ${parameters.add(filedFrom, 'date')}`);
    if (filedTo !== undefined) conditions.push(`c.filed_on <= ${parameters.add(filedTo, 'date')}`);
    if (status !== undefined) {
      const state = parameters.add(status, 'text');
      conditions.push(
        `EXISTS (SELECT FROM proj_register.claims r WHERE r.claim_id = c.claim_id AND r.state = ${state})`,
      );
    }
    return conditions.join(' AND ');
  };
}

function cursorOf(row: StoredRow): Cursor {
  const { dueOn, claimId } = row as unknown as DeadlineRow;
  return { at: dueOn, claimId };
}

/** For each RUC and each state asked for, the stretch of an index that holds it. */
function arms(list: DeadlineList, from: Cursor | undefined, parameters: Parameters): string[] {
  const shared: string[] = [];
  if (list.bookId !== undefined) shared.push(`c.book_id = ${parameters.add(list.bookId, 'uuid')}`);
  if (list.dueBefore !== undefined) shared.push(`c.due_on < ${parameters.add(list.dueBefore, 'date')}`);
  if (from !== undefined) {
    const [at, id] = [parameters.add(from.at, 'date'), parameters.add(from.claimId, 'uuid')];
    shared.push(`(c.due_on, c.claim_id) > (${at}, ${id})`);
  }
  const stretches = [...new Set(list.states ?? ALL_STATES)].map((state) => stretchOf(state, list, parameters));
  return list.rucs.flatMap((ruc) => {
    const own = `c.ruc = ${parameters.add(ruc, 'text')}`;
    return stretches.map((stretch) => [own, stretch, ...shared].join(' AND '));
  });
}
