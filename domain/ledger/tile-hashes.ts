import type { HashReader } from './proving.ts';
import { TILE_WIDTH, type Tile, widthAt } from './tiles.ts';
import { HASH_BYTES, type Hash, type TreeHash } from './tree-hash.ts';

/** Levels of the tree that one tile spans: 2^8 = 256 hashes. */
export const TILE_HEIGHT = 8;
/** Height of the inner nodes that may be kept with a tile: with them a proof needs 22 nodes of it hashed, and not 247. */
export const HALFWAY = 4;

/**
 * What is served as a tile of hashes: its hashes, one after another.
 * @param tile not of entries. @param read is asked for nodes of level 8 · tile.level only.
 */
export async function tileBytes(read: HashReader, tile: Tile): Promise<Uint8Array> {
  if (tile.level === 'entries') throw new RangeError('a bundle of entries holds no hashes');
  const level = tile.level * TILE_HEIGHT;
  const first = tile.index * TILE_WIDTH;
  const hashes = await Promise.all(Array.from({ length: tile.width }, (_, at) => read(level, first + at)));
  const bytes = new Uint8Array(tile.width * HASH_BYTES);
  hashes.forEach((hash, at) => {
    bytes.set(hash, at * HASH_BYTES);
  });
  return bytes;
}

/** The complete nodes of height 4 over a tile's hashes, one after another: one for each 16. */
export function halfwayOf(tree: TreeHash, hashes: Uint8Array): Uint8Array {
  const node = tileNodes(tree, hashes);
  const bytes = new Uint8Array(Math.floor(hashes.length / HASH_BYTES / 2 ** HALFWAY) * HASH_BYTES);
  for (let at = 0; at * HASH_BYTES < bytes.length; at += 1) bytes.set(node(HALFWAY, at), at * HASH_BYTES);
  return bytes;
}

/** Gets a tile's bytes from where tiles are kept. It may answer with the full tile where a partial one is asked for. */
export type TileReader = (tile: Tile) => Uint8Array | Promise<Uint8Array>;

/**
 * Reads the nodes of a tree of any size out of its tiles. The nodes between the levels of tiles are hashed when first asked for
 * and kept with the tile: neighbouring proofs share nearly all of them.
 *
 * @throws (the reader) RangeError where the tile that came is too short; whatever `readTile` throws.
 */
export function tiledHashes(about: {
  readonly tree: TreeHash;
  readonly readTile: TileReader;
  /** What `halfwayOf` the tile is, where it is kept; asked for after the tile. Taken as it is: a wrong one makes wrong proofs. */
  readonly readHalfway?: (tile: Tile) => Uint8Array | undefined;
  /** Number of leaves of the tree whose tiles are there. */
  readonly size: number;
  /** To be shared by all trees of one log as it grows, since tiles never change; of its own where it is left out. */
  readonly cache?: TileCache;
}): HashReader {
  const { tree, readTile, readHalfway, size, cache = tileCache() } = about;

  async function nodesOf(level: number, index: number, width: number): Promise<TileNodes> {
    const tile = { level, index, width };
    const bytes = await readTile(tile);
    if (bytes.length < width * HASH_BYTES)
      throw new RangeError(`tile ${level}/${index} is shorter than ${width} hashes`);
    return tileNodes(tree, bytes, readHalfway?.(tile));
  }

  return async (level, index) => {
    const height = level % TILE_HEIGHT;
    const perTile = TILE_WIDTH / 2 ** height;
    const tile = { level: (level - height) / TILE_HEIGHT, index: Math.floor(index / perTile) };
    const width = widthAt(tile, size);
    if (width === 0) throw new RangeError(`a tree of ${size} leaves has no tile ${tile.level}/${tile.index}`);
    const nodes = await cache(`${tile.level}/${tile.index}/${width}`, () => nodesOf(tile.level, tile.index, width));
    return nodes(height, index % perTile);
  };
}

/** Answers what it remembers under the key, or makes and remembers it. What could not be made is not remembered. */
export type TileCache = (key: string, make: () => Promise<TileNodes>) => Promise<TileNodes>;

/** Remembers the tiles used last; each takes some 50 kB with its inner nodes. */
export function tileCache(tilesMax = 64): TileCache {
  const kept = new Map<string, Promise<TileNodes>>();
  return (key, make) => {
    const nodes = kept.get(key) ?? make();
    kept.delete(key); // and in again, as the one used last
    kept.set(key, nodes);
    nodes.catch(() => kept.delete(key));
    const [oldest] = kept.keys();
    if (kept.size > tilesMax && oldest !== undefined) kept.delete(oldest);
    return nodes;
  };
}

/** A node inside a tile: height 0 is the tile's own hashes. */
export type TileNodes = (height: number, index: number) => Hash;

/** @param halfway as `halfwayOf` answers it; what it lacks is hashed. */
function tileNodes(tree: TreeHash, hashes: Uint8Array, halfway?: Uint8Array): TileNodes {
  const known: Hash[][] = Array.from({ length: TILE_HEIGHT }, () => []);

  function kept(height: number, index: number): Hash | undefined {
    const bytes = height === 0 ? hashes : height === HALFWAY ? halfway : undefined;
    const end = (index + 1) * HASH_BYTES;
    return bytes === undefined || bytes.length < end ? undefined : bytes.subarray(end - HASH_BYTES, end);
  }

  return function node(height: number, index: number): Hash {
    const ofHeight = known[height];
    if (ofHeight === undefined) throw new RangeError('the tile has no such node');
    let hash = ofHeight[index];
    if (hash === undefined) {
      hash = kept(height, index) ?? tree.node(node(height - 1, 2 * index), node(height - 1, 2 * index + 1));
      ofHeight[index] = hash;
    }
    return hash;
  };
}
