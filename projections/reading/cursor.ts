/**
 * Where a page ended: the sort key of its last row, opaque to clients. It holds no personal data and needs no seal: it
 * only says where to go on, and every query is scoped by tenant anyway.
 */
export interface Cursor {
  /** An instant or a date, as the list is sorted. */
  readonly at: string;
  readonly claimId: string;
}

/** The cursor was not made by this list. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
  readonly code = 'cursor/invalid';
}

export function writeCursor(list: string, { at, claimId }: Cursor): string {
  return Buffer.from(JSON.stringify([list, at, claimId])).toString('base64url');
}

/** @throws InvalidCursor for anything that `writeCursor` did not write for the same list. */
export function readCursor(list: string, text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  if (text.length > 300 || !/^[\w-]+$/.test(text)) throw new InvalidCursor('not a cursor');
  const parsed = parse(Buffer.from(text, 'base64url').toString('utf8'));
  if (!Array.isArray(parsed) || parsed.length !== 3 || parsed[0] !== list) throw new InvalidCursor('not of this list');
  const [, at, claimId] = parsed as unknown[];
  if (typeof at !== 'string' || !AT.test(at) || Number.isNaN(Date.parse(at))) throw new InvalidCursor('not a moment');
  if (typeof claimId !== 'string' || !UUID.test(claimId)) throw new InvalidCursor('not a claim');
  return { at, claimId };
}

const AT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d\.\d{3}Z)?$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidCursor('not a cursor', { cause });
  }
}
