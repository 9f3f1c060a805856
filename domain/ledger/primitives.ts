/**
 * The cryptography that the sealed log stands on, handed in by whoever calls: the domain imports nothing from the runtime.
 * All of it is pure: the same bytes give the same answer. `@foja/ledger/primitives.ts` makes it from `node:crypto`.
 */
export interface Primitives {
  readonly sha256: Sha256;
  readonly ed25519: Ed25519;
}

/** SHA-256 (FIPS 180-4): 32 bytes. A text stands for its UTF-8; whoever passes one has made sure that it is well formed. */
export type Sha256 = (input: Uint8Array | string) => Uint8Array;

/** Ed25519 (RFC 8032), keys and signatures in its own encodings. */
export interface Ed25519 {
  /** @param seed 32 bytes, the private key. @returns 32 bytes. */
  publicKey(seed: Uint8Array): Uint8Array;
  /** @returns 64 bytes. */
  sign(seed: Uint8Array, message: Uint8Array): Uint8Array;
  /** Never throws: a key or signature of another length, or one that is no point, is a signature that does not hold. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}
