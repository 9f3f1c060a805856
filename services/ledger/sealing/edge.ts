import {
  HASH_BYTES,
  type Hash,
  peaksOf,
  TILE_HEIGHT,
  TILE_WIDTH,
  tiledHashes,
  treeHash,
} from '@foja/domain/ledger/index.ts';
import { primitives } from '../primitives.ts';
import { type BundleRow, type Edge, emptyEdge, POSITION_BYTES, type TileRow } from './growth.ts';
import type { SealTable } from './table.ts';

/**
 * Reads what is needed to go on with the log after `size` leaves. Rows may hold more than that: what lies beyond is cut off.
 * @throws RangeError where a tile is missing or too short.
 */
export async function readEdge(table: Pick<SealTable, 'tile' | 'bundle'>, size: number): Promise<Edge> {
  if (size === 0) return emptyEdge;
  const tree = treeHash(primitives.sha256);
  const read = tiledHashes({ tree, size, readTile: ({ level, index }) => tileOf(table, Number(level), index) });
  const peaks: Hash[] = [];
  for (const { level, index } of peaksOf(size)) peaks.push(await read(level, index));
  const tiles = new Map<number, TileRow>();
  for (let level = 0; size >= 2 ** (TILE_HEIGHT * level); level += 1) {
    const nodes = Math.floor(size / 2 ** (TILE_HEIGHT * level));
    const [index, width] = [Math.floor(nodes / TILE_WIDTH), nodes % TILE_WIDTH];
    if (width === 0) continue;
    const hashes = await tileOf(table, level, index);
    tiles.set(level, { level, index, hashes: hashes.subarray(0, width * HASH_BYTES) });
  }
  return { frontier: { size, peaks }, tiles, bundle: await openBundle(table, size) };
}

async function openBundle(table: Pick<SealTable, 'bundle'>, size: number): Promise<BundleRow | undefined> {
  const [index, width] = [Math.floor(size / TILE_WIDTH), size % TILE_WIDTH];
  if (width === 0) return undefined;
  const bundle = await table.bundle(index);
  if (bundle === undefined || bundle.digests.length < width * HASH_BYTES) {
    throw new RangeError(`bundle ${index} is shorter than ${width} entries`);
  }
  return {
    ...bundle,
    digests: bundle.digests.subarray(0, width * HASH_BYTES),
    positions: bundle.positions.subarray(0, width * POSITION_BYTES),
  };
}

async function tileOf(table: Pick<SealTable, 'tile'>, level: number, index: number): Promise<Buffer> {
  const tile = await table.tile(level, index);
  if (tile === undefined) throw new RangeError(`tile ${level}/${index} is missing`);
  return tile.hashes;
}
