/**
 * Which parts of a tree the proofs of RFC 6962 §2.1.1 and §2.1.2 consist of. Sizes and indices are safe integers (below 2^53), so
 * nothing here uses bit operators, which are 32 bits wide.
 */

/** The root of a complete subtree: it covers leaves [index · 2^level, (index + 1) · 2^level). */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
}

/** Leaves [start, end). */
export interface Leaves {
  readonly start: number;
  readonly end: number;
}

/** What each hash of an inclusion proof covers, from the leaf's sibling up. Needs 0 ≤ index < size. */
export function inclusionParts(index: number, size: number): Leaves[] {
  let [start, end] = [0, size];
  const siblings: Leaves[] = [];
  while (end - start > 1) {
    const middle = start + largestPowerBelow(end - start);
    if (index < middle) {
      siblings.push({ start: middle, end });
      end = middle;
    } else {
      siblings.push({ start, end: middle });
      start = middle;
    }
  }
  return siblings.reverse();
}

/**
 * What each hash of a consistency proof covers, in the proof's order. Needs 0 < oldSize ≤ size; empty where they are equal.
 * The root of the old tree itself is left out where it is a node of the new one, since the verifier has it.
 */
export function consistencyParts(oldSize: number, size: number): Leaves[] {
  let [start, end] = [0, size];
  const parts: Leaves[] = [];
  while (oldSize !== end) {
    const middle = start + largestPowerBelow(end - start);
    if (oldSize <= middle) {
      parts.push({ start: middle, end });
      end = middle;
    } else {
      parts.push({ start, end: middle });
      start = middle;
    }
  }
  if (start > 0) parts.push({ start, end });
  return parts.reverse();
}

/** The complete subtrees that these leaves fall into, from left to right. `start` is a multiple of a power of two ≥ end - start. */
export function completeSubtrees({ start, end }: Leaves): TreeNode[] {
  const nodes: TreeNode[] = [];
  let at = start;
  while (at < end) {
    let [level, width] = [0, 1];
    while (width * 2 <= end - at) {
      width *= 2;
      level += 1;
    }
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

export function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** The largest power of two below n; n > 1. */
function largestPowerBelow(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}
