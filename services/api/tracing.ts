import type { Traces } from '@foja/ledger/tracing/port.ts';
import type { FastifyInstance } from 'fastify';
import { traceparentOf } from './headers.ts';
import { patternOf } from './request-log.ts';
import './request-context.ts';

/** Each request as a span, of the trace that its sender has begun, if any. Routes by their pattern: no URL, no person. */
export function traceRequests(app: FastifyInstance, traces: Traces): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const route = patternOf(request.routeOptions.url);
    const about = { 'http.request.method': request.method, 'http.route': route };
    request.span = traces.begin(`${request.method} ${route}`, traceparentOf(request), about);
    done();
  });
  app.addHook('onResponse', ({ span }, { statusCode }, done) => {
    span?.end({ failed: statusCode >= 500, attributes: { 'http.response.status_code': statusCode } });
    done();
  });
}
