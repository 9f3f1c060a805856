import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Storm, startStorm } from '../support/storm.ts';
import { type House, openHouse } from './house.ts';
import { type Firm, filing, openFirm } from './people.ts';

/** Clients that come while the API closes. */

let house: House;
let firm: Firm;
/** Local ports of the clients whose connection the API was given. */
let accepted: Set<number>;

beforeEach(async () => {
  house = await openHouse();
  firm = await openFirm(house);
  accepted = new Set();
  house.app.server.on('connection', (socket: Socket) => accepted.add(socket.remotePort ?? 0));
  await house.app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => house.close());

test('those who wait in the kernel’s queue when it begins to close are all answered', async () => {
  const clients = 150;
  const { sent, results } = storm({ clients, everyMs: 0 });
  // This thread stands still, and so does the server on it, until every client has connected and sent its claim.
  const deadline = Date.now() + 20_000;
  while (Atomics.load(sent, 0) < clients && Date.now() < deadline) Atomics.wait(sent, 0, Atomics.load(sent, 0), 1_000);
  expect(accepted.size).toBe(0);
  await house.app.close();
  const outcomes = (await results).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(Array.from({ length: clients }, () => 201));
});

test('in a storm nobody who was let in is reset, and nothing that was acknowledged is lost', async () => {
  const { results } = storm({ clients: 600, everyMs: 5 });
  await expect.poll(() => accepted.size, { timeout: 20_000, interval: 5 }).toBeGreaterThan(200);
  await house.app.close();
  const ended = await results;
  const unheard = ended.filter(({ localPort, outcome }) => accepted.has(localPort) && outcome !== 201);
  expect(unheard).toEqual([]);
  const acknowledged = ended.filter(({ outcome }) => outcome === 201);
  expect(acknowledged.length).toBeGreaterThanOrEqual(200);
  for (const { claimId } of acknowledged) expect(await house.commands.claim(claimId ?? '')).toBeDefined();
  expect(ended.some(({ outcome }) => outcome === 'refused')).toBe(true);
});

function storm(orders: { readonly clients: number; readonly everyMs: number }): Storm {
  const { port } = house.app.server.address() as AddressInfo;
  return startStorm({ ...orders, port, bookId: firm.bookId, body: JSON.stringify(filing) });
}
