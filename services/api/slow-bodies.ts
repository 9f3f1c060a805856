import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { answerTimeout } from './broken-connections.ts';
import type { Limits } from './dependencies.ts';

/** Looked at this often: a slow body may be cut this much later than its time. */
const TICK_MS = 1_000;

interface Arriving {
  readonly until: number;
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Node has one time for whole requests, of the whole server: here that of uploads, which take minutes over the line of a
 * cheap phone. Any other body has to be here within `requestTimeoutMs` of its headers, answered already or not, or its
 * connection is closed. One that comes along with its headers, as a filing's does, is forgotten in the same turn of the
 * loop; there is one timer for all the others.
 */
export function cutSlowBodies(app: FastifyInstance, { requestTimeoutMs }: Pick<Limits, 'requestTimeoutMs'>): void {
  let begun: Arriving[] = [];
  const arriving = new Set<Arriving>();
  let timer: NodeJS.Timeout | undefined;

  function sort(): void {
    for (const one of begun) if (!hasArrived(one)) arriving.add(one);
    begun = [];
    if (arriving.size > 0) timer ??= setInterval(look, Math.min(TICK_MS, requestTimeoutMs)).unref();
  }

  function look(): void {
    const now = performance.now();
    for (const one of arriving) {
      const arrived = hasArrived(one);
      if (!arrived && one.until > now) continue;
      arriving.delete(one);
      if (!arrived) cut(one);
    }
    if (arriving.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  app.addHook('onRequest', (request, reply, done) => {
    // One that is injected is there as a whole, and says nothing of it.
    if (request.raw.complete === false && announcesBody(request) && !isUpload(request)) {
      begun.push({ until: performance.now() + requestTimeoutMs, message: request.raw, response: reply.raw });
      if (begun.length === 1) setImmediate(sort);
    }
    done();
  });
  app.addHook('onClose', (_app, done) => {
    clearInterval(timer);
    done();
  });
}

function hasArrived({ message }: Arriving): boolean {
  return message.complete || message.destroyed;
}

function cut({ message: { socket }, response }: Arriving): void {
  // Half an answer, or a second one, would be worse than none.
  if (response.headersSent) socket.destroy();
  else answerTimeout(socket);
}

function announcesBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

/** A form with files, where the route belongs to pages that take one. */
function isUpload({ headers, server }: FastifyRequest): boolean {
  const type = headers['content-type'];
  return type !== undefined && MULTIPART.test(type) && server.hasContentTypeParser('multipart/form-data');
}

const MULTIPART = /^multipart\/form-data\b/i;
