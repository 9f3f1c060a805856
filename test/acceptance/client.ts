import { randomUUID } from 'node:crypto';
import { type ProblemAnswer, problem } from '@foja/contracts/http/answers.ts';
import type { RouteDefinition } from '@foja/contracts/http/route.ts';
import { type OperationId, type Routes, routes } from '@foja/contracts/http/routes.ts';
import type { FastifyInstance } from 'fastify';
import { expect } from 'vitest';
import type { z } from 'zod';

export interface Request {
  readonly params?: Record<string, string | number>;
  readonly query?: Record<string, string>;
  /** JSON, or text to be sent as it is. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

type Answers = { [K in OperationId]: Routes[K]['answers'] };
type BodyOf<S> = S extends { readonly schema: infer Z extends z.ZodType } ? z.output<Z> : undefined;
/** What an operation answers when all goes well. */
export type Success<K extends OperationId> = BodyOf<Answers[K][Extract<keyof Answers[K], 200 | 201 | 204>]>;

export interface Response<T> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: T;
  readonly text: string;
}

/** A client of the API. Every answer it gets is held against the contract, whatever else a test looks at. */
export interface Client {
  /** Expects success. */
  ok<K extends OperationId>(operation: K, request?: Request): Promise<Response<Success<K>>>;
  /** Expects a problem. */
  fails(operation: OperationId, request?: Request): Promise<Response<ProblemAnswer>>;
  /** Whatever comes. */
  send(operation: OperationId, request?: Request): Promise<Response<unknown>>;
}

export function clientOf(app: FastifyInstance, credential?: string): Client {
  async function send(operation: OperationId, request: Request = {}): Promise<Response<unknown>> {
    const route: RouteDefinition = routes[operation];
    const { params = {}, query = {}, body, headers = {} } = request;
    const reply = await app.inject({
      method: route.method,
      url: urlOf(route.path, params),
      query,
      headers: {
        ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
    });
    const answer = { status: reply.statusCode, headers: reply.headers as Record<string, string>, text: reply.body };
    return { ...answer, body: heldAgainstContract(operation, answer) };
  }
  return {
    send,
    async ok<K extends OperationId>(operation: K, request?: Request) {
      const answer = await send(operation, request);
      if (answer.status >= 300) throw new Error(`${operation}: ${answer.status} ${answer.text}`);
      return answer as Response<Success<K>>;
    },
    async fails(operation, request) {
      const answer = await send(operation, request);
      expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
      return answer as Response<ProblemAnswer>;
    },
  };
}

/** A body of the contract's own words, or none; anything else is a mistake of ours. */
function heldAgainstContract(
  operation: OperationId,
  { status, headers, text }: Omit<Response<unknown>, 'body'>,
): unknown {
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/problem+json')) {
    const body = problem.parse(JSON.parse(text));
    expect(body.status).toBe(status);
    expect(headers['x-request-id']).toBe(body.requestId);
    return body;
  }
  const answer = (routes[operation] as RouteDefinition).answers[status];
  if (answer === undefined) throw new Error(`${operation} is not documented to answer ${status}: ${text}`);
  if (answer.schema === undefined || !type.startsWith('application/json')) return text === '' ? undefined : text;
  const body: unknown = JSON.parse(text);
  const parsed = answer.schema.safeParse(body);
  if (!parsed.success) throw new Error(`${operation} ${status} breaks its contract: ${parsed.error.message}`);
  return body;
}

export function urlOf(path: string, params: Record<string, string | number>): string {
  return path.replace(/\{(\w+)\+?\}/g, (_, name: string) => String(params[name] ?? `{${name}}`));
}

export function idempotencyKey(): Record<string, string> {
  return { 'idempotency-key': randomUUID() };
}
