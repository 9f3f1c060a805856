import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject, randomUUID } from 'node:crypto';
import type { DataKey } from './port.ts';
import { randomness } from './randomness.ts';

/** A key that wraps the vault's keys: MASTER_KEY, or the one that DATA_DIR keeps. */
export interface MasterKey {
  /** Tells master keys apart, and nothing else about them: 16 hexadecimal digits. */
  readonly id: string;
  readonly secret: KeyObject;
}

/** The master keys that this process may use, the one to wrap with first. Asked again where a stranger's name turns up. */
export type Keyring = () => readonly MasterKey[];

/** @throws RangeError for anything but 256 bits. */
export function masterKey(secret: Uint8Array): MasterKey {
  if (secret.length !== 32) throw new RangeError('a master key has 32 bytes');
  const id = createHmac('sha256', secret).update('foja/master-key/id').digest('hex').slice(0, 16);
  return { id, secret: createSecretKey(secret) };
}

export function newDataKey(): DataKey {
  return { kid: randomUUID(), secret: createSecretKey(randomness(32)) };
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
const OPTIONS = { authTagLength: TAG_BYTES } as const;

/** nonce ‖ ciphertext ‖ tag; bound to the name, so that no key can be passed off for another. */
export function wrap({ kid, secret }: DataKey, master: MasterKey): Buffer {
  const nonce = randomness(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, master.secret, nonce, OPTIONS);
  cipher.setAAD(Buffer.from(`foja/vault/1 ${kid}`));
  return Buffer.concat([nonce, cipher.update(secret.export()), cipher.final(), cipher.getAuthTag()]);
}

/** @throws where it was wrapped with another master key, under another name, or has been changed. */
export function unwrap(wrapped: Uint8Array, kid: string, master: MasterKey): DataKey {
  const end = wrapped.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, master.secret, wrapped.subarray(0, NONCE_BYTES), OPTIONS);
  decipher.setAAD(Buffer.from(`foja/vault/1 ${kid}`));
  decipher.setAuthTag(wrapped.subarray(end));
  const secret = decipher.update(wrapped.subarray(NONCE_BYTES, end));
  decipher.final(); // here a wrong key, name or bit is found
  return { kid, secret: createSecretKey(secret) };
}
