import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Limits } from './dependencies.ts';

/** The door stays open until nobody has come for this long. */
const QUIET_MS = 25;
/** Where clients never pause, or say nothing, this long is waited; then the first moment will do in which nobody waits. */
const PATIENCE_MS = 1_000;

/**
 * While the app closes, every answer says that its connection closes too: a client that keeps it open would else hold
 * the process until the keep-alive time is over.
 *
 * To close a listening socket resets whatever waits in the kernel's queue: connected, perhaps sent, and never heard. So
 * that queue is emptied first. What no program can exclude is a connection that arrives between the last look at the
 * queue and the closing, some microseconds: it is reset before anybody has read a byte of it.
 */
export function finishConnections(app: FastifyInstance, { lingerMs }: Pick<Limits, 'lingerMs'>): void {
  let closing = false;
  let arrivals = 0;
  /** Let in, and not heard yet: to node they are idle, and would be hung up on. */
  const unheard = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    arrivals += 1;
    unheard.add(socket);
    socket.once('close', () => unheard.delete(socket));
  });
  app.server.prependListener('request', ({ socket }: IncomingMessage) => unheard.delete(socket));
  app.addHook('onRequest', (_request, _reply, done) => {
    if (closing) arrivals += 1;
    done();
  });
  app.addHook('preClose', (done) => {
    closing = true;
    if (app.server.listening) whenNobodyWaits(app.server, { lingerMs, arrivals: () => arrivals, unheard }, done);
    else done();
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close');
    done(null, payload);
  });
}

/** Aborts as the app begins to close: before connections are waited for. */
export function closingOf(app: FastifyInstance): AbortSignal {
  const closing = new AbortController();
  app.addHook('preClose', (done) => {
    closing.abort();
    done();
  });
  return closing.signal;
}

/**
 * `setImmediate` runs after the loop has polled, and a poll takes at least one connection where any waits (libuv takes
 * one at a time). So two looks with no arrival between them find the queue empty, however slow the machine is.
 */
function whenNobodyWaits(
  server: Server,
  {
    lingerMs,
    arrivals,
    unheard,
  }: { readonly lingerMs: number; readonly arrivals: () => number; readonly unheard: ReadonlySet<unknown> },
  then: () => void,
): void {
  const beganAt = performance.now();
  let quietSince = beganAt;
  let seen = -1;
  const look = (): void => {
    const now = performance.now();
    const empty = arrivals() === seen;
    if (!empty) quietSince = now;
    seen = arrivals();
    const lingered = now - beganAt;
    const quiet = now - quietSince >= QUIET_MS && unheard.size === 0;
    const calm = empty && (quiet || lingered >= PATIENCE_MS);
    if (calm || lingered >= lingerMs || !server.listening) then();
    else if (empty) setTimeout(() => setImmediate(look), 5);
    else setImmediate(look);
  };
  setImmediate(look);
}
