import { claimsFeed, REGULATOR_FEED } from '@foja/contracts/integration/feeds.ts';
import type { FeedMessage } from '@foja/feeds';
import { type EventStore, openMemoryStore, type RecordedEvent } from '@foja/ledger';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { appendAll, FIRMS, historyOf, shapes, toAppend } from '../projections/support/histories.ts';
import { byClaim, type Desk, dying, openDesk, PATIENCE, startWriter, told, type Writing, whole } from './writing.ts';

/** The writer over a ledger of many claims whose events lie mixed, however often it dies and whoever else writes. */

const FEEDS = [...FIRMS.map(claimsFeed), REGULATOR_FEED];
const NOW = '2026-10-06T09:00:00-05:00';

let stored: EventStore;
let expected: Record<string, Record<string, string[]>>;
let own: Desk;
const writers: Writing[] = [];

function writing(...options: Parameters<typeof startWriter>): Writing {
  const started = startWriter(...options);
  writers.push(started);
  return started;
}

async function everything({ log }: Desk) {
  return Object.fromEntries(await Promise.all(FEEDS.map(async (feed) => [feed, byClaim(await whole(log, feed))])));
}

beforeAll(async () => {
  stored = openMemoryStore();
  const histories = fc.sample(shapes, { numRuns: 40, seed: 7 }).map((shape, at) => historyOf(shape, at + 1));
  await appendAll(stored, histories);
  own = await openDesk();
  const writer = writing({ stored, table: own.table, clock: () => NOW });
  await told(stored, own.table);
  await daysTold(own);
  await writer.stop();
  expected = await everything(own);
});
beforeEach(() => own.clear());
afterEach(async () => {
  for (const writer of writers.splice(0)) await writer.stop();
});
afterAll(async () => {
  await own.close();
});

/** The one day on which all was written down is over. */
async function daysTold({ table }: Desk): Promise<void> {
  await vi.waitFor(async () => expect((await table.place()).closedDay).toBe('2026-10-05'), PATIENCE);
}

describe('the feeds', () => {
  it('tell something of every claim, and of every day', () => {
    for (const feed of FEEDS) expect(Object.keys(expected[feed] ?? {}).length).toBeGreaterThan(5);
    expect(expected[REGULATOR_FEED]?.['']).toHaveLength(FIRMS.length);
  });

  it('are the same where the writer dies again and again, before or after its commits', async () => {
    writing({ stored, table: dying(own.table, 3), batchMax: 9, clock: () => NOW });
    await told(stored, own.table);
    await daysTold(own);
    expect(await everything(own)).toEqual(expected);
  });

  it('are the same where two write at once: one is fenced out at each step', async () => {
    for (const batchMax of [5, 8]) writing({ stored, table: own.table, batchMax, clock: () => NOW });
    await told(stored, own.table);
    await daysTold(own);
    expect(await everything(own)).toEqual(expected);
  });

  it('are not told twice where the place is lost and all is read again', async () => {
    const writer = writing({ stored, table: own.table, clock: () => NOW });
    await told(stored, own.table);
    await daysTold(own);
    await writer.stop();
    const place = await own.table.place();
    await own.table.commit(place, { position: 0n }, { messages: [] });
    writing({ stored, table: own.table, clock: () => NOW });
    await told(stored, own.table);
    const claims = FIRMS.map(claimsFeed);
    const again = await everything(own);
    for (const feed of claims) expect(again[feed]).toEqual(expected[feed]);
  });

  it('go on past an event that nobody can read, which is parked with its reason', async () => {
    const ledger = openMemoryStore();
    const [one, other] = [historyOf(shape(), 1), historyOf(shape(), 2)];
    const [filed, numbered] = one.events.map(toAppend);
    if (filed === undefined || numbered === undefined) throw new Error('no history');
    const unknown = { ...toAppend({ type: 'ClaimViewed', data: {} }), type: 'ClaimUnheardOf' };
    await ledger.append({ stream: `claim-${one.claimId}`, expectedRevision: -1, events: [filed, numbered, unknown] });
    await appendAll(ledger, [other]);
    const lines: unknown[] = [];
    writing({ stored: ledger, table: own.table, clock: () => NOW, log: { error: (about) => lines.push(about) } });
    await told(ledger, own.table);
    expect(await own.table.parked(10)).toMatchObject([
      {
        stream: `claim-${one.claimId}`,
        revision: 2,
        type: 'ClaimUnheardOf',
        reason: expect.stringContaining('unknown event type'),
      },
    ]);
    expect(lines).toHaveLength(1);
    const types = (await whole(own.log, claimsFeed(FIRMS[0]))).map(({ type }) => type);
    expect(types.filter((type) => type === 'foja.claim.filed.v1')).toHaveLength(2);
  });
});

/** A ledger in whose first claim something stands that this version of Foja cannot read. */
async function withUnreadable(): Promise<{ ledger: EventStore; claimId: string; readable: () => EventStore }> {
  const ledger = openMemoryStore();
  const [one, other] = [historyOf(shape([8, 9]), 1), historyOf(shape(), 2)];
  const hidden = one.events.findIndex(({ type }) => type !== 'ClaimFiled' && type !== 'SheetNumbered');
  const events = one.events.map(toAppend);
  const unheardOf = events.map((event, at) => (at === hidden ? { ...event, type: 'ClaimUnheardOf' } : event));
  await ledger.append({ stream: `claim-${one.claimId}`, expectedRevision: -1, events: unheardOf });
  await appendAll(ledger, [other]);
  const type = events[hidden]?.type ?? '';
  const read = (some: readonly RecordedEvent[]) =>
    some.map((event) => (event.type === 'ClaimUnheardOf' ? { ...event, type } : event));
  return {
    ledger,
    claimId: one.claimId,
    readable: () => ({
      ...ledger,
      read: async (stream, options) => read(await ledger.read(stream, options)),
      readAll: async (options) => read(await ledger.readAll(options)),
      async *subscribe(options) {
        for await (const batch of ledger.subscribe(options)) yield read(batch);
      },
    }),
  };
}

describe('an event that could not be told', () => {
  it('stays parked while it cannot be, and is told once it can: late, and as the claim stands by then', async () => {
    const { ledger, claimId, readable } = await withUnreadable();
    const options = { table: own.table, clock: () => NOW };
    const before = writing({ stored: ledger, ...options });
    await told(ledger, own.table);
    await daysTold(own);
    expect(await own.table.askAgain('claim-of-nobody')).toBe(0);
    expect(await own.table.askAgain(`claim-${claimId}`)).toBe(1);
    await vi.waitFor(async () => {
      expect(await own.table.parked(10)).toMatchObject([{ revision: 2, tries: 2, asked: false }]);
    }, PATIENCE);
    await before.stop();
    const feed = claimsFeed(FIRMS[0]);
    const without = await whole(own.log, feed);

    writing({ stored: readable(), ...options });
    expect(await own.table.askAgain()).toBe(1);
    await vi.waitFor(async () => expect(await own.table.parked(10)).toEqual([]), PATIENCE);
    const all = await whole(own.log, feed);
    expect(all.slice(0, without.length)).toEqual(without);
    const late = all.slice(without.length);
    expect(late.length).toBeGreaterThan(0);
    for (const { subject, data } of late) {
      expect(subject).toBe(claimId);
      expect(data).toMatchObject({ revision: 3, status: 'responded' });
    }
    // As if it had never been parked: but for the order, and days that are added.
    await own.clear();
    writing({ stored: readable(), ...options });
    await told(ledger, own.table);
    await daysTold(own);
    const ids = (messages: readonly FeedMessage[]) => messages.map(({ id }) => id).toSorted();
    expect(ids(all)).toEqual(ids(await whole(own.log, feed)));
  });
});

function shape(steps = [0]) {
  return { book: 0, day: 3, queja: false, detail: 'La licuadora no enciende.', steps };
}
