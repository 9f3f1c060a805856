import { PROBLEM_JSON, Problem, problemAnswer } from '@foja/commands/problems/problem.ts';
import type { ProblemCode } from '@foja/contracts';
import { StoreUnavailable } from '@foja/ledger/port.ts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { languageOf } from './headers.ts';
import { withoutData } from './request-log.ts';

/** Everything that goes wrong leaves as problem+json, whoever found it: our code, Fastify, or the store. */
export function answerErrors(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler(async (error, request, reply) => {
    const problem = problemOf(error, request.method !== 'GET', request.routeOptions.bodyLimit);
    const { code } = problem;
    // What we say no to by ourselves (a reader ahead of the read models, no browser yet) is nobody's alarm.
    if (error instanceof Problem && problem.status >= 500) log.warn({ requestId: request.id, code }, 'request not met');
    else if (problem.status >= 500) log.error({ requestId: request.id, err: withoutData(error) }, 'request failed');
    return sendProblem(problem, request, reply);
  });
}

export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const language = languageOf(request);
  return reply
    .code(problem.status)
    .headers(problem.more.headers ?? {})
    .header('content-language', language)
    .header('cache-control', 'no-store')
    .type(PROBLEM_JSON)
    .send(JSON.stringify(problemAnswer(problem, language, request.id)));
}

/**
 * @param writes whether something may have been stored before it went wrong.
 * @param limitBytes the longest body that the route takes.
 */
export function problemOf(error: unknown, writes: boolean, limitBytes?: number): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StoreUnavailable) {
    const code = error.outcome === 'unknown' ? 'server/unknown-outcome' : 'server/unavailable';
    return new Problem(code, { headers: { 'retry-after': '2' } });
  }
  const { code, statusCode } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_HANDLER_TIMEOUT') {
    return new Problem(writes ? 'server/unknown-outcome' : 'server/unavailable', { headers: { 'retry-after': '2' } });
  }
  if (code === 'cursor/invalid') return new Problem(code, { errors: [{ field: 'cursor', code: 'field/value' }] });
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' && limitBytes !== undefined) return tooLarge(limitBytes);
  const known = code === undefined ? undefined : FASTIFY_CODES[code];
  if (known !== undefined) return new Problem(known);
  const ours = statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? 'request/malformed' : 'server/error';
  return new Problem(ours);
}

/** The body is not read any further than its limit, so which of its fields is to blame nobody knows. */
function tooLarge(limitBytes: number): Problem {
  const kib = Math.floor(limitBytes / 1024);
  return new Problem('request/too-large', {
    about: { limitBytes },
    errors: [{ field: '(body)', code: 'body/too-large' }],
    detail: {
      es: `El envío entero puede tener hasta ${limitBytes} bytes (${kib} KiB). Acorte los textos; de un archivo se envía solo su SHA-256.`,
      en: `The whole request may have up to ${limitBytes} bytes (${kib} KiB). Shorten the texts; of a file only its SHA-256 is sent.`,
    },
  });
}

const FASTIFY_CODES: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request/too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request/media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request/malformed',
  FST_ERR_BAD_URL: 'request/malformed',
  FST_ERR_MAX_PARAM_LENGTH: 'request/not-found',
};
