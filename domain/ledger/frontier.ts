import { completeSubtrees, type TreeNode } from './subtrees.ts';
import type { Hash, TreeHash } from './tree-hash.ts';

/**
 * All that is needed of a tree to go on appending to it and to know its root: the roots of the complete subtrees that its
 * leaves fall into, from left to right (a "compact range" from 0). At most 53 hashes.
 */
export interface Frontier {
  /** Number of leaves. */
  readonly size: number;
  readonly peaks: readonly Hash[];
}

export const emptyFrontier: Frontier = { size: 0, peaks: [] };

/**
 * The tree with more leaves at its end.
 *
 * @param leaves leaf hashes, in the log's order.
 * @param onNode is shown each node that the leaves complete, leaves included, as soon as it is known; children come before
 *   parents. Levels count from the leaves; tiles keep those whose level is a multiple of 8. The hash is never written to again.
 */
export function extend(
  tree: TreeHash,
  frontier: Frontier,
  leaves: Iterable<Hash>,
  onNode?: (level: number, index: number, hash: Hash) => void,
): Frontier {
  const peaks = [...frontier.peaks];
  let size = frontier.size;
  for (const leaf of leaves) {
    let [level, index, hash] = [0, size, leaf];
    onNode?.(level, index, hash);
    while (index % 2 === 1) {
      hash = tree.node(peaks.pop() ?? missing(size), hash);
      index = (index - 1) / 2;
      level += 1;
      onNode?.(level, index, hash);
    }
    peaks.push(hash);
    size += 1;
  }
  return { size, peaks };
}

/** Root of the tree (RFC 6962 §2.1, MTH). */
export function rootOf(tree: TreeHash, { peaks }: Frontier): Hash {
  return peaks.length === 0 ? tree.empty : joined(tree, peaks);
}

/** Where the peaks of a tree of this size stand: what to read for going on with it. */
export function peaksOf(size: number): TreeNode[] {
  return completeSubtrees({ start: 0, end: size });
}

/** One hash over neighbouring complete subtrees, each smaller than the one to its left. At least one. */
export function joined(tree: TreeHash, roots: readonly Hash[]): Hash {
  return roots.reduceRight((right, left) => tree.node(left, right));
}

function missing(size: number): never {
  throw new RangeError(`a frontier of size ${size} has fewer peaks than its size has ones`);
}
