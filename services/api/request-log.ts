import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/**
 * One line per request: the route's pattern, never its URL, for URLs hold tokens and identifiers; no header, no body, no
 * name. What a line says can be kept for years.
 */
export function logRequests(app: FastifyInstance, log: Logger): void {
  app.addHook('onResponse', (request, reply, done) => {
    const line = {
      requestId: request.id,
      method: request.method,
      route: patternOf(request.routeOptions.url),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      role: request.sender === 'invalid' ? 'invalid' : request.sender.role,
    };
    log.info(line, 'request');
    done();
  });
}

export function patternOf(url: string | undefined): string {
  return url ?? '(none)';
}

/** What an error may say in a log: its kind and where it was thrown. Messages quote input and stored data. */
export function withoutData(error: unknown): { name: string; code?: string; cause?: object; at?: string[] } {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code } = error as { code?: unknown };
  const at = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    ...(typeof code === 'string' && /^[\w/-]{1,60}$/.test(code) ? { code } : {}),
    ...(error.cause === undefined ? {} : { cause: withoutData(error.cause) }),
    at: at.slice(0, 8).map((line) => line.trim()),
  };
}
