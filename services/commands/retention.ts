import type { EventOf } from '@foja/contracts';
import { type RetentionRule, retentionWith } from '@foja/domain/claim/index.ts';
import { decodeEvent, encodeEvent } from '@foja/ledger/codec.ts';
import { type EventStore, NO_STREAM } from '@foja/ledger/port.ts';
import { readStream } from './claim-reader.ts';
import type { Caller } from './commands.ts';
import { eventId, metadataOf } from './event-ids.ts';

/** Corrections to the terms of keeping, in order. */
export const RETENTION_STREAM = 'retention-pe';

/** The terms of keeping in force. Read when they are needed, which is seldom. */
export async function readRetention(store: EventStore): Promise<readonly RetentionRule[]> {
  return retentionWith(await corrections(store));
}

/** Corrects a rule by its name, or adds one. @throws where somebody else corrects at the same moment. */
export async function correctRetention(
  store: EventStore,
  data: EventOf<'RetentionCorrected'>['data'],
  { by, now }: { readonly by: Caller; readonly now: string },
): Promise<readonly RetentionRule[]> {
  const before = await corrections(store);
  const event: EventOf<'RetentionCorrected'> = { type: 'RetentionCorrected', data };
  const result = await store.append({
    stream: RETENTION_STREAM,
    expectedRevision: before.length + NO_STREAM,
    events: [encodeEvent(event, eventId(by.commandId, RETENTION_STREAM), metadataOf(by, now))],
  });
  if (result.outcome === 'conflict') throw new Error('the terms of keeping were corrected a moment ago; look again');
  return retentionWith([...before, event]);
}

async function corrections(store: EventStore): Promise<EventOf<'RetentionCorrected'>[]> {
  const events = (await readStream(store, RETENTION_STREAM)).map((recorded) => decodeEvent(recorded).event);
  return events.filter((event): event is EventOf<'RetentionCorrected'> => event.type === 'RetentionCorrected');
}
