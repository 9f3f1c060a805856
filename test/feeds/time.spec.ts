import { claimsFeed, REGULATOR_FEED } from '@foja/contracts/integration/feeds.ts';
import type { ClaimEvent } from '@foja/domain/claim/events.ts';
import { claimStream } from '@foja/domain/claim/index.ts';
import type { EventStore, EventToAppend } from '@foja/ledger';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { FIRMS, historyOf, toAppend } from '../projections/support/histories.ts';
import { openStandIn, type StandIn } from '../support/eventstoredb/stand-in.ts';
import { type Desk, openDesk, PATIENCE, startWriter, told, type Writing, whole } from './writing.ts';

/** What time makes, over EventStoreDB's own client: once, in its order, and after days on which nobody wrote. */

const FEED = claimsFeed(FIRMS[0]);

let standIn: StandIn;
let stored: EventStore;
let desk: Desk;
const writers: Writing[] = [];

beforeAll(async () => {
  standIn = await openStandIn();
  stored = standIn.open();
  desk = await openDesk();
});
afterEach(async () => {
  for (const writer of writers.splice(0)) await writer.stop();
});
afterAll(async () => {
  await stored.close();
  await standIn.close();
  await desk.close();
});

/** Filed on Monday 5 October 2026, due on Monday 26. */
const { claimId, events } = historyOf({ book: 0, day: 490, queja: false, detail: 'x', steps: [] }, 1);
const answered: ClaimEvent = {
  type: 'ClaimResponded',
  data: {
    outcome: 'accepted',
    text: 'Le daremos otra.',
    medium: 'email',
    communicatedAt: '2026-10-28T10:00:00-05:00',
    late: true,
    warnings: [],
  },
};

it('comes due while nobody writes, and is told once by whoever comes first', async () => {
  await append(0, events, '2026-10-05T21:15:00-05:00');
  await write('2026-10-05T22:00:00-05:00');
  await vi.waitFor(async () => expect(await desk.log.head(FEED)).toBe(1n), PATIENCE);
  await stop();

  const late = '2026-10-27T00:02:00-05:00';
  await Promise.all([write(late), write(late)]);
  await vi.waitFor(async () => expect((await desk.table.place()).closedDay).toBe('2026-10-05'), PATIENCE);
  expect(await messages()).toEqual([
    ['foja.claim.filed.v1', '2026-10-06T02:15:00.000Z'],
    ['foja.claim.due-soon.v1', '2026-10-19T05:00:00.000Z'],
    ['foja.claim.due-soon.v1', '2026-10-22T05:00:00.000Z'],
    ['foja.claim.overdue.v1', '2026-10-27T05:00:00.000Z'],
  ]);
});

it('is done with once the claim is answered, and adds up day by day', async () => {
  await stop();
  await append(events.length, [answered], '2026-10-28T10:00:00-05:00');
  await write('2026-11-30T10:00:00-05:00');
  await vi.waitFor(async () => expect((await desk.table.place()).closedDay).toBe('2026-10-28'), PATIENCE);
  expect((await messages()).slice(4).map(([type]) => type)).toEqual([
    'foja.claim.responded.v1',
    'foja.claim.closed.v1',
  ]);
  const days = (await whole(desk.log, REGULATOR_FEED)).filter(({ type }) => type === 'foja.regulator.daily-counts.v1');
  expect(days.map(({ data }) => data)).toMatchObject([
    { date: '2026-10-05', filed: { reclamos: 1, quejas: 0 }, overdue: 0, open: 1 },
    { date: '2026-10-27', filed: { reclamos: 0, quejas: 0 }, overdue: 1, open: 1 },
    { date: '2026-10-28', responded: { onTime: 0, late: 1 }, open: 0 },
  ]);
  expect(days.map(({ time }) => time)).toEqual(
    ['2026-10-06', '2026-10-28', '2026-10-29'].map((day) => `${day}T05:00:00.000Z`),
  );
});

async function append(from: number, list: readonly ClaimEvent[], occurredAt: string): Promise<void> {
  const at = (event: ClaimEvent): EventToAppend => {
    const made = toAppend(event);
    return { ...made, metadata: { ...made.metadata, occurredAt } };
  };
  const stream = claimStream(claimId);
  const result = await stored.append({ stream, expectedRevision: from - 1, events: list.map(at) });
  expect(result.outcome).toBe('appended');
}

async function write(now: string): Promise<void> {
  writers.push(startWriter({ stored, table: desk.table, clock: () => now }));
  await told(stored, desk.table);
}

async function stop(): Promise<void> {
  for (const writer of writers.splice(0)) await writer.stop();
}

async function messages(): Promise<[string, string][]> {
  return (await whole(desk.log, FEED)).map(({ type, time }) => [type, time]);
}
