import { randomUUID } from 'node:crypto';
import accepts from '@fastify/accepts';
import { parseJsonBody } from '@foja/commands/problems/json-body.ts';
import { Problem } from '@foja/commands/problems/problem.ts';
import type { RouteDefinition } from '@foja/contracts/http/route.ts';
import { type OperationId, routes } from '@foja/contracts/http/routes.ts';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { answerBrokenConnection } from './broken-connections.ts';
import type { Operations, World } from './call.ts';
import type { AppDependencies, Limits } from './dependencies.ts';
import { serveDocs } from './docs.ts';
import { answerErrors, problemOf, sendProblem } from './errors.ts';
import { guard } from './guard.ts';
import { InTime } from './in-time.ts';
import { defaultLimits } from './limits.ts';
import { measure } from './metrics.ts';
import { answerNotFound } from './not-found.ts';
import { auditOperations } from './operations/audit.ts';
import { auditorOperations } from './operations/auditors.ts';
import { claimCommandOperations } from './operations/claim-commands.ts';
import { claimOperations } from './operations/claims.ts';
import { deadlineOperations } from './operations/deadline-preview.ts';
import { feedOperations } from './operations/feeds.ts';
import { filingOperations } from './operations/filing.ts';
import { houseOperations } from './operations/house.ts';
import { indecopiOperations } from './operations/indecopi.ts';
import { keepingOperations, leftToTheNight } from './operations/keeping.ts';
import { keyOperations } from './operations/keys.ts';
import { ledgerOperations } from './operations/ledger.ts';
import { providerOperations } from './operations/providers.ts';
import { overviewOperations, readModelOperations } from './operations/read-models.ts';
import { webhookOperations } from './operations/webhooks.ts';
import { limitRates } from './rate-limits.ts';
import { logRequests } from './request-log.ts';
import { secure } from './security-headers.ts';
import { type AnyOperation, serve } from './serve.ts';
import { closingOf, finishConnections } from './shutdown.ts';
import { cutSlowBodies } from './slow-bodies.ts';
import { traceRequests } from './tracing.ts';
import { trackingTokens } from './tracking-token.ts';

/**
 * The API, ready to listen or to be injected into. `close()` stops taking connections and lets requests in flight
 * finish; what it was given it leaves open, for whoever opened it to close.
 */
export async function buildApp(dependencies: AppDependencies): Promise<FastifyInstance> {
  const { commands, projections, documents, caseFiles, settings, clock, log } = dependencies;
  const limits = { ...defaultLimits, ...settings.limits };
  const tokens = trackingTokens(settings.trackingKey);
  const app = bareApp(dependencies, limits);

  await app.register(accepts);
  secure(app);
  finishConnections(app, limits);
  cutSlowBodies(app, limits);
  logRequests(app, log);
  if (dependencies.traces !== undefined) traceRequests(app, dependencies.traces);
  const registry = measure(app, dependencies);
  guard(app, { commands, caseFiles, tokens, operatorKey: settings.operatorKey, clock });
  if (settings.rateLimit) await limitRates(app, limits);
  readJsonOnly(app);
  answerErrors(app, log);
  answerNotFound(app, { rateLimited: settings.rateLimit });

  const operations: Operations<typeof routes> = {
    ...providerOperations,
    ...keyOperations,
    ...auditorOperations,
    ...auditOperations,
    ...readModelOperations,
    ...overviewOperations,
    ...filingOperations,
    ...claimOperations,
    ...claimCommandOperations,
    ...keepingOperations,
    ...deadlineOperations,
    ...indecopiOperations,
    ...ledgerOperations,
    ...feedOperations,
    ...webhookOperations,
    ...houseOperations(dependencies, registry),
  };
  const world: World = {
    commands,
    projections,
    documents,
    caseFiles,
    erasure: dependencies.erasure ?? leftToTheNight,
    sealing: dependencies.sealing,
    feeds: dependencies.feeds,
    webhooks: dependencies.webhooks,
    closing: closingOf(app),
    stored: dependencies.stored,
    settings,
    limits,
    tokens,
    clock,
    inTime: new InTime(limits.handlerTimeoutMs),
  };
  for (const [id, route] of Object.entries<RouteDefinition>(routes)) {
    const operationId = id as OperationId;
    if (dependencies.houseOnly === true && !HOUSE.has(operationId)) continue;
    app.route({
      method: route.method,
      url: route.path.replaceAll(/\{(\w+)\}/g, ':$1').replace(/\{\w+\+\}$/, '*'),
      config: { operationId, route },
      handler: serve(operationId, route, operations[operationId] as AnyOperation, world),
    });
  }
  if (dependencies.houseOnly !== true) await serveDocs(app, settings.version);
  return app;
}

/** How a process does: all that one answers which works in the background. */
const HOUSE: ReadonlySet<OperationId> = new Set(['isAlive', 'isReady', 'readMetrics']);

function bareApp({ settings }: AppDependencies, limits: Limits): FastifyInstance {
  const app = Fastify({
    logger: false, // our own lines: Fastify's hold URLs
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.uploadTimeoutMs,
    // Node looks for late requests this often, 30 s if not told.
    http: { connectionsCheckingInterval: Math.min(5_000, limits.requestTimeoutMs) },
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false, // a request that got in is answered, and its connection closed after
    trustProxy: settings.trustProxy ?? false,
    genReqId: ({ headers }) => uuidOr(headers['x-request-id'], randomUUID),
    routerOptions: { maxParamLength: 100 },
    clientErrorHandler: answerBrokenConnection,
    frameworkErrors: (error, request, reply) => {
      // No hook sees such a request, nor how slowly its body comes.
      void reply.header('connection', 'close');
      void sendProblem(problemOf(error, false), request, reply);
    },
  });
  // Fastify's own guard costs a filing a tenth of its time, and would cut a stream off: those two keep one of their own.
  app.addHook('onRoute', (route) => {
    const { operationId } = (route.config ?? {}) as { operationId?: OperationId };
    if (operationId !== 'fileClaim' && operationId !== 'readFeed') route.handlerTimeout ??= limits.handlerTimeoutMs;
  });
  app.server.maxConnections = limits.connections;
  // Node swaps the two where this one is the longer (its default is 60 s): bodies then have no limit below that.
  app.server.headersTimeout = Math.min(10_000, limits.requestTimeoutMs);
  return app;
}

/** A client's request id is taken over only where it can't say anything but which request it is. */
function uuidOr(given: unknown, make: () => string): string {
  return typeof given === 'string' && UUID.test(given) ? given : make();
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    const charset = /;\s*charset="?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
    // Compressed bodies are not taken; to parse them as if they were not would be to misread the client.
    const coding = request.headers['content-encoding'];
    if (coding !== undefined && !/^identity$/i.test(coding)) throw new Problem('request/media-type');
    if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw new Problem('request/media-type');
    return parseJsonBody(body);
  });
}
