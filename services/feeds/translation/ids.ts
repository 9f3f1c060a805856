import { eventId } from '@foja/commands/event-ids.ts';
import type { MessageType } from '@foja/contracts/integration/catalogue.ts';
import type { Alert } from './claim.ts';

/*
 * UUIDs of version 5, made of what a message tells: whoever makes it again, after a crash or from the first event on, makes
 * the same id, and the log knows it.
 */

/** @param factId id of the event in the ledger */
export function idOfFact(factId: string, type: MessageType): string {
  return eventId(factId, type);
}

export function idOfAlert(claimId: string, dueDate: string, kind: Alert['kind']): string {
  return eventId(claimId, `${kind} ${dueDate}`);
}

export function idOfDay(ruc: string, date: string): string {
  return eventId(DAYS, `${ruc} ${date}`);
}

export function idOfCheckpoint({ size, root }: { readonly size: number; readonly root: string }): string {
  return eventId(CHECKPOINTS, `${size} ${root}`);
}

/** Namespaces (RFC 9562); any UUIDs, the same for ever. */
const DAYS = '5c1f3a0e-7d42-5b86-9e10-3f6b2a8d4c71';
const CHECKPOINTS = 'b7e94d25-0c6a-5f13-8a72-91d5e3f0c648';
