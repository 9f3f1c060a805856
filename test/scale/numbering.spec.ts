import type { CommandSide, Filing } from '@foja/commands';
import { claimStream } from '@foja/domain/claim/index.ts';
import { type EventStore, StoreUnavailable } from '@foja/ledger';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { caller, filingOn, openTestBook, registerFirm, startCommands } from '../support/commands.ts';
import { openStandIn, type StandIn } from '../support/eventstoredb/stand-in.ts';
import { type OwnServer, ownServer } from '../support/own-server.ts';
import { type Fleet, type Member, openFleet, takeOverMs } from './fleet.ts';

/** On a store that appends to one stream at a time: who finishes filings is killed, and who stood by finishes them. */

const SETTLED = { timeout: 60_000, interval: 50 };

/** Its own: so many processes take more connections than the run's shared one has to spare. */
let database: OwnServer;
let standIn: StandIn;
let store: EventStore;
let fleet: Fleet;
let commands: CommandSide;
let bookId: string;

beforeAll(async () => {
  [database, standIn] = await Promise.all([ownServer(), openStandIn()]);
  store = standIn.open();
  commands = await startCommands(store);
  await registerFirm(commands);
  bookId = await openTestBook(commands);
  fleet = openFleet(database.server.adminUrl);
}, 180_000);
afterAll(async () => {
  await fleet?.close();
  await commands?.close();
  await standIn?.close();
  await database?.close();
});

const numbering = () => fleet.start('numbering', { EVENTSTORE_URL: standIn.url });
const working = async (member: Member) => (await member.parts())['numbering'] === 'working';

/** Filed by a process that dies before it has a number. @returns the claim's stream */
async function unfinished(key: string): Promise<string> {
  let stream = '';
  const dying: EventStore = {
    ...store,
    async append(one) {
      if (one.stream.startsWith('sheets-')) throw new StoreUnavailable('killed', 'not-stored');
      stream = one.stream;
      return store.append(one);
    },
  };
  const side = await startCommands(dying);
  const filing: Filing = filingOn(bookId, key);
  await expect(side.file(filing, caller('consumer'))).rejects.toThrow('killed');
  await side.close();
  return stream;
}

async function numberOf(stream: string): Promise<unknown> {
  const { correlative } = await vi.waitFor(async () => {
    const [, numbered] = await store.read(stream);
    expect(numbered?.type).toBe('SheetNumbered');
    return (numbered?.data ?? {}) as Readonly<Record<string, unknown>>;
  }, SETTLED);
  return correlative;
}

it('numbering is taken over within ten seconds of a kill, and leaves no gap', async () => {
  const first = await numbering();
  await expect.poll(() => working(first), SETTLED).toBe(true);
  const second = await numbering();
  expect(await numberOf(await unfinished('one'))).toBe(1);
  await first.kill();
  const killedAt = performance.now();
  const left = await unfinished('two');
  await expect.poll(() => working(second), SETTLED).toBe(true);
  expect(performance.now() - killedAt).toBeLessThan(takeOverMs());
  expect(await numberOf(left)).toBe(2);
  const done = await commands.file(filingOn(bookId, 'three'), caller('consumer'));
  expect(done).toMatchObject({ ok: true, number: { correlative: 3 } });
  if (done.ok) expect(left).not.toBe(claimStream(done.claimId));
}, 180_000);
