import { Problem } from '@foja/commands/problems/problem.ts';
import type { FastifyContextConfig, FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { authorize, type Verdict } from './authorize.ts';
import { type Credentials, identify } from './identify.ts';
import { type Located, locate, type Whereabouts } from './locate.ts';
import './request-context.ts';
import { BASIC_CHALLENGE, bearerOf, takesBasic } from './spreadsheet/basic.ts';

/**
 * Nobody reaches a route but through here, and a route that does not say what it does is not registered at all. Who
 * sends a request is known before it is counted against a limit; whether they may, before its body is read.
 */
export function guard(app: FastifyInstance, credentials: Credentials & Whereabouts): void {
  app.decorateRequest('sender', 'invalid');
  app.decorateRequest('located', undefined);
  app.addHook('onRoute', refuseUnguarded);
  app.addHook('onRequest', async (request) => {
    const basic = takesBasic(request.routeOptions.config.route);
    const authorization = basic ? bearerOf(request.headers.authorization) : request.headers.authorization;
    request.sender = await identify({ authorization, token: tokenOf(request) }, credentials);
  });
  app.addHook('preParsing', async (request) => {
    if (!request.is404) request.located = await admit(request, credentials);
  });
}

async function admit(request: FastifyRequest, whereabouts: Whereabouts): Promise<Located> {
  const { route } = request.routeOptions.config;
  if (route === undefined) throw new Error('a route without an action was reached');
  if (route.action === 'house/read') {
    // A probe with an old key is answered as one without: nothing here is anybody's.
    if (request.sender === 'invalid') request.sender = { role: 'anonymous' };
    return { kind: 'house' };
  }
  if (request.sender === 'invalid') throw unauthenticated('auth/invalid', route);
  // Nobody may learn by asking without a credential whether a claim exists, nor make the store look for one.
  if (authorize(request.sender, route.action, { kind: 'absent' }) === 'unauthenticated') {
    throw unauthenticated('auth/missing', route);
  }
  const located = await locate(route, request.params, whereabouts);
  const verdict = authorize(request.sender, route.action, located);
  if (verdict !== 'allowed') throw refusalOf(verdict, route);
  if (located.kind === 'absent') throw new Problem(located.code);
  return located;
}

function refusalOf(verdict: Exclude<Verdict, 'allowed'>, route: Guarded): Problem {
  switch (verdict) {
    case 'unauthenticated':
      return unauthenticated('auth/missing', route);
    case 'forbidden':
      return new Problem('auth/forbidden');
    case 'not-found':
      return new Problem('resource/not-found');
  }
}

type Guarded = NonNullable<FastifyContextConfig['route']>;

function unauthenticated(code: 'auth/missing' | 'auth/invalid', route: Guarded): Problem {
  const challenge = takesBasic(route) ? BASIC_CHALLENGE : 'Bearer realm="foja"';
  return new Problem(code, { headers: { 'www-authenticate': challenge } });
}

function tokenOf({ query }: FastifyRequest): unknown {
  return (query as { token?: unknown }).token;
}

/** The pages of /docs come from a package; everything else comes from the catalogue. */
function refuseUnguarded(options: RouteOptions): void {
  if (options.url === '/docs' || options.url.startsWith('/docs/')) {
    options.config = { ...options.config, route: { action: 'house/read', path: options.url } };
  }
  if (options.config?.route?.action === undefined) {
    throw new Error(`${String(options.method)} ${options.url} says no action: it would be open to everybody`);
  }
}
