import { parseStored, trustStored, UnreadableEvent } from '@foja/contracts';
import { type ClaimEvent, isClaimEvent } from '@foja/domain/claim/events.ts';
import type { RecordedEvent } from '@foja/ledger/port.ts';
import { sealedIn } from '@foja/ledger/vault/box.ts';
import type { ProjectedEvent } from '../definition.ts';

/** An event that a projection cannot take. It stops that projection until the code, or the event's schema, is mended. */
export class PoisonEvent extends Error {
  override readonly name = 'PoisonEvent';
  readonly event: Pick<RecordedEvent, 'position' | 'type'>;

  constructor({ position, type }: RecordedEvent, cause: unknown) {
    super(cause instanceof Error ? cause.message : 'not an error', { cause });
    this.event = { position, type };
  }
}

/** The event as read models take it; undefined where it is not about a claim. Data of an older version is upcast. */
export type ReadEvent = (recorded: RecordedEvent) => ProjectedEvent | undefined;

/** An event of a batch, read once for all projections. What could not be read is only the trouble of those that want it. */
export interface Decoded {
  readonly recorded: RecordedEvent;
  readonly event: ProjectedEvent | undefined;
  readonly unreadable?: PoisonEvent;
}

export function decode(batch: readonly RecordedEvent[], read: ReadEvent): readonly Decoded[] {
  const decoded: Decoded[] = [];
  for (const recorded of batch) {
    try {
      decoded.push({ recorded, event: read(recorded) });
    } catch (cause) {
      decoded.push({ recorded, event: undefined, unreadable: new PoisonEvent(recorded, cause) });
    }
  }
  return decoded;
}

/** The store's data was parsed on its way in: type and version are checked, the fields are trusted. */
export const trusting: ReadEvent = (recorded) => {
  if (!recorded.stream.startsWith(PREFIX)) return undefined;
  const { type, version, data } = recorded;
  if (!isClaimEvent(recorded)) return undefined;
  if (sealedIn(data) !== undefined) throw new UnreadableEvent(recorded.unreadable ?? 'its box was not opened');
  return projected(recorded, trustStored(type, version, data) as ClaimEvent);
};

/** Every field is parsed again: for a ledger that somebody else may have written. */
export const validating: ReadEvent = (recorded) => {
  if (!recorded.stream.startsWith(PREFIX) || !isClaimEvent(recorded)) return undefined;
  return projected(recorded, parseStored(recorded.type, recorded.version, recorded.data) as ClaimEvent);
};

const PREFIX = 'claim-';

function projected({ stream, revision, position }: RecordedEvent, { type, data }: ClaimEvent): ProjectedEvent {
  const claimId = stream.slice(PREFIX.length);
  return { type, data, claimId, revision, position: position.toString() } as ProjectedEvent;
}
