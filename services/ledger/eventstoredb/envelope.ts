import type { AllStreamResolvedEvent, JSONEventData, JSONType, ResolvedEvent } from '@eventstore/db-client';
import { z } from 'zod';
import type { EventMetadata, EventToAppend, Json, Position, RecordedEvent } from '../port.ts';

/*
 * How an event of the ledger lies in EventStoreDB (ADR 18): its type and data are the server's; its metadata holds ours
 * whole, so that every member comes back as it went in, beside the schema version and the id of the append it came with.
 */

const envelope = z.object({
  version: z.int().min(1),
  /** Tells an append from its repetition: the server answers both alike. */
  append: z.string(),
  metadata: z.record(z.string(), z.unknown()),
});

/** An event that Foja did not write. Skipping it would hide that somebody writes to the ledger past Foja. */
export class ForeignEvent extends Error {
  override readonly name = 'ForeignEvent';
}

export interface StoredEvent {
  readonly recorded: RecordedEvent;
  readonly append: string;
}

/** @throws TypeError for data that is no JSON: the client would never settle (a bigint), or store something else. */
export function toProposed(event: EventToAppend, append: string): JSONEventData {
  const { id, type, version, data, metadata } = event;
  for (const part of [data, metadata]) {
    if (JSON.stringify(part) === undefined) throw new TypeError(`event ${id} holds what is no JSON`);
  }
  // The client writes any JSON; its types only know objects, lists and texts.
  const told = { data: data as JSONType, metadata: { version, append, metadata } };
  return { contentType: 'application/json', id, type, ...told };
}

/** @throws ForeignEvent */
export function toStored({ event }: ResolvedEvent | AllStreamResolvedEvent): StoredEvent {
  if (event === undefined) throw new ForeignEvent('the event store answered a link to an event that is gone');
  const { id, streamId, type } = event;
  const revision = Number(event.revision);
  const parsed = envelope.safeParse(event.metadata);
  if (!parsed.success || !event.isJson) {
    throw new ForeignEvent(
      `${type} at ${streamId}/${revision} was not written by Foja; its ledger needs a store of its own`,
    );
  }
  const { version, append, metadata } = parsed.data;
  const recorded = {
    id: id.toLowerCase(),
    stream: streamId,
    revision,
    position: positionOf(event),
    type,
    version,
    data: event.data as Json,
    metadata: metadata as unknown as EventMetadata,
    recordedAt: event.created.toISOString(),
  };
  return { recorded, append };
}

const LAST_POSITION = 2n ** 63n - 1n;

/**
 * The log position of the event's record: an event committed by its own record has it as commit and as prepare position.
 * All are but those of explicit transactions, which only TCP clients made.
 */
function positionOf({
  streamId,
  revision,
  position,
}: NonNullable<ResolvedEvent['event']> & { position?: unknown }): Position {
  const { commit, prepare } = (position ?? {}) as { commit?: bigint; prepare?: bigint };
  if (commit === undefined || commit !== prepare || commit > LAST_POSITION) {
    throw new ForeignEvent(
      `${streamId}/${revision} has no position of its own: Foja needs EventStoreDB 22.10 or later`,
    );
  }
  return commit;
}
