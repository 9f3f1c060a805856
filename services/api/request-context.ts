import type { RouteDefinition } from '@foja/contracts/http/route.ts';
import type { OperationId } from '@foja/contracts/http/routes.ts';
import type { Span } from '@foja/ledger/tracing/port.ts';
import type { Actor } from './actor.ts';
import type { Located } from './locate.ts';

/** What the hooks learn about a request before its operation runs. */
declare module 'fastify' {
  interface FastifyRequest {
    /** Set first of all; `invalid`: a credential was shown that is none. */
    sender: Actor | 'invalid';
    /** Set by the guard once the sender may do what the route does. */
    located: Located | undefined;
    /** Where traces are collected. */
    span?: Span;
  }
  interface FastifyContextConfig {
    operationId?: OperationId;
    /** A route without one can't be registered. */
    route?: Pick<RouteDefinition, 'action' | 'path' | 'params' | 'spreadsheet'>;
  }
}
