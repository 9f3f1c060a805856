import { type Language, Problem } from '@foja/commands/problems/problem.ts';
import { ledgerPosition } from '@foja/contracts/primitives.ts';
import { START } from '@foja/ledger/port.ts';
import type { FastifyRequest } from 'fastify';

/** What clients say in headers, parsed. Node joins or drops repeated headers; an array is never one of these. */

export function languageOf(request: FastifyRequest): Language {
  // A request whose URL can't be read never meets the plugin that negotiates.
  if (typeof request.accepts !== 'function') return 'es';
  return request.accepts().language(['es', 'en']) === 'en' ? 'en' : 'es';
}

/** @throws Problem where it is required and missing, or malformed: 1 to 200 visible ASCII characters. */
export function idempotencyKeyOf({ headers }: FastifyRequest, need: 'required' | 'optional' | undefined): string {
  if (need === undefined) return '';
  const key = headers['idempotency-key'];
  if (key === undefined || key === '') {
    if (need === 'required') throw new Problem('idempotency/missing', wrong('Idempotency-Key', 'field/required'));
    return '';
  }
  if (typeof key !== 'string' || !/^[!-~]{1,200}$/.test(key))
    throw new Problem('idempotency/malformed', wrong('Idempotency-Key'));
  return key;
}

/** The revision that If-Match names; undefined where it is absent or `*`. A weak tag never matches, so it is malformed. */
export function ifMatchOf({ headers }: FastifyRequest): number | undefined {
  const value = headers['if-match'];
  if (value === undefined || value === '*') return undefined;
  const revision = /^"(\d{1,9})"$/.exec(value)?.[1];
  if (revision === undefined) throw new Problem('precondition/malformed', wrong('If-Match'));
  return Number(revision);
}

/** Whether If-None-Match names the tag; weak comparison, as RFC 9110 has it. */
export function isNotModified({ headers }: FastifyRequest, etag: string | undefined): boolean {
  const value = headers['if-none-match'];
  if (value === undefined || etag === undefined) return false;
  return value === '*' || value.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/** Position that a reader wants to see; START where it does not say. */
export function readAfterOf({ headers }: FastifyRequest): bigint {
  const value = headers['foja-read-after'];
  if (value === undefined) return START;
  const { success, data } = ledgerPosition.safeParse(value);
  if (!success) throw new Problem('request/invalid', wrong('Foja-Read-After'));
  return BigInt(data);
}

/** W3C trace context, carried on only where it is well-formed. */
export function traceparentOf({ headers }: FastifyRequest): string | undefined {
  const value = headers['traceparent'];
  return typeof value === 'string' && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(value) ? value : undefined;
}

/** A header is a field like any other, by its name. */
function wrong(field: string, code = 'field/value') {
  return { errors: [{ field, code }] };
}
