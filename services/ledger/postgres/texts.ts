import { canonicalJson, eventTextOf, NotCanonical } from '@foja/domain/ledger/index.ts';
import type { EventMetadata, EventToAppend, Json, StreamAppend } from '../port.ts';
import { primitives } from '../primitives.ts';
import type { Written } from '../recent.ts';

/** What is sent of the events of one request, in their order. */
export interface Texts {
  readonly data: readonly string[];
  readonly metadata: readonly string[];
  /** By event; undefined where one of them has no canonical text: it is stored, and the sealer will say so. */
  readonly written: readonly Written[] | undefined;
  /** About how many bytes all of it takes. */
  readonly bytes: number;
}

interface Text<T> {
  readonly value: T;
  readonly text: string;
  readonly canonical: boolean;
}

/**
 * The events as JSON. Written canonically (RFC 8785), so that what is stored is, byte for byte, what the sealed log's hash
 * covers; and that hash is made here, where the text is at hand.
 */
export function textsOf(appends: readonly StreamAppend[]): Texts {
  const data: string[] = [];
  const metadata: string[] = [];
  const written: Written[] = [];
  // Events of one command share their metadata: written once.
  const shared = new Map<EventMetadata, Text<EventMetadata>>();
  let bytes = 200 * appends.length;
  for (const { stream, expectedRevision, events } of appends) {
    for (const [index, event] of events.entries()) {
      const what = textOf<Json>(event.data);
      const about = shared.get(event.metadata) ?? textOf(event.metadata);
      shared.set(event.metadata, about);
      data.push(what.text);
      metadata.push(about.text);
      bytes += what.text.length + about.text.length;
      if (!what.canonical || !about.canonical) continue;
      const { id, type, version } = event;
      const place = { stream, revision: expectedRevision + 1 + index, id, type, version };
      const digest = primitives.sha256(eventTextOf(place, { data: what.text, metadata: about.text }));
      written.push({ source: asStored(event, what.value, about.value), digest });
    }
  }
  return { data, metadata, written: written.length === data.length ? written : undefined, bytes };
}

/** What JSON leaves out (members that are undefined) has no canonical text, and is left out before. */
function textOf<T>(value: T): Text<T> {
  const text = canonicalText(value);
  if (text !== undefined) return { value, text, canonical: true };
  const plain = JSON.stringify(value);
  const stored = JSON.parse(plain) as T;
  const again = canonicalText(stored);
  return { value: stored, text: again ?? plain, canonical: again !== undefined };
}

function canonicalText(value: unknown): string | undefined {
  try {
    return canonicalJson(value);
  } catch (error) {
    if (error instanceof NotCanonical) return undefined;
    throw error;
  }
}

function asStored(event: EventToAppend, data: Json, metadata: EventMetadata): EventToAppend {
  return data === event.data && metadata === event.metadata ? event : { ...event, data, metadata };
}
