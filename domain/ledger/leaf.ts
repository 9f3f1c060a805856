import { canonicalJson } from './canonical-json.ts';
import type { Sha256 } from './primitives.ts';
import type { Hash } from './tree-hash.ts';

/** What the log vouches for: the event as it is stored, sealed fields sealed, in the version it was written in. */
export interface SealedEvent {
  readonly stream: string;
  /** From 0. */
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly version: number;
  /** As JSON.parse gives it. */
  readonly data: unknown;
  readonly metadata: unknown;
}

/**
 * The text whose SHA-256 stands in the log: the seven members in canonical JSON (RFC 8785). Nothing else of the event goes
 * in, so that a ledger moved to another store (other positions, other recording times) keeps its root.
 * @throws NotCanonical
 */
export function eventText(event: SealedEvent): string {
  return eventTextOf(event, { data: canonicalJson(event.data), metadata: canonicalJson(event.metadata) });
}

/** The same, from the canonical texts of data and metadata. @throws NotCanonical */
export function eventTextOf(
  { stream, revision, id, type, version }: Omit<SealedEvent, 'data' | 'metadata'>,
  { data, metadata }: { readonly data: string; readonly metadata: string },
): string {
  // Keys in the order of their UTF-16 code units.
  return (
    `{"data":${data},"id":${canonicalJson(id)},"metadata":${metadata},"revision":${canonicalJson(revision)},` +
    `"stream":${canonicalJson(stream)},"type":${canonicalJson(type)},"version":${canonicalJson(version)}}`
  );
}

/**
 * The log's entry for an event, as ASCII, which bundles of entries serve: `foja-event/v1 sha256:<hex of the SHA-256 of
 * eventText>`. Always 85 bytes, whatever the event holds, and tells nothing of it: bundles are public, claims are not (ADR 11).
 * @throws NotCanonical
 */
export function entryOf(sha256: Sha256, event: SealedEvent): string {
  return `foja-event/v1 sha256:${hex(sha256(eventText(event)))}`;
}

/** The event's leaf: SHA-256(0x00 ‖ entry), RFC 6962; the same as `treeHash(sha256).leaf(utf8(entry))`. @throws NotCanonical */
export function leafOf(sha256: Sha256, event: SealedEvent): Hash {
  return sha256(`\0${entryOf(sha256, event)}`);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
