import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import type { Primitives } from '@foja/domain/ledger/index.ts';

/** The sealed log's hashes and signatures by `node:crypto`. */
export const primitives: Primitives = {
  // One shot: for inputs this short, making a Hash object costs more than hashing. By way of a string, which node makes in a
  // third of the time that a buffer with memory of its own takes.
  sha256: (input) => Buffer.from(hash('sha256', input, 'binary'), 'latin1'),
  ed25519: {
    publicKey(seed) {
      // An SPKI of an Ed25519 key ends in the key itself.
      return Uint8Array.from(createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' }).subarray(-32));
    },
    sign: (seed, message) => Uint8Array.from(sign(null, message, privateKey(seed))),
    verify(publicKey, message, signature) {
      try {
        return verify(null, message, publicKeyOf(publicKey), signature);
      } catch {
        return false; // node throws for a key that is no point; to a verifier that is one more bad signature
      }
    },
  },
};

/** What DER (RFC 8410) writes before the 32 bytes of an Ed25519 key. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

function privateKey(seed: Uint8Array): KeyObject {
  if (seed.length !== 32) throw new RangeError('an Ed25519 seed has 32 bytes');
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}

function publicKeyOf(bytes: Uint8Array): KeyObject {
  if (bytes.length !== 32) throw new RangeError('an Ed25519 key has 32 bytes');
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, bytes]), format: 'der', type: 'spki' });
}
