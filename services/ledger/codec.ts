import { catalogue, currentVersion, type LedgerEvent, parseStored, UnreadableEvent } from '@foja/contracts';
import type { z } from 'zod';
import type { EventMetadata, EventToAppend, Json, RecordedEvent } from './port.ts';

/** A stored event as the domain reads it: parsed by the schema of its own version and brought to the latest. */
export interface DecodedEvent {
  readonly event: LedgerEvent;
  readonly recorded: RecordedEvent;
}

/**
 * An event as the store takes it, in the current version of its type.
 * @throws UnreadableEvent where the data does not follow its schema: better no event than one that can't be read.
 */
export function encodeEvent(event: LedgerEvent, id: string, metadata: EventMetadata): EventToAppend {
  const version = currentVersion(event.type);
  const schemas: Record<number, z.ZodType> = catalogue[event.type];
  const parsed = schemas[version]?.safeParse(event.data);
  if (parsed?.success !== true) {
    const fields = parsed?.error?.issues.map((issue) => issue.path.join('.') || '(whole)').join(', ');
    throw new UnreadableEvent(`${event.type} v${version} would not follow its schema at: ${fields}`);
  }
  return { id, type: event.type, version, data: event.data as Json, metadata };
}

/** @throws UnreadableEvent */
export function decodeEvent(recorded: RecordedEvent): DecodedEvent {
  if (recorded.unreadable !== undefined) throw new UnreadableEvent(recorded.unreadable);
  return { event: parseStored(recorded.type, recorded.version, recorded.data), recorded };
}
