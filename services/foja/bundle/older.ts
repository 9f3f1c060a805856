import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Checkpoint,
  consistencyProof,
  HASH_BYTES,
  sameBytes,
  type Tile,
  tiledHashes,
  tilePath,
  treeHash,
  verifyConsistency,
} from '@foja/domain/ledger/index.ts';
import { primitives } from '@foja/ledger/primitives.ts';

const tree = treeHash(primitives.sha256);

/** How two signed checkpoints of one log stand to each other. */
export type Standing =
  | { readonly kind: 'same-history' }
  /** No tree has both roots: the log showed two histories, or a tile is not what the log serves. */
  | { readonly kind: 'two-histories' }
  /** Nobody can tell without these tiles of the bigger tree: as the log serves them, below its address. */
  | { readonly kind: 'needs-tiles'; readonly paths: readonly string[] };

/**
 * Whether the smaller tree is a beginning of the bigger one. A file that was made without knowing of the other checkpoint
 * can't bring along how to get from one to the other, but for equal sizes; a handful of public tiles can, for any two. They
 * need not be trusted: a false one leads to no signed root.
 * @param tilesIn a folder that holds tiles under their paths (`tile/0/000`), full ones or as wide as they were asked for.
 */
export async function standingOf(a: Checkpoint, b: Checkpoint, tilesIn: string | undefined): Promise<Standing> {
  const [old, last] = a.size <= b.size ? [a, b] : [b, a];
  if (old.size === last.size) return { kind: sameBytes(old.root, last.root) ? 'same-history' : 'two-histories' };
  const missing = new Set<string>();
  const readTile = (tile: Tile): Uint8Array => {
    const found = tilesIn === undefined ? undefined : kept(tilesIn, tile);
    if (found === undefined) missing.add(tilePath(tile));
    // Goes on without it, so that all that is missing is named at once.
    return found ?? new Uint8Array(tile.width * HASH_BYTES);
  };
  const read = tiledHashes({ tree, size: last.size, readTile });
  const path = await consistencyProof(tree, read, old.size, last.size);
  if (missing.size > 0) return { kind: 'needs-tiles', paths: [...missing] };
  const holds = verifyConsistency(tree, {
    ...{ oldSize: old.size, oldRoot: old.root },
    ...{ size: last.size, root: last.root, path },
  });
  return { kind: holds ? 'same-history' : 'two-histories' };
}

/** The tile, or the full one that it is the beginning of; undefined where neither is there, or it is too short. */
function kept(folder: string, tile: Tile): Uint8Array | undefined {
  for (const path of [tilePath(tile), tilePath({ ...tile, width: 256 })]) {
    try {
      const bytes = readFileSync(join(folder, path));
      if (bytes.length >= tile.width * HASH_BYTES) return bytes;
    } catch {
      // not there
    }
  }
  return undefined;
}
