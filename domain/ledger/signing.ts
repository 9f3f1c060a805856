import { parseCheckpoint } from './checkpoint.ts';
import { utf8 } from './encoding.ts';
import { formatNote, type Note, type NoteSignature, parseNote } from './note.ts';
import type { SignerKey, VerifierKey } from './note-keys.ts';
import type { Ed25519 } from './primitives.ts';
import { sameBytes } from './tree-hash.ts';

const SIGNATURE_BYTES = 64;
const TIME_BYTES = 8;

/**
 * A signature over a note's text by a key of type `ed25519`.
 * @throws RangeError where the key is a witness's, which signs checkpoints with `cosign` only.
 */
export function sign(ed25519: Ed25519, { key, seed }: SignerKey, text: string): NoteSignature {
  if (key.type !== 'ed25519') throw new RangeError('a witness’s key signs cosignatures only');
  return { name: key.name, keyId: key.keyId, signature: ed25519.sign(seed, utf8(text)) };
}

/**
 * A witness's word that at this time the checkpoint was the biggest it had seen of its log, and consistent with all before
 * (c2sp.org/tlog-cosignature, Ed25519). The witness has checked that and written it down before it signs.
 * @param atSeconds POSIX time.
 * @throws RangeError where the key is none of a witness, or the text no checkpoint.
 */
export function cosign(ed25519: Ed25519, { key, seed }: SignerKey, text: string, atSeconds: number): NoteSignature {
  if (key.type !== 'cosignature/v1') throw new RangeError('not a witness’s key');
  const message = cosignedMessage(text, atSeconds);
  if (message === undefined) throw new RangeError('only a checkpoint is cosigned, at a whole second');
  const signature = new Uint8Array(TIME_BYTES + SIGNATURE_BYTES);
  new DataView(signature.buffer).setBigUint64(0, BigInt(atSeconds));
  signature.set(ed25519.sign(seed, message), TIME_BYTES);
  return { name: key.name, keyId: key.keyId, signature };
}

export type NoteProblem =
  /** Not a note to the letter. */
  | 'malformed'
  /** No signature by any of the keys. */
  | 'unsigned'
  /** A signature says that it is by one of the keys, and is not: the whole note is refused. */
  | 'bad-signature';

export type OpenedNote =
  | { readonly ok: true; readonly note: Note; readonly signed: readonly SignedBy[] }
  | { readonly ok: false; readonly problem: NoteProblem };

/** A key whose signature holds; for a witness's key, when it was made (POSIX seconds, by the witness's clock). */
export interface SignedBy {
  readonly key: VerifierKey;
  readonly atSeconds?: number;
}

/**
 * Reads a note and verifies every signature that is by one of the keys; others are ignored. Never throws.
 * It holds if there is at least one and none is wrong. `signed` has one element for each key, in the order of the lines.
 */
export function openNote(ed25519: Ed25519, input: Uint8Array | string, keys: readonly VerifierKey[]): OpenedNote {
  const note = parseNote(input);
  if (note === undefined) return { ok: false, problem: 'malformed' };
  const signed: SignedBy[] = [];
  for (const signature of note.signatures) {
    for (const key of keys) {
      if (key.name !== signature.name || key.keyId !== signature.keyId) continue;
      const by = verified(ed25519, key, note.text, signature.signature);
      if (by === undefined) return { ok: false, problem: 'bad-signature' };
      if (!signed.some((other) => isKey(other.key, key))) signed.push(by);
    }
  }
  return signed.length > 0 ? { ok: true, note, signed } : { ok: false, problem: 'unsigned' };
}

/** @throws RangeError where the text can't be a note's. */
export function signedNote(text: string, signatures: readonly NoteSignature[]): string {
  return formatNote({ text, signatures });
}

/** Whether they are one key of one name. */
export function isKey(a: VerifierKey, b: VerifierKey): boolean {
  return a.name === b.name && a.type === b.type && sameBytes(a.publicKey, b.publicKey);
}

function verified(ed25519: Ed25519, key: VerifierKey, text: string, signature: Uint8Array): SignedBy | undefined {
  switch (key.type) {
    case 'ed25519':
      return ed25519.verify(key.publicKey, utf8(text), signature) ? { key } : undefined;
    case 'cosignature/v1': {
      if (signature.length !== TIME_BYTES + SIGNATURE_BYTES) return undefined;
      const atSeconds = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0));
      const message = cosignedMessage(text, atSeconds);
      const holds = message !== undefined && ed25519.verify(key.publicKey, message, signature.subarray(TIME_BYTES));
      return holds ? { key, atSeconds } : undefined;
    }
    default:
      return key.type satisfies never;
  }
}

/** Undefined where the text is no checkpoint, or the time beyond what a number holds exactly. */
function cosignedMessage(text: string, atSeconds: number): Uint8Array | undefined {
  const holds = Number.isSafeInteger(atSeconds) && atSeconds >= 0 && parseCheckpoint(text) !== undefined;
  return holds ? utf8(`cosignature/v1\ntime ${atSeconds}\n${text}`) : undefined;
}
