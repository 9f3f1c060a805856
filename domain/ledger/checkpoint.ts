import { base64, parseBase64, parseDecimal } from './encoding.ts';
import { type Hash, isHash } from './tree-hash.ts';

/** A tree head, c2sp.org/tlog-checkpoint: what the log signs, as the text of a note. */
export interface Checkpoint {
  /** Which log: `example.com/foja`. */
  readonly origin: string;
  /** Number of leaves. */
  readonly size: number;
  readonly root: Hash;
  /** Further lines, opaque. Ours are empty: nobody can audit them. */
  readonly extensions?: readonly string[];
}

/** The text of a note, not the note. Undefined where it is no checkpoint to the letter, or bigger than 2^53 - 1. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  if (!text.endsWith('\n')) return undefined;
  const [origin = '', decimal = '', encoded = '', ...extensions] = text.slice(0, -1).split('\n');
  const size = parseDecimal(decimal);
  const root = parseBase64(encoded);
  if (origin === '' || size === undefined || !isHash(root) || extensions.includes('')) return undefined;
  return { origin, size, root, ...(extensions.length > 0 && { extensions }) };
}

/** @throws RangeError where it would not read back the same. */
export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  const text = `${[origin, String(size), base64(root), ...extensions].join('\n')}\n`;
  const back = parseCheckpoint(text);
  if (back?.origin !== origin || back.size !== size || (back.extensions?.length ?? 0) !== extensions.length) {
    throw new RangeError('a checkpoint of empty or broken lines, or of no size');
  }
  return text;
}
