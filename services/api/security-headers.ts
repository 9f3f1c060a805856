import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

/** Helmet's headers on every answer. They never vary, so they are worked out once and not for each request. */
export function secure(app: FastifyInstance): void {
  const forPages = helmetHeaders({});
  const forData = helmetHeaders(MEANT_FOR_PAGES);
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(request.url.startsWith('/v1/') ? forData : forPages);
    reply.header('x-request-id', request.id).header('vary', 'Accept-Language');
    done();
  });
}

function helmetHeaders(without: Partial<typeof MEANT_FOR_PAGES>): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  const answer = {
    setHeader: (name: string, value: string) => {
      headers[name.toLowerCase()] = value;
    },
    removeHeader: () => undefined,
  };
  helmet({ contentSecurityPolicy: { useDefaults: false, directives: NOTHING }, ...without })(
    {} as IncomingMessage,
    answer as unknown as ServerResponse,
    (failed) => {
      if (failed !== undefined) throw failed;
    },
  );
  return headers;
}

/** Say nothing about an answer that is no document; every header costs a filing its share at both ends. */
const MEANT_FOR_PAGES = {
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
} as const;

/** The API's answers are data: whatever is made of them in a browser may load and run nothing. */
const NOTHING = { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] };
