import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/**
 * A provider's keys read `foja_<ruc>_<keyId>_<secret>`: whose it is and which one stands in it, so that checking it is a look-up and
 * one hash. Only the SHA-256 of the secret is stored; the secret has 256 random bits, so no slow hash is needed.
 */
export interface KeyParts {
  readonly ruc: string;
  readonly keyId: string;
  readonly secret: string;
}

export interface NewKey {
  readonly key: string;
  readonly keyId: string;
  readonly secretHash: string;
}

/** `repeatable`: the id of a command that may come again; its key then has the same id, by which the repeat is seen. */
export function newKey(ruc: string, repeatable?: string): NewKey {
  return keyOf(ruc, repeatable);
}

/** `foja_a_<auditorId>_<secret>`: what it reads stands in the ledger, not in the key. */
export function newAuditorKey(repeatable?: string): NewKey {
  return keyOf('a', repeatable);
}

/** `foja_i_<grantId>_<secret>`: what an official of Indecopi may see stands in the ledger, not in the key. */
export function newOfficialKey(repeatable?: string): NewKey {
  return keyOf('i', repeatable);
}

function keyOf(whose: string, repeatable: string | undefined): NewKey {
  const keyId = repeatable === undefined ? randomId() : idFrom(repeatable);
  const secret = randomBytes(32).toString('base64url');
  return { key: `foja_${whose}_${keyId}_${secret}`, keyId, secretHash: sha256(secret).toString('hex') };
}

function randomId(): string {
  return Array.from({ length: ID_LENGTH }, () => ID_ALPHABET[randomInt(ID_ALPHABET.length)]).join('');
}

function idFrom(commandId: string): string {
  return BigInt(`0x${sha256(commandId).toString('hex')}`)
    .toString(ID_ALPHABET.length)
    .slice(-ID_LENGTH);
}

export function partsOfKey(credential: string): KeyParts | undefined {
  const match = KEY_FORM.exec(credential);
  if (match === null) return undefined;
  const [, ruc = '', keyId = '', secret = ''] = match;
  return { ruc, keyId, secret };
}

/** As much of a key as says whether it opens. */
export interface StoredKey {
  readonly secretHash: string;
  readonly revoked: boolean;
  readonly expiresAt?: string | undefined;
}

export function partsOfAuditorKey(credential: string): Omit<KeyParts, 'ruc'> | undefined {
  return partsBy(AUDITOR_KEY_FORM, credential);
}

export function partsOfOfficialKey(credential: string): Omit<KeyParts, 'ruc'> | undefined {
  return partsBy(OFFICIAL_KEY_FORM, credential);
}

function partsBy(form: RegExp, credential: string): Omit<KeyParts, 'ruc'> | undefined {
  const match = form.exec(credential);
  if (match === null) return undefined;
  const [, keyId = '', secret = ''] = match;
  return { keyId, secret };
}

/** Whether the secret is the key's, compared in constant time; an unknown key costs as much as a known one. */
export function opens(key: StoredKey | undefined, secret: string, now: string): boolean {
  const expected = key === undefined ? NOBODYS : Buffer.from(key.secretHash, 'hex');
  const same = timingSafeEqual(expected, sha256(secret));
  if (key === undefined || key.revoked) return false;
  return same && (key.expiresAt === undefined || Date.parse(key.expiresAt) > Date.parse(now));
}

/** Any two secrets, compared in constant time whatever their lengths. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

const ID_LENGTH = 12;
const ID_ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
const KEY_FORM = /^foja_(\d{11})_([0-9a-z]{12})_([\w-]{43})$/;
const AUDITOR_KEY_FORM = /^foja_a_([0-9a-z]{12})_([\w-]{43})$/;
const OFFICIAL_KEY_FORM = /^foja_i_([0-9a-z]{12})_([\w-]{43})$/;
const NOBODYS = randomBytes(32);
