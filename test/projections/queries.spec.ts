import { randomUUID } from 'node:crypto';
import { addDays, baseLaw, weekdayOf } from '@foja/domain/deadline/index.ts';
import { type EventMetadata, encodeEvent } from '@foja/ledger';
import { InvalidCursor, type Page, type Projections, type RegisterItem } from '@foja/projections';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAll, FIRMS, type History, historyOf } from './support/histories.ts';
import { type House, openHouse } from './support/house.ts';
import { manyShapes } from './support/shapes.ts';

const [MINE, OTHER] = FIRMS;
const COUNT = 120;
const today = '2026-01-15';
const law = baseLaw;

let house: House;
let projections: Projections;
let histories: readonly History[];

beforeAll(async () => {
  house = await openHouse();
  projections = house.projections();
  await projections.start();
  histories = manyShapes(COUNT).map((shape, n) => historyOf(shape, n + 1));
  expect(await projections.waitFor(await appendAll(house.store, histories), 10_000)).toBe(true);
});
afterAll(() => house.close());

async function all<Item>(page: (cursor: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const { items: more, nextCursor } = await page(cursor);
    items.push(...more);
    cursor = nextCursor;
  } while (cursor !== undefined);
  return items;
}

const searchAll = (search: object, limit = 7) =>
  all((cursor) => projections.queries.register.search({ rucs: FIRMS, ...search, cursor, limit }));

describe('register', () => {
  it('lists every claim once, newest first, whatever the page', async () => {
    const items = await searchAll({});
    expect(items).toHaveLength(COUNT);
    expect(new Set(items.map(({ claimId }) => claimId)).size).toBe(COUNT);
    const keys = items.map(({ filedAt, claimId }) => `${filedAt} ${claimId}`);
    expect(keys).toEqual([...keys].sort().reverse());
    expect(await searchAll({}, 200)).toEqual(items);
  });

  it('shows a tenant its own claims only, by whatever is asked', async () => {
    const foreign = (await searchAll({ rucs: [OTHER] }))[0];
    if (foreign === undefined) throw new Error('no foreign claim');
    const { bookId, sheetNumber, documentNumber } = foreign;
    expect(await searchAll({ rucs: [MINE], bookId })).toEqual([]);
    expect(await searchAll({ rucs: [MINE], sheetNumber })).toEqual([]);
    for (const search of [{}, { documentNumber }, { text: 'licuadora' }, { state: 'filed' }, { type: 'queja' }]) {
      const found = await searchAll({ rucs: [MINE], ...search });
      expect(found.length).toBeGreaterThan(0);
      expect(new Set(found.map(({ ruc }) => ruc))).toEqual(new Set([MINE]));
    }
    expect(await searchAll({ rucs: [] })).toEqual([]);
  });

  it('finds by each filter exactly what a look at all claims finds', async () => {
    const every = await searchAll({});
    const sample = every[11];
    if (sample === undefined) throw new Error('too few');
    const { state, bookId, type, documentNumber, filedOn } = sample;
    const same = async (search: object, keep: (item: RegisterItem) => boolean) =>
      expect((await searchAll(search)).map(({ claimId }) => claimId)).toEqual(
        every.filter(keep).map(({ claimId }) => claimId),
      );
    await same({ state }, (item) => item.state === state);
    await same({ bookId }, (item) => item.bookId === bookId);
    await same({ bookId, state, type }, (item) => item.bookId === bookId && item.state === state && item.type === type);
    await same({ type }, (item) => item.type === type);
    await same({ documentNumber }, (item) => item.documentNumber === documentNumber);
    await same({ filedFrom: filedOn, filedTo: filedOn }, (item) => item.filedOn === filedOn);
    await same({ filedFrom: addDays(filedOn, 1) }, (item) => item.filedOn > filedOn);
    await same({ text: 'habitación', state }, (item) => item.state === state && /habitación/.test(item.excerpt ?? ''));
  });

  it('finds words without accents, in capitals, in the plural, and only where all of them stand', async () => {
    const rooms = (await searchAll({ text: 'habitación' })).length;
    expect(rooms).toBe(COUNT / 4);
    for (const text of ['habitacion', 'HABITACIONES', 'cobraron la habitación', 'rosa habitacion']) {
      expect(await searchAll({ text })).toHaveLength(rooms);
    }
    expect(await searchAll({ text: 'habitación licuadora inexistente' })).toEqual([]);
    expect(await searchAll({ text: 'de la' })).toEqual([]);
    expect(await searchAll({ text: `'; DROP -- & | ! :* <->` })).toEqual([]);
  });

  it('finds a number however it is written', async () => {
    const [item] = await searchAll({ sheetNumber: '000000005-2025' });
    expect(item).toMatchObject({ sheetNumber: '000000005-2025', ruc: MINE });
    expect(await searchAll({ sheetNumber: '5-2025' })).toEqual([item]);
    expect(await searchAll({ sheetNumber: '5' })).toEqual([item]);
    expect(await searchAll({ sheetNumber: 'cinco' })).toEqual([]);
    expect(await projections.queries.register.byNumber({ sheetNumber: '5-2025' })).toEqual([item]);
    expect(await projections.queries.register.byNumber({ sheetNumber: '5-2025', ruc: OTHER })).toEqual([]);
  });

  it('keeps its place where claims are filed between two pages', async () => {
    const before = await searchAll({}, 200);
    const first = await projections.queries.register.search({ rucs: FIRMS, limit: 10 });
    const late = manyShapes(3, 900).map((shape, n) => historyOf({ ...shape, day: 401 + n }, 900 + n));
    expect(await projections.waitFor(await appendAll(house.store, late), 60_000)).toBe(true);
    const rest = await all((cursor) =>
      projections.queries.register.search({ rucs: FIRMS, limit: 10, cursor: cursor ?? first.nextCursor }),
    );
    expect([...first.items, ...rest]).toEqual(before);
    histories = [...histories, ...late];
  });

  it.each(['', 'x', '!!', 'bm90LWpzb24', btoa('["register","2026-01-01",1]'), btoa('["deadlines","2026-01-01","x"]')])(
    'refuses the cursor %j',
    async (cursor) => {
      await expect(projections.queries.register.search({ rucs: FIRMS, cursor })).rejects.toThrow(InvalidCursor);
      await expect(projections.queries.deadlines.list({ rucs: FIRMS, cursor, today, law })).rejects.toThrow(
        InvalidCursor,
      );
    },
  );

  it("holds no personal data once a claim's are erased", async () => {
    const claimId = histories[2]?.claimId ?? '';
    const erased = {
      cause: 'operator',
      erasedOn: '2028-01-01',
      keptUntil: '2027-12-31',
      norm: 'Código, art. 121',
    } as const;
    const stream = await house.store.read(`claim-${claimId}`);
    const event = encodeEvent(
      { type: 'ClaimErased', data: erased },
      randomUUID(),
      stream[0]?.metadata as EventMetadata,
    );
    const result = await house.store.append({
      stream: `claim-${claimId}`,
      expectedRevision: stream.length - 1,
      events: [event],
    });
    if (result.outcome !== 'appended') throw new Error(result.outcome);
    expect(await projections.waitFor(result.position, 60_000)).toBe(true);
    expect(await projections.queries.register.byId(claimId)).toMatchObject({
      ...{ consumerName: null, documentNumber: null, email: null, excerpt: null, sheetNumber: '000000003-2025' },
    });
    const { rows } = await house.pool.query(
      'SELECT to_json(c)::text AS row FROM proj_register.claims c WHERE claim_id = $1',
      [claimId],
    );
    expect(JSON.stringify(rows)).not.toMatch(/rosa|@correo|licuadora|atencion/i);
  });
});

describe('deadlines', () => {
  const listAll = (list: object, limit = 7) =>
    all((cursor) => projections.queries.deadlines.list({ rucs: FIRMS, today, law, ...list, cursor, limit }));

  it('lists every claim once, by due date', async () => {
    const items = await listAll({});
    // Nobody can answer any more what was erased unanswered, above: it stands in no list of what is due.
    expect(items).toHaveLength(histories.length - 1);
    expect(new Set(items.map(({ claimId }) => claimId)).size).toBe(items.length);
    const keys = items.map(({ dueOn, claimId }) => `${dueOn} ${claimId}`);
    expect(keys).toEqual([...keys].sort());
  });

  it('gives each state what it gives all together, and the dashboard counts the same', async () => {
    for (const day of ['2025-07-10', today, '2026-08-01']) {
      const every = await listAll({ today: day });
      const board = await projections.queries.deadlines.dashboard({ rucs: FIRMS, today: day, law });
      const states = ['on-time', 'due-soon', 'overdue', 'suspended', 'answered-on-time', 'answered-late'] as const;
      for (const state of states) {
        const own = every.filter((item) => item.state === state);
        expect(await listAll({ today: day, states: [state] })).toEqual(own);
        expect(board.states[state]).toBe(own.length);
      }
      expect(board.claims).toBe(every.length);
      const running = every.filter(
        ({ state, daysLeft }) => state !== 'suspended' && daysLeft !== null && daysLeft >= 0,
      );
      expect(board.dueToday).toBe(running.filter(({ dueOn }) => dueOn === day).length);
      expect(board.dueWithin2).toBe(running.filter(({ daysLeft }) => Number(daysLeft) <= 2).length);
      expect(board.dueWithin5).toBe(running.filter(({ daysLeft }) => Number(daysLeft) <= 5).length);
      expect(board.unseen).toBe(every.filter((item) => !item.viewed && !item.state.startsWith('answered')).length);
      expect(board.copiesDue).toBe(every.reduce((sum, { copiesPending }) => sum + copiesPending, 0));
      expect(board.books.reduce((sum, { claims }) => sum + claims, 0)).toBe(board.claims);
    }
  });

  it('shows a tenant its own claims only', async () => {
    const own = await listAll({ rucs: [OTHER] });
    expect(new Set(own.map(({ ruc }) => ruc))).toEqual(new Set([OTHER]));
    const bookId = own[0]?.bookId;
    expect(await listAll({ rucs: [MINE], bookId })).toEqual([]);
    expect(await projections.queries.deadlines.dashboard({ rucs: [MINE], bookId, today, law })).toMatchObject({
      claims: 0,
    });
    expect((await listAll({ dueBefore: today })).every(({ dueOn }) => dueOn < today)).toBe(true);
  });

  it('finds offers that lapsed, open claims, and copies that Indecopi waits for', async () => {
    const { lapsedOffers, openClaims, copiesDue } = projections.queries.deadlines;
    const every = await listAll({ today: '2026-12-31' });
    const open = every.filter(({ state }) => !state.startsWith('answered'));
    const lapsed = await lapsedOffers({ today: '2026-12-31', limit: 500 });
    expect(lapsed.map(({ claimId }) => claimId).sort()).toEqual(
      open.flatMap(({ claimId, offerLapsesOn }) => (offerLapsesOn === null ? [] : [claimId])).sort(),
    );
    expect(lapsed.length).toBeGreaterThan(0);
    expect(await lapsedOffers({ today: lapsed[0]?.lapsesOn ?? '', limit: 500 })).toEqual([]);
    const first = await openClaims({ limit: 10 });
    const rest = await openClaims({ after: first.at(-1)?.claimId, limit: 500 });
    expect([...first, ...rest].map(({ claimId }) => claimId)).toEqual(open.map(({ claimId }) => claimId).sort());
    const due = await copiesDue({ rucs: 'all', limit: 500 });
    expect(due.flatMap(({ requests }) => requests)).toHaveLength(
      every.reduce((sum, item) => sum + item.copiesPending, 0),
    );
    const own = await copiesDue({ rucs: [MINE], limit: 500 });
    expect(own).toEqual(due.filter(({ ruc }) => ruc === MINE));
    expect(own.length).toBeGreaterThan(0);
  });
});

describe('statistics', () => {
  it('adds up to the claims, however they are looked at', async () => {
    const summary = await projections.queries.statistics.summary({ rucs: FIRMS });
    expect(summary.filed).toBe(histories.length);
    expect(summary.open + summary.answeredOnTime + summary.answeredLate + summary.settled).toBe(histories.length);
    for (const groups of [summary.byType, summary.byBook, summary.byMonth]) {
      expect(groups.reduce((sum, { filed }) => sum + filed, 0)).toBe(histories.length);
    }
    const days = summary.days;
    if (days === null) throw new Error('none has ended');
    expect(days.p50).toBeLessThanOrEqual(days.p90);
    expect(days.mean).toBeGreaterThan(0);
  });

  it('counts weeks and waits since a day, as the rows have them', async () => {
    const { weeks, waits } = projections.queries.statistics;
    const { rows } = await house.pool.query<{ filed_on: string; type: string; days: number | null }>(
      'SELECT filed_on::text, type, days FROM proj_statistics.claims WHERE ruc = $1 ORDER BY filed_on',
      [MINE],
    );
    const since = rows[Math.floor(rows.length / 2)]?.filed_on ?? '';
    const counted = rows.filter(({ filed_on }) => filed_on >= since);
    const mondayOf = (date: string) => addDays(date, -((weekdayOf(date) + 6) % 7));
    const found = await weeks({ rucs: [MINE], since });
    expect(found.length).toBeGreaterThan(1);
    for (const { monday, type, claims } of found) {
      expect(claims).toBe(counted.filter((row) => mondayOf(row.filed_on) === monday && row.type === type).length);
    }
    expect(found.reduce((sum, { claims }) => sum + claims, 0)).toBe(counted.length);
    const closed = counted.flatMap(({ days }) => (days === null ? [] : [days]));
    const within = (from: number, to: number) => closed.filter((days) => days >= from && days < to).length;
    expect(await waits({ rucs: [MINE], since, from: [0, 6, 16] })).toEqual([
      within(0, 6),
      within(6, 16),
      within(16, Number.POSITIVE_INFINITY),
    ]);
    expect(await weeks({ rucs: [], since })).toEqual([]);
  });

  it('is narrowed by book, type and month, and by tenant', async () => {
    const { summary } = projections.queries.statistics;
    const whole = await summary({ rucs: [MINE] });
    expect(whole.byBook.map(({ bookCode }) => bookCode)).toEqual(['TIENDA-01', 'TIENDA-02']);
    const [book] = whole.byBook;
    expect(await summary({ rucs: [MINE], bookId: book?.bookId })).toMatchObject({
      filed: book?.filed,
      days: book?.days,
    });
    const [month] = whole.byMonth;
    expect(await summary({ rucs: [MINE], from: month?.month, to: month?.month })).toMatchObject({
      filed: month?.filed,
    });
    expect(await summary({ rucs: [OTHER], bookId: book?.bookId })).toMatchObject({ filed: 0, days: null });
  });
});
