import { isSize } from './subtrees.ts';
import { type Hash, isHash, sameBytes, type TreeHash } from './tree-hash.ts';

/**
 * Verifiers for what strangers hand in. They answer, and never throw: a proof that is too long, too short, or not made of
 * 32-byte hashes is a proof that does not hold, whatever the types say. RFC 9162 §2.1.3.2 and §2.1.4.2 (the same trees as
 * RFC 6962, which gives no algorithm).
 */
export interface InclusionClaim {
  /** Hash of the leaf (RFC 6962), not of the entry. */
  readonly leaf: Hash;
  readonly index: number;
  /** Number of leaves of the tree with this root. */
  readonly size: number;
  readonly path: readonly Hash[];
  readonly root: Hash;
}

export function verifyInclusion(tree: TreeHash, claim: InclusionClaim): boolean {
  const root = rootFromInclusion(tree, claim);
  return root !== undefined && isHash(claim.root) && sameBytes(root, claim.root);
}

/** The root that the path leads to, or undefined where the path can't be one of leaf `index` in a tree of `size`. */
export function rootFromInclusion(tree: TreeHash, claim: Omit<InclusionClaim, 'root'>): Hash | undefined {
  const { leaf, index, size, path } = claim;
  if (!isHash(leaf) || !isSize(index) || !isSize(size) || index >= size || !isPath(path)) return undefined;
  let [at, last, hash] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (isRight(at) || at === last) {
      hash = tree.node(sibling, hash);
      // On the right edge: up to where there is something on the left.
      while (!isRight(at) && at !== 0) [at, last] = [parent(at), parent(last)];
    } else {
      hash = tree.node(hash, sibling);
    }
    [at, last] = [parent(at), parent(last)];
  }
  return last === 0 ? hash : undefined;
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Hash;
  readonly size: number;
  readonly root: Hash;
  readonly path: readonly Hash[];
}

/** Whether the old tree is a beginning of the new one. The empty tree is one of every tree, with an empty proof. */
export function verifyConsistency(tree: TreeHash, claim: ConsistencyClaim): boolean {
  const { oldSize, oldRoot, size, root, path } = claim;
  if (!isSize(oldSize) || !isSize(size) || oldSize > size || !isHash(oldRoot) || !isHash(root) || !isPath(path)) {
    return false;
  }
  if (size === 0 && !sameBytes(root, tree.empty)) return false;
  if (oldSize === 0) return path.length === 0 && sameBytes(oldRoot, tree.empty);
  if (oldSize === size) return path.length === 0 && sameBytes(oldRoot, root);
  return isBeginning(tree, claim);
}

/** 0 < oldSize < size. Works both roots out of one path: whoever can do that has no second history. */
function isBeginning(tree: TreeHash, { oldSize, oldRoot, size, root, path }: ConsistencyClaim): boolean {
  let [at, last] = [oldSize - 1, size - 1];
  while (isRight(at)) [at, last] = [parent(at), parent(last)];
  // An old tree that is complete is a node of the new one, so the path does not repeat its root.
  const [seed, ...rest] = at === 0 ? [oldRoot, ...path] : path;
  if (seed === undefined) return false;
  let [oldHash, hash] = [seed, seed];
  for (const part of rest) {
    if (last === 0) return false;
    if (isRight(at) || at === last) {
      oldHash = tree.node(part, oldHash);
      hash = tree.node(part, hash);
      while (!isRight(at) && at !== 0) [at, last] = [parent(at), parent(last)];
    } else {
      hash = tree.node(hash, part);
    }
    [at, last] = [parent(at), parent(last)];
  }
  return last === 0 && sameBytes(oldHash, oldRoot) && sameBytes(hash, root);
}

/** No path is longer than a safe integer has bits, so that a long one costs nothing to refuse. */
function isPath(path: unknown): path is readonly Hash[] {
  return Array.isArray(path) && path.length <= 53 && path.every(isHash);
}

function isRight(index: number): boolean {
  return index % 2 === 1;
}

function parent(index: number): number {
  return Math.floor(index / 2);
}
