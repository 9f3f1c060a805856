import { randomBytes } from 'node:crypto';
import { formatSignerKey, parseSignerKey, type SignerKey, signerKey } from '@foja/domain/ledger/index.ts';
import { primitives } from '../primitives.ts';

/**
 * A fresh key of a log; its name is the log's origin, for good. Without a name, one that nobody else makes up.
 * @throws RangeError where no key can have the name.
 */
export function newLogKey(origin: string | undefined): SignerKey {
  const seed = randomBytes(32);
  const name = origin ?? `foja.local/${Buffer.from(primitives.ed25519.publicKey(seed)).toString('hex').slice(0, 16)}`;
  return signerKey(primitives, { type: 'ed25519', name, seed });
}

/** A fresh key of a witness. @throws RangeError where no key can have the name. */
export function newWitnessKey(name: string): SignerKey {
  return signerKey(primitives, { type: 'cosignature/v1', name, seed: randomBytes(32) });
}

/** As Go's note package writes it; undefined for anything else, or for a key of another type. */
export function readKey(text: string, type: 'ed25519' | 'cosignature/v1'): SignerKey | undefined {
  const key = parseSignerKey(primitives, text.trim());
  return key?.key.type === type ? key : undefined;
}

export function writeKey(key: SignerKey): string {
  return formatSignerKey(key);
}
