import { base64, parseBase64, parseDecimal, utf8Text } from './encoding.ts';
import { parseNote } from './note.ts';
import { isSize } from './subtrees.ts';
import { type Hash, isHash } from './tree-hash.ts';

/** A proof that needs nothing but keys to verify, c2sp.org/tlog-proof; kept as `<name>.tlog-proof`. */
export interface TlogProof {
  /** Place of the entry in the log, from 0. */
  readonly index: number;
  /** From the leaf's sibling up; see `inclusionProof`. */
  readonly path: readonly Hash[];
  /** A signed note, verbatim, with whatever cosignatures it has. */
  readonly checkpoint: string;
  /** Anything; nothing vouches for it. */
  readonly extra?: Uint8Array;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
/** As many hashes as a path of the biggest possible log has; a safe integer needs 53. */
const PATH_MAX = 63;

/** @throws RangeError where it would not read back. */
export function formatTlogProof({ index, path, checkpoint, extra }: TlogProof): string {
  const whole = isSize(index) && path.length <= PATH_MAX && path.every(isHash) && parseNote(checkpoint) !== undefined;
  if (!whole) throw new RangeError('not an index, hashes and a signed note');
  return [
    HEADER,
    ...(extra === undefined ? [] : [`extra ${base64(extra)}`]),
    `index ${index}`,
    ...path.map(base64),
    '',
    checkpoint,
  ].join('\n');
}

/** The parts, nothing verified; undefined where it is no proof to the letter. The checkpoint has the form of a note. */
export function parseTlogProof(input: Uint8Array | string): TlogProof | undefined {
  const text = utf8Text(input);
  const blank = text?.indexOf('\n\n') ?? -1;
  if (text === undefined || blank < 0) return undefined;
  const [header, ...lines] = text.slice(0, blank).split('\n');
  const extra = lines[0]?.startsWith('extra ') ? parseBase64(lines.shift()?.slice('extra '.length) ?? '') : null;
  const place = lines.shift();
  const index = place?.startsWith('index ') ? parseDecimal(place.slice('index '.length)) : undefined;
  if (header !== HEADER || extra === undefined || index === undefined || lines.length > PATH_MAX) return undefined;
  const path = lines.map(parseBase64).filter(isHash);
  const checkpoint = text.slice(blank + 2);
  if (path.length !== lines.length || parseNote(checkpoint) === undefined) return undefined;
  return { index, path, checkpoint, ...(extra !== null && { extra }) };
}
