import { base64, parseBase64, utf8 } from './encoding.ts';
import { isKeyName } from './note.ts';
import type { Primitives, Sha256 } from './primitives.ts';

/** What a key signs: `0x01`, notes (c2sp.org/signed-note); `0x04`, a witness's cosignatures (c2sp.org/tlog-cosignature). */
export type KeyType = 'ed25519' | 'cosignature/v1';

/** A public key as people hand it around: `<name>+<key id in hex>+<base64(type ‖ 32 bytes)>`. */
export interface VerifierKey {
  readonly type: KeyType;
  readonly name: string;
  readonly keyId: number;
  /** 32 bytes, RFC 8032. */
  readonly publicKey: Uint8Array;
}

/** Undefined for anything else than such a key whose id is right: a key with a slip of the pen must not be "unknown". */
export function parseVerifierKey(sha256: Sha256, text: string): VerifierKey | undefined {
  const parts = keyParts(text);
  if (parts === undefined) return undefined;
  const { type, name, keyId, material } = parts;
  return keyIdOf(sha256, type, name, material) === keyId ? { type, name, keyId, publicKey: material } : undefined;
}

export function formatVerifierKey({ type, name, keyId, publicKey }: VerifierKey): string {
  return formatKey(type, name, keyId, publicKey);
}

/** The key with this name, e.g. the origin of the log. @throws RangeError where no key can have the name. */
export function verifierKey(
  sha256: Sha256,
  about: { readonly type: KeyType; readonly name: string; readonly publicKey: Uint8Array },
): VerifierKey {
  const { type, name, publicKey } = about;
  if (!isKeyName(name)) throw new RangeError(`no key can be named ${JSON.stringify(name)}`);
  if (publicKey.length !== 32) throw new RangeError('an Ed25519 key has 32 bytes');
  return { type, name, publicKey, keyId: keyIdOf(sha256, type, name, publicKey) };
}

/** A private key. It is never part of what is printed, logged or served. */
export interface SignerKey {
  readonly key: VerifierKey;
  /** 32 bytes, RFC 8032. */
  readonly seed: Uint8Array;
}

/** As Go's note package writes it: `PRIVATE+KEY+<name>+<key id>+<base64(type ‖ seed)>`. Undefined for anything else. */
export function parseSignerKey({ sha256, ed25519 }: Primitives, text: string): SignerKey | undefined {
  if (!text.startsWith(PRIVATE)) return undefined;
  const parts = keyParts(text.slice(PRIVATE.length));
  if (parts === undefined) return undefined;
  const { type, name, material: seed } = parts;
  const key = verifierKey(sha256, { type, name, publicKey: ed25519.publicKey(seed) });
  return key.keyId === parts.keyId ? { key, seed } : undefined;
}

export function formatSignerKey({ key, seed }: SignerKey): string {
  return `${PRIVATE}${formatKey(key.type, key.name, key.keyId, seed)}`;
}

/** @param seed 32 random bytes. @throws RangeError where no key can have the name. */
export function signerKey(
  { sha256, ed25519 }: Primitives,
  about: { readonly type: KeyType; readonly name: string; readonly seed: Uint8Array },
): SignerKey {
  const { type, name, seed } = about;
  return { seed, key: verifierKey(sha256, { type, name, publicKey: ed25519.publicKey(seed) }) };
}

const PRIVATE = 'PRIVATE+KEY+';
const typeBytes: Readonly<Record<KeyType, number>> = { ed25519: 1, 'cosignature/v1': 4 };

function keyParts(text: string): { type: KeyType; name: string; keyId: number; material: Uint8Array } | undefined {
  const [, name = '', id = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(text) ?? [];
  const bytes = parseBase64(encoded);
  const type = bytes?.[0] === 1 ? 'ed25519' : bytes?.[0] === 4 ? 'cosignature/v1' : undefined;
  if (!isKeyName(name) || bytes?.length !== 33 || type === undefined) return undefined;
  return { type, name, keyId: Number.parseInt(id, 16), material: bytes.subarray(1) };
}

function formatKey(type: KeyType, name: string, keyId: number, material: Uint8Array): string {
  return `${name}+${keyId.toString(16).padStart(8, '0')}+${base64(Uint8Array.of(typeBytes[type], ...material))}`;
}

/** SHA-256(name ‖ newline ‖ type ‖ public key), its first four bytes. */
function keyIdOf(sha256: Sha256, type: KeyType, name: string, publicKey: Uint8Array): number {
  const digest = sha256(Uint8Array.of(...utf8(`${name}\n`), typeBytes[type], ...publicKey));
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
}
