import { createCipheriv, createDecipheriv, hash } from 'node:crypto';
import { UnreadableEvent } from '@foja/contracts';
import type { PersonalValues } from '@foja/contracts/events/personal-fields.ts';
import type { DataKey } from './port.ts';
import { randomness } from './randomness.ts';

/**
 * What stands in an event in place of its personal values.
 *
 * `box` is base64 of nonce (12 bytes) ‖ AES-256-GCM ciphertext ‖ tag (16 bytes); the plaintext is the canonical JSON
 * (RFC 8785) of `{salt, values}`, values by path, salt 16 random bytes in base64. `commitment` is base64 of the SHA-256 of
 * `foja/commitment/1\n` and that same plaintext. Whoever is shown a plaintext can hold it against an event whose
 * key is long gone; without the salt a commitment tells nothing, though there are only 10^8 DNI to try.
 */
export interface Sealed {
  readonly kid: string;
  readonly commitment: string;
  readonly box: string;
}

/** Where an event stands: a box opens only in the place that it was closed for. */
export interface Place {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly version: number;
}

const NONCE_BYTES = 12;
const SALT_BYTES = 16;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
const OPTIONS = { authTagLength: TAG_BYTES } as const;

/** @param values in the order of their paths' UTF-16 code units, as `takeOut` gives them. */
export function closeBox(values: PersonalValues, { kid, secret }: DataKey, place: Place): Sealed {
  const random = randomness(NONCE_BYTES + SALT_BYTES);
  const nonce = random.subarray(0, NONCE_BYTES);
  const salt = random.toString('base64', NONCE_BYTES);
  // Canonical by construction: two keys in order, values in order, no number but integers that JSON writes exactly.
  const plaintext = `{"salt":"${salt}","values":${JSON.stringify(values)}}`;
  const cipher = createCipheriv(CIPHER, secret, nonce, OPTIONS);
  const commitment = commitmentTo(plaintext);
  cipher.setAAD(placeOf(kid, commitment, place));
  const sealed = cipher.update(plaintext, 'utf8');
  cipher.final(); // GCM adds nothing here
  const box = Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64');
  return { kid, commitment, box };
}

/**
 * The values, and the salt with which they can be proven.
 * @throws UnreadableEvent where a bit of the box, its place, its key or its commitment is not what it was.
 */
export function openBox(sealed: Sealed, key: DataKey, place: Place): Opened {
  return openedBox(openText(sealed, key, place));
}

/** What a box holds. */
export interface Opened {
  readonly values: PersonalValues;
  readonly salt: string;
}

/** Of the text that `openText` answers. */
export function openedBox(text: string): Opened {
  return JSON.parse(text) as Opened;
}

/** The very text that the commitment is made of. @throws UnreadableEvent */
export function openText(sealed: Sealed, { secret }: DataKey, place: Place): string {
  const bytes = Buffer.from(sealed.box, 'base64');
  // Buffer skips what is no base64 and takes several spellings of one value; a changed byte must never go unseen.
  if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString('base64') !== sealed.box) throw broken(place, 'form');
  let plaintext: string;
  try {
    const decipher = createDecipheriv(CIPHER, secret, bytes.subarray(0, NONCE_BYTES), OPTIONS);
    decipher.setAAD(placeOf(sealed.kid, sealed.commitment, place));
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
    plaintext = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES)).toString('utf8');
    decipher.final();
  } catch {
    throw broken(place, 'authentication');
  }
  return plaintext;
}

/** Base64 SHA-256; what is disclosed later (`{"salt":…,"values":…}`, canonical) is held against it. */
export function commitmentTo(plaintext: string): string {
  return hash('sha256', `foja/commitment/1\n${plaintext}`, 'base64');
}

/** The `sealed` member of stored data; undefined where it has none: an event from before boxes, or without personal data. */
export function sealedIn(data: unknown): Sealed | undefined {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, 'sealed')) return undefined;
  const { sealed } = data as { sealed: unknown };
  if (typeof sealed !== 'object' || sealed === null) return MALFORMED;
  const { kid, commitment, box } = sealed as Record<string, unknown>;
  const whole = typeof kid === 'string' && typeof commitment === 'string' && typeof box === 'string';
  return whole && UUID.test(kid) && membersOf(sealed) === 3 ? { kid, commitment, box } : MALFORMED;
}

/** `Object.keys` of every box that is read makes a list of each. */
function membersOf(object: object): number {
  let members = 0;
  for (const _ in object) members += 1;
  return members;
}

/** Opens with no key: its name is not that of any. */
export const MALFORMED: Sealed = { kid: '', commitment: '', box: '' };

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * JSON of a list: no two have the same text. The commitment is among it, so that a box that opens is one that was closed
 * together with it: reading need not work it out again.
 */
function placeOf(kid: string, commitment: string, { stream, revision, type, version }: Place): Buffer {
  return Buffer.from(JSON.stringify(['foja/box/1', kid, commitment, stream, revision, type, version]));
}

function broken({ stream, revision, type, version }: Place, what: string): UnreadableEvent {
  return new UnreadableEvent(`the box of ${type} v${version} at ${stream}/${revision} does not open: ${what}`);
}
