import type { Sha256 } from './primitives.ts';

/** 32 bytes. */
export type Hash = Uint8Array;

export const HASH_BYTES = 32;

/** The hashes of RFC 6962 §2.1. The prefixes keep a leaf from passing for a node. */
export interface TreeHash {
  /** Root of the tree without leaves. */
  readonly empty: Hash;
  /** SHA-256(0x00 ‖ entry). */
  leaf(entry: Uint8Array): Hash;
  /** SHA-256(0x01 ‖ left ‖ right). */
  node(left: Hash, right: Hash): Hash;
}

/** SHA-256 of nothing. */
const EMPTY_ROOT: Hash = Uint8Array.from(
  Buffer.from('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'hex'),
);

export function treeHash(sha256: Sha256): TreeHash {
  // One buffer for all nodes: a tree of a million leaves hashes a million of them.
  const pair = new Uint8Array(1 + 2 * HASH_BYTES);
  pair[0] = 1;
  return {
    empty: EMPTY_ROOT,
    leaf(entry) {
      const prefixed = new Uint8Array(1 + entry.length);
      prefixed.set(entry, 1);
      return sha256(prefixed);
    },
    node(left, right) {
      pair.set(left, 1);
      pair.set(right, 1 + HASH_BYTES);
      return sha256(pair);
    },
  };
}

export function isHash(value: unknown): value is Hash {
  return value instanceof Uint8Array && value.length === HASH_BYTES;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
