import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { emptyFrontier, extend, rootOf } from './frontier.ts';
import { consistencyProof, inclusionProof } from './proving.ts';
import { halfwayOf, tileBytes, tileCache, tiledHashes } from './tile-hashes.ts';
import { newTiles, parseTilePath, type Tile, tilePath, widthAt } from './tiles.ts';
import { type Hash, treeHash } from './tree-hash.ts';
import { verifyConsistency, verifyInclusion } from './verifying.ts';

const tree = treeHash((input) => hash('sha256', input, 'buffer'));
const SIZE = 70_000;
const leaves = Array.from({ length: SIZE }, (_, at) => tree.leaf(Uint8Array.of(at >> 16, at >> 8, at)));

/** All that such a log would have on its disk: nodes of the tiles' levels only. */
const kept = new Map<string, Hash>();
const frontier = extend(tree, emptyFrontier, leaves, (level, index, node) => {
  if (level % 8 === 0) kept.set(`${level}/${index}`, node);
});
const read = (level: number, index: number): Hash => kept.get(`${level}/${index}`) ?? expect.fail('no such node');
const disk = new Map<string, Uint8Array>();
for (const tile of newTiles(0, SIZE)) disk.set(tilePath(tile), await tileBytes(read, tile));
const readTile = (tile: Tile): Uint8Array => disk.get(tilePath(tile)) ?? expect.fail(`no ${tilePath(tile)}`);

describe('proofs out of tiles', () => {
  it.each([0, 1, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999])('hold for leaf %d of 70,000', async (index) => {
    const hashes = tiledHashes({ tree, readTile, size: SIZE });
    const path = await inclusionProof(tree, hashes, index, SIZE);
    const leaf = leaves[index] ?? tree.empty;
    expect(verifyInclusion(tree, { leaf, index, size: SIZE, path, root: rootOf(tree, frontier) })).toBe(true);
  });

  it.each([1, 255, 256, 257, 65_536, 65_537])('hold from %d leaves to 70,000', async (oldSize) => {
    const hashes = tiledHashes({ tree, readTile, size: SIZE });
    const path = await consistencyProof(tree, hashes, oldSize, SIZE);
    const oldRoot = rootOf(tree, extend(tree, emptyFrontier, leaves.slice(0, oldSize)));
    const claim = { oldSize, oldRoot, size: SIZE, root: rootOf(tree, frontier), path };
    expect(verifyConsistency(tree, claim)).toBe(true);
  });

  it('for an older tree come from the tiles of the newer one', async () => {
    const hashes = tiledHashes({ tree, readTile, size: SIZE });
    const path = await inclusionProof(tree, hashes, 300, 1000);
    const root = rootOf(tree, extend(tree, emptyFrontier, leaves.slice(0, 1000)));
    expect(verifyInclusion(tree, { leaf: leaves[300] ?? tree.empty, index: 300, size: 1000, path, root })).toBe(true);
  });

  it('read each tile once while it is remembered, and no more tiles than that', async () => {
    const asked: string[] = [];
    const counted = (tile: Tile) => {
      asked.push(tilePath(tile));
      return readTile(tile);
    };
    const hashes = tiledHashes({ tree, readTile: counted, size: SIZE, cache: tileCache(4) });
    await inclusionProof(tree, hashes, 700, SIZE);
    await inclusionProof(tree, hashes, 701, SIZE);
    expect(asked.toSorted()).toEqual(['tile/0/002', 'tile/1/000', 'tile/1/001.p/17', 'tile/0/273.p/112'].toSorted());
    for (const index of [0, 300, 1000, 1300]) await inclusionProof(tree, hashes, index, SIZE);
    await inclusionProof(tree, hashes, 700, SIZE);
    expect(asked.filter((path) => path === 'tile/0/002')).toHaveLength(2);
  });

  it('share what is remembered with those of an older tree, but not its partial tiles', async () => {
    const cache = tileCache();
    const leaf = leaves[66_000] ?? tree.empty;
    for (const size of [66_050, 66_300]) {
      const wide = ({ level, index, width }: Tile) =>
        readTile({ level, index, width: widthAt({ level, index }, SIZE) }).subarray(0, width * 32);
      const hashes = tiledHashes({ tree, readTile: wide, size, cache });
      const root = rootOf(tree, extend(tree, emptyFrontier, leaves.slice(0, size)));
      const path = await inclusionProof(tree, hashes, 66_000, size);
      expect(verifyInclusion(tree, { leaf, index: 66_000, size, path, root })).toBe(true);
    }
  });

  it('refuse a tile that is cut short, and ask for it again', async () => {
    let cut = true;
    const cutOnce = (tile: Tile) => (cut ? readTile(tile).subarray(32) : readTile(tile));
    const hashes = tiledHashes({ tree, readTile: cutOnce, size: SIZE });
    await expect(inclusionProof(tree, hashes, 5, SIZE)).rejects.toThrow(RangeError);
    cut = false;
    expect(await inclusionProof(tree, hashes, 5, SIZE)).toHaveLength(17);
  });

  it('are not made up beyond the tree', async () => {
    const wider = ({ level, index }: Tile) => readTile({ level, index, width: widthAt({ level, index }, SIZE) });
    const hashes = tiledHashes({ tree, readTile: wider, size: 300 });
    expect(await inclusionProof(tree, hashes, 5, 300)).toHaveLength(9);
    await expect(inclusionProof(tree, hashes, 5, SIZE)).rejects.toThrow(RangeError);
  });
});

describe('the nodes halfway up a tile', () => {
  const full = disk.get('tile/0/000') ?? expect.fail('no tile');
  const halfway = halfwayOf(tree, full);

  /** Proves a leaf of the first tile. @returns how many of its nodes were hashed. */
  async function hashed(index: number, readHalfway: () => Uint8Array | undefined): Promise<number> {
    let nodes = 0;
    const counting = {
      ...tree,
      node(left: Hash, right: Hash) {
        nodes += 1;
        return tree.node(left, right);
      },
    };
    const hashes = tiledHashes({ tree: counting, readTile, readHalfway, size: 256 });
    const path = await inclusionProof(tree, hashes, index, 256);
    const root = rootOf(tree, extend(tree, emptyFrontier, leaves.slice(0, 256)));
    expect(verifyInclusion(tree, { leaf: leaves[index] ?? tree.empty, index, size: 256, path, root })).toBe(true);
    return nodes;
  }

  it('are its sixteen of height 4; of a partial tile, those that are complete', () => {
    const nodes: Hash[] = [];
    extend(tree, emptyFrontier, leaves.slice(0, 256), (level, _, node) => level === 4 && nodes.push(node));
    expect(Buffer.from(halfway)).toEqual(Buffer.concat(nodes));
    for (const [width, complete] of [[1, 0] as const, [16, 1] as const, [100, 6] as const]) {
      expect(halfwayOf(tree, full.subarray(0, width * 32))).toEqual(halfway.subarray(0, complete * 32));
    }
  });

  it.each([0, 15, 16, 100, 255])('spare the proof of leaf %d nine tenths of its hashing', async (index) => {
    expect(await hashed(index, () => undefined)).toBe(247);
    expect(await hashed(index, () => halfway)).toBe(22);
    // As they were kept while the tile was partial.
    expect(await hashed(index, () => halfway.subarray(0, 96))).toBeLessThan(247);
  });
});

describe('a tile', () => {
  it('is its hashes one after another', async () => {
    const tile = parseTilePath('tile/1/000.p/2') ?? expect.fail('no tile');
    expect(Buffer.from(await tileBytes(read, tile))).toEqual(Buffer.concat([read(8, 0), read(8, 1)]));
  });

  it('of entries has no hashes', async () => {
    await expect(tileBytes(read, { level: 'entries', index: 0, width: 1 })).rejects.toThrow(RangeError);
  });
});
