import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Storm, startStorm } from '../support/storm.ts';
import type { StormOrders } from '../support/storm-worker.ts';
import { type House, type HouseOptions, openHouse } from './house.ts';
import { type Firm, filing, openFirm } from './people.ts';

/** Clients that come while the API closes. */

const LONG_MS = 300_000;

let house: House;
let firm: Firm;
/** Local ports of the clients whose connection the API was given, and of those whose request it was given. */
let accepted: Set<number>;
let heard: Set<number>;

async function serve(limits: HouseOptions['limits'] = {}): Promise<void> {
  house = await openHouse({ limits });
  firm = await openFirm(house);
  accepted = new Set();
  heard = new Set();
  house.app.server.on('connection', (socket: Socket) => accepted.add(socket.remotePort ?? 0));
  house.app.server.on('request', ({ socket }: IncomingMessage) => heard.add(socket.remotePort ?? 0));
  await house.app.listen({ host: '127.0.0.1', port: 0 });
}
afterEach(() => house.close());

test(
  'those who wait in the kernel’s queue when it begins to close are all answered',
  async () => {
    const clients = 150;
    await serve({ lingerMs: LONG_MS }); // however slowly this machine lets them in
    const { sent, results } = storm(clients);
    // This thread stands still, and so does the server on it, until every client has connected and sent its claim.
    const deadline = Date.now() + LONG_MS;
    while (Atomics.load(sent, 0) < clients && Date.now() < deadline)
      Atomics.wait(sent, 0, Atomics.load(sent, 0), 1_000);
    expect(accepted.size).toBe(0);
    await house.app.close();
    const outcomes = (await results).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(Array.from({ length: clients }, () => 201));
  },
  LONG_MS,
);

test(
  'in a storm nobody who was heard is reset, and nothing that was acknowledged is lost',
  async () => {
    await serve();
    const { results } = storm({ everyMs: 5 });
    await expect.poll(() => accepted.size, { timeout: LONG_MS, interval: 5 }).toBeGreaterThan(100);
    await house.app.close();
    const ended = await results;
    const unanswered = ended.filter(({ localPort, outcome }) => heard.has(localPort) && outcome !== 201);
    expect(unanswered).toEqual([]);
    const acknowledged = ended.filter(({ outcome }) => outcome === 201);
    expect(acknowledged.length).toBeGreaterThanOrEqual(100);
    for (const { claimId } of acknowledged) expect(await house.commands.claim(claimId ?? '')).toBeDefined();
    expect(ended.some(({ outcome }) => outcome === 'refused')).toBe(true);
  },
  LONG_MS,
);

function storm(clients: StormOrders['clients']): Storm {
  const { port } = house.app.server.address() as AddressInfo;
  return startStorm({ clients, port, bookId: firm.bookId, body: JSON.stringify(filing) });
}
