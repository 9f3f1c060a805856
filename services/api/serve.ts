import { randomUUID } from 'node:crypto';
import { fieldErrors } from '@foja/commands/problems/field-errors.ts';
import { type FieldError, Problem } from '@foja/commands/problems/problem.ts';
import type { RouteDefinition } from '@foja/contracts/http/route.ts';
import type { OperationId } from '@foja/contracts/http/routes.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { type Actor, actorOfRecord } from './actor.ts';
import { alsoWrong } from './also-wrong.ts';
import type { Call, Reply, World } from './call.ts';
import { idempotencyKeyOf, ifMatchOf, isNotModified, readAfterOf, traceparentOf } from './headers.ts';
import { notPresented } from './not-presented.ts';

/** Any operation: which one it is, is the route's to know. */
export type AnyOperation = (call: Call<never>, world: World) => Promise<Reply> | Reply;

/** A request to its operation and back: parse, wait for what the reader wants to see, run, answer. */
export function serve(operationId: OperationId, route: RouteDefinition, operation: AnyOperation, world: World) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const call = callOf(operationId, route, request);
    if (route.readModel === true) await awaitReadModel(request, world);
    const answer = await operation(call as Call<never>, world);
    return send(request, reply, route, answer);
  };
}

function callOf(operationId: OperationId, route: RouteDefinition, request: FastifyRequest): Call {
  const { sender, located } = request;
  if (sender === 'invalid' || located === undefined) throw new Error('the guard was not passed');
  const idempotencyKey = idempotencyKeyOf(request, route.idempotency);
  const expectedRevision = route.versioned && route.method !== 'GET' ? ifMatchOf(request) : undefined;
  const { token: _token, ...query } = request.query as Record<string, unknown>;
  const errors: FieldError[] = [];
  const params = parsed(route.params, paramsOf(route, request.params), errors);
  const parsedQuery = parsed(route.query, query, errors);
  const body = parsed(route.body ?? NO_FIELDS, request.body ?? {}, errors);
  if (errors.length > 0) errors.push(...alsoWrong(operationId, request.body));
  if (errors.length > 0)
    throw operationId === 'fileClaim' ? notPresented(errors) : new Problem('request/invalid', { errors });
  return {
    params: params as never,
    query: parsedQuery as never,
    body: body as never,
    actor: sender,
    located,
    idempotencyKey,
    caller: {
      actor: actorOfRecord(sender),
      commandId: commandIdOf(operationId, request, idempotencyKey, sender),
      correlationId: request.id,
      traceparent: request.span?.traceparent ?? traceparentOf(request),
      expectedRevision,
    },
    range: request.headers.range,
    lastEventId: headerOf(request, 'last-event-id'),
    prefers: (types) => preferred(request.accepts().type([...types])),
  };
}

/** A command that takes no body: a misspelt field, or one meant for another command, is refused here, too. */
const NO_FIELDS = z.strictObject({});

/** What is left of the path goes by the name that the catalogue gives it. */
function paramsOf({ path }: RouteDefinition, given: unknown): unknown {
  const name = /\{(\w+)\+\}$/.exec(path)?.[1];
  return name === undefined ? given : { [name]: (given as Readonly<Record<string, string>>)['*'] };
}

function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

function preferred(type: string | string[] | false): string | undefined {
  return typeof type === 'string' ? type : undefined;
}

function parsed(schema: z.ZodType | undefined, input: unknown, errors: FieldError[]): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(input);
  if (!result.success) errors.push(...fieldErrors(result.error, input));
  return result.data;
}

/** The same key from the same sender on the same path is the same command; without one every request is new. */
function commandIdOf(operationId: OperationId, { params }: FastifyRequest, key: string, sender: Actor): string {
  // A filing's key makes the claim's id, and with it the command's.
  if (key === '' || operationId === 'fileClaim') return randomUUID();
  const about = Object.values(params as Record<string, string>)
    .join('/')
    .toLowerCase();
  const { role, id } = actorOfRecord(sender);
  return uuidv5(JSON.stringify([operationId, about, role, id, key]), COMMANDS);
}

/** Namespace of command ids (RFC 9562); any UUID, the same for ever. */
const COMMANDS = '6f0a3f5e-4d0b-5b39-9d6a-0f6a5b6f6a01';

/** A reader that just wrote sees its own write, or learns at once that it has to ask again. */
async function awaitReadModel(request: FastifyRequest, { projections, limits }: World): Promise<void> {
  const position = readAfterOf(request);
  if (position === 0n || (await projections.waitFor(position, limits.readAfterTimeoutMs))) return;
  throw new Problem('read/behind', { headers: { 'retry-after': '1' } });
}

function send(request: FastifyRequest, reply: FastifyReply, route: RouteDefinition, answer: Reply): FastifyReply {
  const { status, body, contentType, headers = {} } = answer;
  reply.headers(headers);
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-cache');
  if (route.method === 'GET' && route.versioned === true && isNotModified(request, headers['etag'])) {
    return reply.code(304).send();
  }
  reply.code(status);
  if (body === undefined) return reply.send();
  return reply
    .type(contentType ?? 'application/json; charset=utf-8')
    .send(contentType === undefined ? JSON.stringify(body) : body);
}
