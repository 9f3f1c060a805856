import {
  followKeyChanges,
  formatBundle,
  formatNote,
  formatTlogProof,
  HASH_BYTES,
  type Hash,
  inclusionProof,
  type LogKeys,
  parseNote,
  parseSignatureLine,
  parseVerifierKey,
  sameBytes,
  type Tile,
  tileCache,
  tiledHashes,
  treeHash,
  widthAt,
} from '@foja/domain/ledger/index.ts';
import type { Position, RecordedEvent } from '../port.ts';
import { primitives } from '../primitives.ts';
import { type BundleRow, POSITION_BYTES } from './growth.ts';
import { entryOfDigest, leafOfEvent } from './leaves.ts';
import type { CheckpointRow, LogName, PlacedLeaves, SealTable } from './table.ts';

/** The sealed log, to be read: what is served of it, and proofs of its events. */
export interface SealedLog {
  /** Undefined until the first event was sealed. */
  name(): Promise<LogName | undefined>;
  /** The keys that have signed it; undefined as for `name`. */
  keys(): Promise<LogKeys | undefined>;
  /** Notes by which they changed. */
  keyChanges(): Promise<readonly string[]>;
  /** The last one to be shown; with witnesses, the last that enough of them cosigned. May be 200 ms old. */
  checkpoint(): Promise<ServedCheckpoint | undefined>;
  /** The bytes of a tile or a bundle of entries; undefined where the log does not reach that far. */
  tile(tile: Tile): Promise<Uint8Array | undefined>;
  /**
   * A tlog-proof of the event against the last checkpoint; undefined while it is not sealed.
   * @param event as it is stored, boxes closed.
   * @throws NotAsSealed where another event was sealed at its place.
   */
  proofOf(event: RecordedEvent): Promise<string | undefined>;
}

export interface ServedCheckpoint extends CheckpointRow {
  /** The note with the cosignatures that came until now. */
  readonly cosigned: string;
}

/** What is stored now is not what was sealed: somebody changed the ledger. */
export class NotAsSealed extends Error {
  override readonly name = 'NotAsSealed';
}

const REMEMBER_MS = 200;
/** A tile and its inner nodes take some 50 kB. */
const TILES_MAX = 256;
const PLACED_MAX = 256;

const tree = treeHash(primitives.sha256);

/** @param quorum cosignatures that a checkpoint needs before it is served; 0: none. */
export function openSealedLog(table: SealTable, { quorum = 0 }: { readonly quorum?: number } = {}): SealedLog {
  const cache = tileCache(TILES_MAX);
  const placed = new Map<number, PlacedLeaves>();
  let known: { readonly atMs: number; readonly served: Promise<ServedCheckpoint | undefined> } | undefined;

  async function served(): Promise<ServedCheckpoint | undefined> {
    const last = await (quorum === 0 ? table.last() : table.lastCosigned(quorum));
    if (last === undefined) return undefined;
    const lines = (await table.cosignatures(last.size)).map(({ line }) => line);
    return { ...last, cosigned: withSignatures(last.note, lines) };
  }

  function checkpoint(): Promise<ServedCheckpoint | undefined> {
    const nowMs = performance.now();
    if (known === undefined || nowMs - known.atMs > REMEMBER_MS) {
      const asked = served();
      known = { atMs: nowMs, served: asked };
      asked.catch(() => {
        known = undefined;
      });
    }
    return known.served;
  }

  async function tile(wanted: Tile): Promise<Uint8Array | undefined> {
    const { level, index, width } = wanted;
    const last = await table.last();
    if (last === undefined || widthAt(wanted, last.size) < width) return undefined;
    if (level === 'entries') {
      const bundle = await table.bundle(index);
      if (bundle === undefined) return undefined;
      return formatBundle(hashesIn(bundle.digests, width).map(entryOfDigest));
    }
    return (await table.tile(level, index))?.hashes.subarray(0, width * HASH_BYTES);
  }

  async function leavesAround(position: Position): Promise<PlacedLeaves | undefined> {
    const near = placed.get(Math.floor(Number(position - 1n) / 256));
    if (near !== undefined && placeIn(near, position) !== undefined) return near;
    const found = await table.leavesAt(position);
    if (found !== undefined && found.hashes.length === 256 * HASH_BYTES) {
      const [oldest] = placed.keys();
      if (placed.size >= PLACED_MAX && oldest !== undefined) placed.delete(oldest);
      placed.set(found.index, found);
    }
    return found;
  }

  return {
    name: () => table.name(),
    keyChanges: () => table.keyChanges(),
    async keys() {
      const name = await table.name();
      const key = name === undefined ? undefined : parseVerifierKey(primitives.sha256, name.key);
      return key === undefined ? undefined : followKeyChanges(primitives, key, await table.keyChanges()).keys;
    },
    checkpoint,
    tile,
    async proofOf(event) {
      const last = await checkpoint();
      if (last === undefined || event.position > last.position) return undefined;
      const found = await leavesAround(event.position);
      const at = found === undefined ? undefined : placeIn(found, event.position);
      if (found === undefined || at === undefined) throw notAsSealed(event.position);
      const leaf = found.hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
      if (!sameBytes(leafOfEvent(event).leaf, leaf)) throw notAsSealed(event.position);
      const index = found.index * 256 + at;
      const { size, cosigned } = last;
      const own = (wanted: Tile) => wanted.level === 0 && wanted.index === found.index;
      const read = tiledHashes({
        tree,
        size,
        cache,
        // The checkpoint says how far the log reaches: nothing more is to be asked but the tiles above the leaf's own.
        readTile: async (wanted) =>
          own(wanted)
            ? found.hashes
            : ((await table.tile(Number(wanted.level), wanted.index))?.hashes ?? missing(wanted)),
        readHalfway: (wanted) => (own(wanted) ? found.halfway : undefined),
      });
      return formatTlogProof({ index, path: await inclusionProof(tree, read, index, size), checkpoint: cosigned });
    },
  };
}

/** The note with more signature lines under it. */
export function withSignatures(note: string, lines: readonly string[]): string {
  const parsed = parseNote(note);
  const added = lines.map((line) => parseSignatureLine(line.trimEnd())).filter((line) => line !== undefined);
  return parsed === undefined ? note : formatNote({ text: parsed.text, signatures: [...parsed.signatures, ...added] });
}

/** Where in the bundle the event at this position stands. */
export function placeIn({ positions }: Pick<BundleRow, 'positions'>, position: Position): number | undefined {
  let [low, high] = [0, positions.length / POSITION_BYTES - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = positions.readBigInt64BE(middle * POSITION_BYTES);
    if (found === position) return middle;
    if (found < position) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

function hashesIn(bytes: Buffer, count: number): Hash[] {
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

function notAsSealed(position: Position): NotAsSealed {
  return new NotAsSealed(`the event at position ${position} is not the one that was sealed there`);
}

function missing({ level, index }: Tile): never {
  throw new RangeError(`tile ${level}/${index} is missing`);
}
