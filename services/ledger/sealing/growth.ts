import {
  emptyFrontier,
  extend,
  type Frontier,
  HALFWAY,
  HASH_BYTES,
  type Hash,
  halfwayOf,
  TILE_HEIGHT,
  TILE_WIDTH,
  type TreeHash,
} from '@foja/domain/ledger/index.ts';
import type { Position } from '../port.ts';
import type { Leaf } from './leaves.ts';

/** A row of hashes, full or the last of its level. */
export interface TileRow {
  readonly level: number;
  readonly index: number;
  readonly hashes: Buffer;
  /** Of level 0, the nodes of height 4 over them (`halfwayOf`), which spare proofs most of their hashing; rows from before have none. */
  readonly halfway?: Buffer | undefined;
}

/** What the leaves of one tile of level 0 are of. */
export interface BundleRow {
  readonly index: number;
  readonly firstPosition: Position;
  readonly digests: Buffer;
  readonly positions: Buffer;
}

export const POSITION_BYTES = 8;
/** Nodes of height 4 over a full row. */
const HALFWAY_WIDTH = TILE_WIDTH / 2 ** HALFWAY;

/** All that is needed of a log to go on with it: its frontier, and the rows that are not full yet. */
export interface Edge {
  readonly frontier: Frontier;
  /** By level. */
  readonly tiles: ReadonlyMap<number, TileRow>;
  readonly bundle: BundleRow | undefined;
}

export const emptyEdge: Edge = { frontier: emptyFrontier, tiles: new Map(), bundle: undefined };

export interface Placed extends Leaf {
  readonly position: Position;
}

/** The log with more leaves, and the rows that change by it, each whole. */
export interface Growth {
  readonly edge: Edge;
  readonly tiles: readonly TileRow[];
  readonly bundles: readonly BundleRow[];
}

export function grow(tree: TreeHash, edge: Edge, placed: readonly Placed[]): Growth {
  const rows = new Map<string, { level: number; index: number; parts: Uint8Array[]; halfway: Uint8Array[] }>();
  const frontier = extend(
    tree,
    edge.frontier,
    placed.map(({ leaf }) => leaf),
    (level, index, hash) => {
      if (level % TILE_HEIGHT === 0) put(level / TILE_HEIGHT, index, hash);
      else if (level === HALFWAY) rows.get(`0/${Math.floor(index / HALFWAY_WIDTH)}`)?.halfway.push(hash);
    },
  );

  function put(level: number, node: number, hash: Hash): void {
    const index = Math.floor(node / TILE_WIDTH);
    const name = `${level}/${index}`;
    let row = rows.get(name);
    if (row === undefined) {
      const begun = edge.tiles.get(level);
      row = { level, index, parts: [], halfway: [] };
      if (begun?.index === index) {
        row.parts.push(begun.hashes);
        if (level === 0) row.halfway.push(begun.halfway ?? halfwayOf(tree, begun.hashes));
      }
      rows.set(name, row);
    }
    row.parts.push(hash);
  }

  const tiles = [...rows.values()].map(({ level, index, parts, halfway }) => ({
    ...{ level, index, hashes: Buffer.concat(parts) },
    halfway: level === 0 ? Buffer.concat(halfway) : undefined,
  }));
  const open = new Map(edge.tiles);
  for (const row of tiles) {
    if (row.hashes.length < TILE_WIDTH * HASH_BYTES) open.set(row.level, row);
    else if ((open.get(row.level)?.index ?? row.index) <= row.index) open.delete(row.level);
  }
  const bundles = bundlesOf(edge, placed);
  const last = bundles.at(-1);
  const bundle = last === undefined ? edge.bundle : last.digests.length < TILE_WIDTH * HASH_BYTES ? last : undefined;
  return { edge: { frontier, tiles: open, bundle }, tiles, bundles };
}

function bundlesOf({ frontier, bundle }: Edge, placed: readonly Placed[]): BundleRow[] {
  const bundles: BundleRow[] = [];
  let begun = bundle;
  let at = 0;
  while (at < placed.length) {
    const index = Math.floor((frontier.size + at) / TILE_WIDTH);
    const until = Math.min(placed.length, (index + 1) * TILE_WIDTH - frontier.size);
    const added = placed.slice(at, until);
    bundles.push({
      index,
      firstPosition: begun?.firstPosition ?? added[0]?.position ?? 0n,
      digests: Buffer.concat([begun?.digests ?? NOTHING, ...added.map(({ digest }) => digest)]),
      positions: Buffer.concat([begun?.positions ?? NOTHING, positionsOf(added)]),
    });
    begun = undefined;
    at = until;
  }
  return bundles;
}

const NOTHING = Buffer.alloc(0);

function positionsOf(placed: readonly Placed[]): Buffer {
  const bytes = Buffer.alloc(placed.length * POSITION_BYTES);
  placed.forEach(({ position }, at) => {
    bytes.writeBigInt64BE(position, at * POSITION_BYTES);
  });
  return bytes;
}
