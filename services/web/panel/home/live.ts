import type { FastifyInstance } from 'fastify';
import { type Desk, does, personOf, todayOf } from '../desk.ts';
import { type Counters, countersOf } from './counters.ts';

const EVERY_MS = 2_000;
/** A line now and then keeps proxies from closing what looks dead. */
const BEAT_MS = 25_000;
/** Open pages over all providers: each holds a connection. */
const MOST = 500;

/**
 * The counters of the home page as Server-Sent Events: numbers only, so that a feed left open shows nobody's data. One
 * question to the read model serves every page of a provider.
 */
export function liveRoutes(app: FastifyInstance, desk: Desk): void {
  const rooms = new Map<string, Room>();
  let open = 0;
  const timer = setInterval(() => void beat().catch(() => undefined), EVERY_MS);
  timer.unref();
  app.addHook('onClose', async () => {
    clearInterval(timer);
    for (const room of rooms.values()) for (const send of room.pages) send.end();
  });
  // The server waits for its connections before it closes, and these would never end by themselves.
  app.addHook('preClose', async () => {
    for (const room of rooms.values()) for (const send of room.pages) send.end();
  });

  async function beat(): Promise<void> {
    for (const [ruc, room] of rooms) {
      const counters = countersOf(
        await desk.projections.queries.deadlines.dashboard({ rucs: [ruc], ...todayOf(desk) }),
      );
      const text = JSON.stringify(counters);
      const quiet = Date.now() - room.saidAt > BEAT_MS;
      if (text === room.last && !quiet) continue;
      room.saidAt = Date.now();
      for (const page of room.pages) page.write(text === room.last ? ':\n\n' : messageOf(counters));
      room.last = text;
    }
  }

  app.get('/panel/events', does('deadlines/read', '/panel/events'), async (request, reply) => {
    const person = personOf(request);
    if (open >= MOST) return reply.code(204).send();
    const counters = countersOf(
      await desk.projections.queries.deadlines.dashboard({ rucs: [person.ruc], ...todayOf(desk) }),
    );
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    raw.write(`retry: 5000\n${messageOf(counters)}`);
    const room = rooms.get(person.ruc) ?? { pages: new Set(), last: JSON.stringify(counters), saidAt: Date.now() };
    rooms.set(person.ruc, room);
    room.pages.add(raw);
    open += 1;
    // Who signs out, or is sent away, hears no more: the session is asked again now and then.
    const check = setInterval(async () => {
      const still = await desk.staff.whoIs(person.token).catch(() => undefined);
      if (still === undefined) raw.end();
    }, BEAT_MS);
    raw.on('close', () => {
      clearInterval(check);
      open -= 1;
      room.pages.delete(raw);
      if (room.pages.size === 0) rooms.delete(person.ruc);
    });
    return reply;
  });
}

interface Room {
  readonly pages: Set<{ write(text: string): unknown; end(): unknown }>;
  last: string;
  saidAt: number;
}

function messageOf(counters: Counters): string {
  return `event: contadores\ndata: ${JSON.stringify(counters)}\n\n`;
}
