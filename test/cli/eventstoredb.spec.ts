import { afterAll, beforeAll, expect, it } from 'vitest';
import { everything } from '../store/samples.ts';
import { filingOn } from '../support/commands.ts';
import { faults } from '../support/eventstoredb/faults.ts';
import { openStandIn, type StandIn } from '../support/eventstoredb/stand-in.ts';
import { preparedDirectory } from '../support/prepared.ts';
import { fojaHere } from './here.ts';
import { ownDataDir, type Running, type Settings, startFoja } from './program.ts';

/** The whole server with its events in EventStoreDB: filed, numbered, followed, sealed and verified, through a restart. */

let standIn: StandIn;
let place: ReturnType<typeof ownDataDir>;
let settings: Settings;

beforeAll(async () => {
  standIn = await openStandIn();
  place = ownDataDir(preparedDirectory());
  settings = { DATA_DIR: place.dataDir, EVENTSTORE_URL: standIn.url };
});
afterAll(async () => {
  await standIn.close();
  await place.remove();
});

async function file(server: Running, bookId: string, key: string): Promise<string> {
  const answer = await fetch(`${server.url}/v1/books/${bookId}/claims`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ ...filingOn(bookId, key).body, conformity: true }),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { sheetNumber: string }).sheetNumber;
}

async function sealed(server: Running): Promise<void> {
  await expect
    .poll(
      async () => {
        const { sealing } = (await (await fetch(`${server.url}/readyz`)).json()) as { sealing: { lagEvents: number } };
        return sealing.lagEvents;
      },
      { timeout: 60_000, interval: 200 },
    )
    .toBe(0);
}

it('serves, goes on after a restart of either, and verifies', async () => {
  const first = await startFoja(settings);
  expect(first.out()).toContain('el libro mayor está ahí');
  const bookId = /books\/([0-9a-f-]{36})/.exec(first.out())?.[1] ?? '';
  expect([await file(first, bookId, 'a'), await file(first, bookId, 'b')].map((number) => number.slice(0, 9))).toEqual([
    '000000001',
    '000000002',
  ]);
  expect(await first.stop()).toMatchObject({ code: 0 });

  const second = await startFoja(settings);
  let appends = 0;
  standIn.setFaults((call, count) => {
    if (call === 'append') appends += 1;
    return call === 'append' && appends === 1
      ? { kind: 'restart' }
      : (faults['drops streams']?.(call, count) ?? { kind: 'none' });
  });
  const numbers = [await file(second, bookId, 'a'), await file(second, bookId, 'c')];
  expect(numbers.map((number) => number.slice(0, 9))).toEqual(['000000001', '000000003']);
  await sealed(second);
  expect(await second.stop()).toMatchObject({ code: 0 });
  standIn.setFaults(() => ({ kind: 'none' }));

  const verified = await fojaHere(['verify', '--json'], settings);
  expect(verified).toMatchObject({ code: 0 });
  const { length } = await everything(standIn.open());
  expect(JSON.parse(verified.out)).toMatchObject({ events: length });
  // Whatever else reads the ledger does so on this store, too.
  const others = [['status'], ['rebuild', '--check'], ['feeds', 'status'], ['replay', numbers.at(-1) ?? '']];
  for (const command of others) {
    expect([command, await fojaHere([...command, '--json'], settings)]).toMatchObject([command, { code: 0 }]);
  }
  const told = await fojaHere(['feeds', 'status', '--json'], settings);
  expect(JSON.parse(told.out)).toMatchObject({ writer: { lagEvents: 0, parked: [] } });
});

it('refuses a database that belongs to another store', async () => {
  const other = await openStandIn();
  const elsewhere = await fojaHere(['status'], { ...settings, EVENTSTORE_URL: other.url });
  await other.close();
  expect(elsewhere).toMatchObject({ code: 1, err: expect.stringContaining('otro almacén') });
  expect(await fojaHere(['status'], { DATA_DIR: place.dataDir })).toMatchObject({ code: 1 });
});
