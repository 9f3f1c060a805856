import { isSize } from './subtrees.ts';

/** Tiles of c2sp.org/tlog-tiles: where the hashes and the entries of a log are found. */

/** Hashes, or entries, in a full tile. */
export const TILE_WIDTH = 256;

export interface Tile {
  /** 0 to 63; `entries` is a bundle of log entries, which stands beside the tile of level 0 with the same index. */
  readonly level: number | 'entries';
  readonly index: number;
  /** 1 to 256; below 256 the tile is partial. */
  readonly width: number;
}

/**
 * Where a tile is served, below the log's prefix: `tile/0/x001/x234/067`, `tile/1/000.p/5`, `tile/entries/003`.
 * @throws RangeError where there can be no such tile.
 */
export function tilePath(tile: Tile): string {
  if (!isTile(tile)) throw new RangeError(`no tile ${tile.level}/${tile.index} of width ${tile.width}`);
  const digits = String(tile.index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const index = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  const partial = tile.width === TILE_WIDTH ? '' : `.p/${tile.width}`;
  return `tile/${tile.level}/${index}${partial}`;
}

/** The tile that a path names, or undefined: each tile has one path, and nothing else is one. */
export function parseTilePath(path: string): Tile | undefined {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (match === null) return undefined;
  const [, level = '', index = '', width] = match;
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(index.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  return isTile(tile) && tilePath(tile) === path ? tile : undefined;
}

/** How wide the tile is in a tree of this size; 0 where the tree doesn't reach it. */
export function widthAt({ level, index }: Omit<Tile, 'width'>, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** (level === 'entries' ? 0 : level));
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
}

/**
 * The tiles of hashes that a log has to publish when it grows from `oldSize` to `size`: full ones that the old tree had not,
 * and the partial ones at the new edge. Level by level, from the leaves. Bundles of entries are those of level 0.
 * A publisher that makes all of them before it signs the checkpoint never serves one whose tiles are missing.
 */
export function newTiles(oldSize: number, size: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0; Math.floor(size / TILE_WIDTH ** level) > 0; level += 1) {
    const before = Math.floor(oldSize / TILE_WIDTH ** level);
    const after = Math.floor(size / TILE_WIDTH ** level);
    if (before === after) break; // nothing new here, so nothing above
    for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < after; index += 1) {
      tiles.push({ level, index, width: widthAt({ level, index }, size) });
    }
  }
  return tiles;
}

function isTile({ level, index, width }: Tile): boolean {
  const levelHolds = level === 'entries' || (isSize(level) && level <= 63);
  return levelHolds && isSize(index) && isSize(width) && width >= 1 && width <= TILE_WIDTH;
}
