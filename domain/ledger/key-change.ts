import { parseCheckpoint } from './checkpoint.ts';
import { base64, parseBase64, parseDecimal } from './encoding.ts';
import { parseNote } from './note.ts';
import { formatVerifierKey, parseVerifierKey, type VerifierKey } from './note-keys.ts';
import type { Primitives } from './primitives.ts';
import { isKey, openNote } from './signing.ts';
import { type Hash, isHash } from './tree-hash.ts';
import type { Trust } from './trust.ts';

/**
 * A planned change of the key that signs a log: a note that both keys sign. The old one vouches for the new one, and the new
 * one for what the old one signed up to there; whoever trusts either can follow. The log's name stays: it is the keys' name.
 */
export interface KeyChange {
  readonly origin: string;
  /** The last checkpoint that the old key signs. */
  readonly size: number;
  readonly root: Hash;
  readonly before: VerifierKey;
  readonly after: VerifierKey;
}

const FIRST_LINE = 'foja/key-change/1';

/** The text of the note. */
export function formatKeyChange({ origin, size, root, before, after }: KeyChange): string {
  const lines = [FIRST_LINE, origin, String(size), base64(root), formatVerifierKey(before), formatVerifierKey(after)];
  return `${lines.join('\n')}\n`;
}

/** Undefined where it is no such note to the letter, or not signed by both. Never throws. */
export function openKeyChange({ sha256, ed25519 }: Primitives, note: string): KeyChange | undefined {
  const text = parseNote(note)?.text ?? '';
  const [first, origin = '', decimal = '', encoded = '', old = '', next = '', ...rest] = text.split('\n');
  const [size, root] = [parseDecimal(decimal), parseBase64(encoded)];
  const [before, after] = [parseVerifierKey(sha256, old), parseVerifierKey(sha256, next)];
  if (first !== FIRST_LINE || rest.join('\n') !== '' || rest.length !== 1) return undefined;
  if (size === undefined || !isHash(root) || before === undefined || after === undefined) return undefined;
  const logs = [before, after].every(({ type, name }) => type === 'ed25519' && name === origin);
  if (!logs || isKey(before, after)) return undefined;
  const opened = openNote(ed25519, note, [before, after]);
  return opened.ok && opened.signed.length === 2 ? { origin, size, root, before, after } : undefined;
}

/** Several of them in one text, and back. */
export function formatKeyChanges(notes: readonly string[]): string {
  return notes.join(BETWEEN_NOTES);
}

export function parseKeyChanges(text: string): string[] {
  return text.split(BETWEEN_NOTES).filter((note) => note.trim() !== '');
}

/** No line of such a note is this one. */
const BETWEEN_NOTES = '---\n';

/** The keys that sign a log one after another, the oldest first. */
export interface LogKeys {
  readonly origin: string;
  readonly keys: readonly {
    readonly key: VerifierKey /** Signs no checkpoint bigger than this. */;
    readonly upTo?: number;
  }[];
}

/** A key alone, or all that followed from it. */
export type LogTrust = VerifierKey | LogKeys;

export interface FollowedKeys {
  readonly keys: LogKeys;
  /** Places in the list of those that don't hold, are of another log, or contradict another one. */
  readonly refused: readonly number[];
}

/** From one trusted key to those before and after it. Never throws. */
export function followKeyChanges(primitives: Primitives, trusted: VerifierKey, notes: readonly string[]): FollowedKeys {
  const open = new Map(notes.map((note, place) => [place, openKeyChange(primitives, note)]));
  const keys: { key: VerifierKey; upTo?: number }[] = [{ key: trusted }];
  const used = new Set<number>();

  function only(suits: (change: KeyChange) => boolean): KeyChange | undefined {
    const suitable = [...open].flatMap(([place, change]) =>
      change !== undefined && suits(change) ? [{ place, change }] : [],
    );
    const [found, another] = suitable;
    // A key that was handed on twice is one that somebody else has, too: nothing that follows is to be believed.
    if (found === undefined || another !== undefined) return undefined;
    used.add(found.place);
    return found.change;
  }

  for (let last = keys.at(-1); last !== undefined; last = keys.at(-1)) {
    const { key } = last;
    const since = keys.at(-2)?.upTo ?? 0;
    const next = only(({ before, size }) => isKey(before, key) && size >= since);
    if (next === undefined || keys.some((known) => isKey(known.key, next.after))) break;
    keys.splice(-1, 1, { key, upTo: next.size }, { key: next.after });
  }
  for (let [first] = keys; first !== undefined; [first] = keys) {
    const { key, upTo = Number.POSITIVE_INFINITY } = first;
    const earlier = only(({ after, size }) => isKey(after, key) && size <= upTo);
    if (earlier === undefined || keys.some((known) => isKey(known.key, earlier.before))) break;
    keys.unshift({ key: earlier.before, upTo: earlier.size });
  }
  return {
    keys: { origin: trusted.name, keys },
    refused: notes.flatMap((_, place) => (used.has(place) ? [] : [place])),
  };
}

/** What a note's own signature is to be held against: the key that signed the log when it had the size that the note says. */
export function trustAt(trusted: LogTrust, note: Uint8Array | string): Trust {
  if (!('keys' in trusted)) return { logs: [{ origin: trusted.name, keys: [trusted] }] };
  const size = parseCheckpoint(parseNote(note)?.text ?? '')?.size ?? 0;
  const found = trusted.keys.find(({ upTo }) => upTo === undefined || size <= upTo) ?? trusted.keys.at(-1);
  return { logs: [{ origin: trusted.origin, keys: found === undefined ? [] : [found.key] }] };
}

/** Those that may sign something of no size of its own, made when the log had that size at least. */
export function keysSince(trusted: LogTrust, size: number): readonly VerifierKey[] {
  if (!('keys' in trusted)) return [trusted];
  return trusted.keys.filter(({ upTo }) => upTo === undefined || size <= upTo).map(({ key }) => key);
}
