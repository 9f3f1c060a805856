import { hash } from 'node:crypto';
import type { RecordedEvent } from '@foja/ledger';
import { digestOfEvent } from '@foja/ledger/sealing/leaves.ts';
import type { CopiedRow } from './copied-rows.ts';

/** An event that is to be held against the digest sealed at its position. */
export interface StoredEvent {
  readonly position: bigint;
  readonly stream: string;
  readonly revision: number;
  /** @param sealed SHA-256, one character a byte. */
  hasDigest(sealed: string): boolean;
  /** The same, worked out; undefined where it has no canonical text any more. */
  digest(): string | undefined;
}

/** Columns of `COPIED`, in order. */
const [POSITION, ID, STREAM, REVISION, TYPE, VERSION, DATA, METADATA] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
export const SEALED_COLUMNS = 'position, event_id::text, stream, revision::text, type, version::text, data, metadata';

// What stands between the columns in the canonical text of an event (ADR 11).
const [BEFORE_DATA, BEFORE_ID, BEFORE_METADATA, BEFORE_REVISION, BEFORE_STREAM, BEFORE_TYPE, BEFORE_VERSION, END] = [
  '{"data":',
  ',"id":"',
  '","metadata":',
  ',"revision":',
  ',"stream":"',
  '","type":"',
  '","version":',
  '}',
].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];

/**
 * Events as PostgreSQL copies them. Where the store's text is canonical as it stands, which is how it is written, the columns with
 * what belongs between them are the very bytes that were sealed, and nothing is parsed. That they hash to the sealed digest is what
 * proves it: columns that could hold a quotation mark of their own (stream, type) are refused this way, so no other event comes to
 * the same bytes. Events from before, and changed ones, are parsed and written canonically.
 */
export class CopiedEvents {
  #text = Buffer.allocUnsafeSlow(64 * 1024);

  /** Valid as long as the row. */
  of(row: CopiedRow): StoredEvent {
    const position = row.int8(POSITION);
    const parsed = (): RecordedEvent => parsedRow(row, position);
    const digest = () => digestOrNone(parsed);
    return {
      position,
      get stream() {
        return row.text(STREAM);
      },
      get revision() {
        return Number(row.text(REVISION));
      },
      hasDigest: (sealed) => this.#asItStands(row) === sealed || digest() === sealed,
      digest,
    };
  }

  #asItStands(row: CopiedRow): string | undefined {
    const { bytes, from, to } = row;
    if (!isPlain(row, STREAM) || !isPlain(row, TYPE)) return undefined;
    const most = (to[METADATA] ?? 0) - (from[ID] ?? 0) + 200;
    if (most > this.#text.length) this.#text = Buffer.allocUnsafeSlow(2 * most);
    const text = this.#text;
    let at = 0;
    const put = (before: Buffer, column: number) => {
      text.set(before, at);
      at += before.length;
      const end = to[column] ?? 0;
      for (let next = from[column] ?? 0; next < end; next += 1, at += 1) text[at] = bytes[next] ?? 0;
    };
    put(BEFORE_DATA, DATA);
    put(BEFORE_ID, ID);
    put(BEFORE_METADATA, METADATA);
    put(BEFORE_REVISION, REVISION);
    put(BEFORE_STREAM, STREAM);
    put(BEFORE_TYPE, TYPE);
    put(BEFORE_VERSION, VERSION);
    text.set(END, at);
    return hash('sha256', text.subarray(0, at + END.length), 'binary');
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function isPlain({ bytes, from, to }: CopiedRow, column: number): boolean {
  const end = to[column] ?? 0;
  for (let at = from[column] ?? 0; at < end; at += 1) {
    if (bytes[at] === QUOTE || bytes[at] === BACKSLASH) return false;
  }
  return true;
}

function parsedRow(row: CopiedRow, position: bigint): RecordedEvent {
  return {
    position,
    id: row.text(ID),
    stream: row.text(STREAM),
    revision: Number(row.text(REVISION)),
    type: row.text(TYPE),
    version: Number(row.text(VERSION)),
    data: JSON.parse(row.text(DATA)),
    metadata: JSON.parse(row.text(METADATA)),
    recordedAt: '',
  };
}

/** For a store that gives events parsed. */
export function readEvent(event: RecordedEvent): StoredEvent {
  const digest = () => digestOrNone(() => event);
  const { position, stream, revision } = event;
  return { position, stream, revision, hasDigest: (sealed) => digest() === sealed, digest };
}

function digestOrNone(event: () => RecordedEvent): string | undefined {
  try {
    const digest = digestOfEvent(event());
    return Buffer.from(digest.buffer, digest.byteOffset, digest.byteLength).toString('latin1');
  } catch {
    return undefined;
  }
}
