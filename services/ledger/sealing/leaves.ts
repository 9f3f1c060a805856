import { eventText, type Hash, utf8 } from '@foja/domain/ledger/index.ts';
import type { RecordedEvent } from '../port.ts';
import { primitives } from '../primitives.ts';
import { RecentEvent } from '../recent.ts';

const ENTRY = 'foja-event/v1 sha256:';

/** What the log holds of an event: the SHA-256 of its text, and the leaf that follows from it (ADR 11). */
export interface Leaf {
  readonly digest: Hash;
  readonly leaf: Hash;
}

/** @param event as it is stored, boxes closed. @throws NotCanonical */
export function leafOfEvent(event: RecordedEvent): Leaf {
  const digest = digestOfEvent(event);
  return { digest, leaf: leafOfDigest(digest) };
}

/** SHA-256 of the event's canonical text. @throws NotCanonical */
export function digestOfEvent(event: RecordedEvent): Hash {
  return RecentEvent.written(event)?.digest ?? primitives.sha256(eventText(event));
}

export function leafOfDigest(digest: Hash): Hash {
  return primitives.sha256(`\0${ENTRY}${hex(digest)}`);
}

/** The log's entry, as bundles of entries serve it. */
export function entryOfDigest(digest: Hash): Uint8Array {
  return utf8(`${ENTRY}${hex(digest)}`);
}

function hex(bytes: Hash): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
