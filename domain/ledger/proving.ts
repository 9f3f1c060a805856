import { joined } from './frontier.ts';
import { completeSubtrees, consistencyParts, inclusionParts, isSize, type Leaves } from './subtrees.ts';
import type { Hash, TreeHash } from './tree-hash.ts';

/**
 * Reads the root of a complete subtree (see TreeNode): from a table of nodes, or out of tiles (`tiledHashes`). Rejects where
 * it hasn't got it; proofs are only asked for trees that are there.
 */
export type HashReader = (level: number, index: number) => Hash | Promise<Hash>;

/**
 * The audit path of leaf `index` in the tree of `size` leaves (RFC 6962 §2.1.1), from the leaf's sibling up.
 * @throws RangeError unless 0 ≤ index < size.
 */
export async function inclusionProof(tree: TreeHash, read: HashReader, index: number, size: number): Promise<Hash[]> {
  if (!isSize(index) || !isSize(size) || index >= size) throw new RangeError(`no leaf ${index} among ${size}`);
  return await hashesOf(tree, read, inclusionParts(index, size));
}

/**
 * The proof that the tree of `oldSize` leaves is a beginning of the tree of `size` leaves (RFC 6962 §2.1.2). Empty where the sizes
 * are equal, and where the old tree has no leaves (c2sp.org/tlog-witness).
 * @throws RangeError unless 0 ≤ oldSize ≤ size.
 */
export async function consistencyProof(
  tree: TreeHash,
  read: HashReader,
  oldSize: number,
  size: number,
): Promise<Hash[]> {
  if (!isSize(oldSize) || !isSize(size) || oldSize > size) throw new RangeError(`no tree of ${oldSize} in ${size}`);
  return oldSize === 0 ? [] : await hashesOf(tree, read, consistencyParts(oldSize, size));
}

function hashesOf(tree: TreeHash, read: HashReader, parts: readonly Leaves[]): Promise<Hash[]> {
  return Promise.all(
    parts.map(async (part) => {
      const roots = await Promise.all(completeSubtrees(part).map(({ level, index }) => read(level, index)));
      return joined(tree, roots);
    }),
  );
}
