import { Problem } from '@foja/commands/problems/problem.ts';
import type { RouteDefinition } from '@foja/contracts/http/route.ts';
import { routes } from '@foja/contracts/http/routes.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendProblem } from './errors.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Set by whoever serves pages: what a browser is shown where there is nothing. */
    notFoundPage?: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
  }
}

/** Unknown addresses and wrong methods, counted against the same limits as any other request. */
export function answerNotFound(app: FastifyInstance, { rateLimited }: { readonly rateLimited: boolean }): void {
  const options = rateLimited ? { preHandler: app.rateLimit() } : {};
  app.setNotFoundHandler(options, (request, reply) => {
    const allow = methodsOf(request.raw.url ?? '/');
    const problem =
      allow.length === 0 || allow.includes(request.method)
        ? new Problem('request/not-found')
        : new Problem('request/method', { headers: { allow: allow.join(', ') } });
    const page = app.notFoundPage;
    if (page !== undefined && problem.status === 404 && asksForPage(request)) return page(request, reply);
    return sendProblem(problem, request, reply);
  });
}

/** A browser that somebody drives names HTML; programs, curl and scripts do not. */
function asksForPage({ method, headers: { accept = '' } }: FastifyRequest): boolean {
  return method === 'GET' && accept.includes('text/html');
}

function methodsOf(url: string): string[] {
  const path = url.split('?', 1)[0] ?? '/';
  const methods = patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
}

const patterns = Object.values<RouteDefinition>(routes).map(({ method, path }) => ({
  method,
  pattern: new RegExp(
    `^${path
      .replaceAll('.', '\\.')
      .replaceAll(/\{\w+\}/g, '[^/]+')
      .replace(/\{\w+\+\}$/, '.+')}$`,
  ),
}));
