import { hash } from 'node:crypto';
import type { EventMetadata } from '@foja/ledger/port.ts';
import type { Caller } from './commands.ts';

/** Id of an event, from its command and its place in what the command did: a retry appends the same ids. */
export function eventId(commandId: string, place: number | string): string {
  return nameBased(String(place), commandId);
}

/** The claim that a client's Idempotency-Key stands for in a book; the same key is the same claim for ever. */
export function claimIdOf(bookId: string, idempotencyKey: string): string {
  return nameBased(idempotencyKey, bookId);
}

export function metadataOf(by: Caller, occurredAt: string): EventMetadata {
  return {
    occurredAt,
    actor: by.actor,
    causationId: by.commandId,
    correlationId: by.correlationId,
    ...(by.traceparent === undefined ? {} : { traceparent: by.traceparent }),
  };
}

/**
 * UUID version 5 (RFC 9562, section 5.5). The same as npm `uuid`'s, which the spec holds it against, at a sixth of its
 * time: a filing needs five.
 */
function nameBased(name: string, namespace: string): string {
  const prefix = Buffer.from(namespace.replaceAll('-', ''), 'hex');
  const digest = hash('sha1', Buffer.concat([prefix, Buffer.from(name, 'utf8')]), 'hex');
  const variant = ((Number.parseInt(digest.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(18, 20)}-${digest.slice(20, 32)}`;
}
