import type { EventMetadata } from '@foja/ledger/port.ts';
import { v5 as uuidv5 } from 'uuid';
import type { Caller } from './commands.ts';

/** Id of an event, from its command and its place in what the command did: a retry appends the same ids. */
export function eventId(commandId: string, place: number | string): string {
  return uuidv5(String(place), commandId);
}

/** The claim that a client's Idempotency-Key stands for in a book; the same key is the same claim for ever. */
export function claimIdOf(bookId: string, idempotencyKey: string): string {
  return uuidv5(idempotencyKey, bookId);
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
