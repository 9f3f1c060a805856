import {
  emptyFrontier,
  extend,
  type Frontier,
  HALFWAY,
  HASH_BYTES,
  type LogKeys,
  openCheckpoint,
  rootOf,
  sameBytes,
  TILE_HEIGHT,
  TILE_WIDTH,
  treeHash,
  trustAt,
} from '@foja/domain/ledger/index.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import { readEdge } from '@foja/ledger/sealing/edge.ts';
import { type BundleRow, POSITION_BYTES } from '@foja/ledger/sealing/growth.ts';
import type { CheckpointRow, SealTable, TileHashes } from '@foja/ledger/sealing/index.ts';
import { leafOfDigest } from '@foja/ledger/sealing/leaves.ts';
import type { Finding, Findings } from './findings.ts';
import type { StoredEvent } from './sealed-text.ts';

/** A checkpoint known from elsewhere, its signature checked, by what to call it. */
export interface KnownCheckpoint {
  readonly name: 'checkpoint-older' | 'checkpoint-remembered' | 'key-change';
  readonly size: number;
  readonly root: Uint8Array;
}

/** Leaves [start, end), whole tiles of them but for the last of the log. */
export interface LogRange {
  readonly start: number;
  readonly end: number;
  /** The log's keys, one after another. */
  readonly keys: LogKeys;
  /** Those with a size in (start, end]; in order. */
  readonly known: readonly KnownCheckpoint[];
  /** Position of the ledger's last event. */
  readonly head: bigint;
  /** The tree before it, as the leaves before it make it; undefined: what its tiles say, to be held against that afterwards. */
  readonly begin?: Frontier;
}

export interface LogRangeResult {
  readonly range: LogRange;
  readonly begin: Frontier | undefined;
  /** Undefined where a row of the sealed log is missing: the tree goes no further. */
  readonly end: Frontier | undefined;
  readonly events: number;
}

/**
 * Shows `take` every event after `after`, up to and with `to`, in the store's order, each valid until the next; calls `rest`
 * now and then.
 */
export type EventsIn = (
  after: bigint,
  to: bigint,
  take: (event: StoredEvent) => void,
  rest: () => void,
) => Promise<void>;

export interface LogRangeCheck {
  readonly table: Pick<SealTable, 'bundle' | 'tile' | 'checkpoints'>;
  readonly findings: Pick<Findings, 'add'>;
  readonly eventsIn: EventsIn;
  readonly progress: (events: number) => void;
}

const CHECKPOINTS = 1_000;
const tree = treeHash(primitives.sha256);

/**
 * One range of the sealed log: every event against the hash that was sealed at its place, the hashes against the tiles, every
 * checkpoint in it against the root at its size and the key. One tile of leaves is in memory.
 */
export async function checkLogRange(range: LogRange, check: LogRangeCheck): Promise<LogRangeResult> {
  const { table, findings } = check;
  const begin = range.begin ?? (await frontierAt(table, range.start));
  const roots = rootChecker(range, check);
  const bundles: Sealed[] = [];
  let end: Frontier | undefined = begin ?? emptyFrontier;
  for (let index = range.start / TILE_WIDTH; index * TILE_WIDTH < range.end; index += 1) {
    // The rows of a range are few and small: 10 kB for each tile of leaves.
    const bundle = await table.bundle(index);
    const width = Math.min(TILE_WIDTH, range.end - index * TILE_WIDTH);
    if (bundle === undefined || bundle.digests.length < width * HASH_BYTES) {
      findings.add({ what: 'bundle', detail: String(index) });
      end = undefined;
      break;
    }
    bundles.push({ bundle, width });
    if (begin !== undefined) end = await extended(check, { bundle, width, frontier: end }, roots);
  }
  const events = await eventsAgainst(range, bundles, check);
  return { range, begin, end: begin === undefined ? undefined : end, events };
}

/** Where a tile is missing or too short, the range before it says so. */
async function frontierAt(table: LogRangeCheck['table'], size: number): Promise<Frontier | undefined> {
  try {
    return (await readEdge(table, size)).frontier;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The leaves of one bundle, tile rows and checkpoints on the way. */
async function extended(
  { table, findings }: LogRangeCheck,
  { bundle, width, frontier }: { readonly bundle: BundleRow; readonly width: number; readonly frontier: Frontier },
  roots: RootChecker,
): Promise<Frontier> {
  let reached = frontier;
  const nodes: TileNode[] = [];
  const halfway: Uint8Array[] = [];
  let at = 0;
  while (at < width) {
    const next = await roots.next();
    const until = Math.min(width, (next?.size ?? Number.POSITIVE_INFINITY) - bundle.index * TILE_WIDTH);
    const leaves = [];
    for (; at < until; at += 1) leaves.push(leafOfDigest(digestAt(bundle, at)));
    reached = extend(tree, reached, leaves, (level, index, hash) => {
      if (level % TILE_HEIGHT === 0) nodes.push({ level: level / TILE_HEIGHT, index, hash });
      if (level === HALFWAY) halfway.push(hash);
    });
    if (next !== undefined && next.size === reached.size) roots.check(next, reached);
  }
  const fault = await tileFault(table, bundle, { nodes, halfway: Buffer.concat(halfway) });
  if (fault !== undefined) findings.add(fault);
  return reached;
}

/** A node that is kept in a row of tiles. */
interface TileNode {
  /** Of the tile. */
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

/** The first kept node that is not what the bundle's leaves make, if there is one. @param due what they make. */
async function tileFault(
  table: LogRangeCheck['table'],
  bundle: BundleRow,
  due: { readonly nodes: readonly TileNode[]; readonly halfway: Uint8Array },
): Promise<Finding | undefined> {
  const tiles = new Map<string, TileHashes | undefined>();
  for (const { level, index, hash } of due.nodes) {
    const tile = Math.floor(index / TILE_WIDTH);
    const name = `${level}/${tile}`;
    if (!tiles.has(name)) tiles.set(name, await table.tile(level, tile));
    const offset = (index % TILE_WIDTH) * HASH_BYTES;
    const kept = tiles.get(name)?.hashes.subarray(offset, offset + HASH_BYTES);
    if (kept === undefined || !sameBytes(kept, hash)) {
      const position = level === 0 ? { position: positionAt(bundle, index % TILE_WIDTH) } : {};
      return { what: 'tile', ...position, detail: name };
    }
  }
  const name = `0/${bundle.index}`;
  const halfway = tiles.get(name)?.halfway?.subarray(0, due.halfway.length) ?? due.halfway;
  return sameBytes(halfway, due.halfway) ? undefined : { what: 'tile', detail: `${name}, nodos intermedios` };
}

type RootChecker = ReturnType<typeof rootChecker>;

function rootChecker({ keys, known, start, end }: LogRange, { table, findings }: LogRangeCheck) {
  const outside = [...known];
  let page: CheckpointRow[] = [];
  let after = start;
  let ended = false;

  async function nextKept(): Promise<CheckpointRow | undefined> {
    if (page.length === 0 && !ended) {
      page = await table.checkpoints({ after, max: CHECKPOINTS });
      after = page.at(-1)?.size ?? after;
      ended = page.length < CHECKPOINTS || after >= end;
    }
    return page[0];
  }

  return {
    /** The smallest size at which a root is known. */
    async next(): Promise<{ readonly size: number } | undefined> {
      const kept = await nextKept();
      const [first] = outside;
      if (first === undefined || (kept !== undefined && kept.size <= first.size)) return kept;
      return first;
    },
    check({ size }: { readonly size: number }, frontier: Frontier): void {
      const root = rootOf(tree, frontier);
      for (; outside[0]?.size === size; outside.shift()) {
        const { name, root: expected } = outside[0];
        if (!sameBytes(expected, root)) findings.add({ what: name, detail: String(size) });
      }
      const [kept] = page;
      if (kept?.size !== size) return;
      page.shift();
      const opened = openCheckpoint(primitives, kept.note, trustAt(keys, kept.note));
      if (!opened.ok) findings.add({ what: 'checkpoint-signature', detail: `${size}: ${opened.problem}` });
      else if (opened.checkpoint.size !== size || !sameBytes(opened.checkpoint.root, kept.root)) {
        findings.add({ what: 'checkpoint-text', detail: String(size) });
      }
      if (!sameBytes(kept.root, root)) findings.add({ what: 'root', detail: String(size) });
    },
  };
}

/** The store's events, one after another, against what was sealed at their places. @returns how many there were. */
async function eventsAgainst(
  { start, head }: LogRange,
  bundles: readonly Sealed[],
  { table, findings, eventsIn, progress }: LogRangeCheck,
): Promise<number> {
  const sealed = new SealedPlaces(bundles);
  const last = sealed.lastPosition;
  if (last === undefined) return 0;
  let events = 0;
  const take = (event: StoredEvent) => {
    events += 1;
    for (; sealed.position !== undefined; sealed.next()) {
      if (event.position < sealed.position) break;
      if (event.position === sealed.position) {
        const finding = sealed.findingOf(event);
        if (finding !== undefined) findings.add(finding);
        sealed.next();
        return;
      }
      findings.add({ what: 'event-missing', position: sealed.position });
    }
    findings.add({ what: 'event-inserted', ...placeOf(event) });
  };
  await eventsIn(await positionBefore(table, start), last, take, () => progress(events));
  for (; sealed.position !== undefined; sealed.next()) {
    const { position } = sealed;
    findings.add({ what: position > head ? 'events-cut' : 'event-missing', position });
    if (position > head) break;
  }
  return events;
}

/** Of the last event sealed before these leaves. */
async function positionBefore(table: LogRangeCheck['table'], start: number): Promise<bigint> {
  if (start === 0) return 0n;
  const positions = (await table.bundle(start / TILE_WIDTH - 1))?.positions ?? Buffer.alloc(0);
  return positions.length < TILE_WIDTH * POSITION_BYTES
    ? 0n
    : positions.readBigInt64BE((TILE_WIDTH - 1) * POSITION_BYTES);
}

interface Sealed {
  readonly bundle: BundleRow;
  /** Of its entries, those that count. */
  readonly width: number;
}

/** What was sealed, place after place. */
class SealedPlaces {
  readonly #bundles: readonly Sealed[];
  #bundle = 0;
  #at = 0;
  position: bigint | undefined;

  constructor(bundles: readonly Sealed[]) {
    this.#bundles = bundles;
    this.#look();
  }

  get lastPosition(): bigint | undefined {
    const last = this.#bundles.at(-1);
    return last?.bundle.positions.readBigInt64BE((last.width - 1) * POSITION_BYTES);
  }

  next(): void {
    this.#at += 1;
    if (this.#at >= (this.#bundles[this.#bundle]?.width ?? 0)) {
      this.#bundle += 1;
      this.#at = 0;
    }
    this.#look();
  }

  /** Undefined where the event at the current place is the one that was sealed there. */
  findingOf(event: StoredEvent): Finding | undefined {
    const bundle = this.#bundles[this.#bundle]?.bundle;
    if (bundle === undefined || event.hasDigest(digestAt(bundle, this.#at).toString('latin1'))) return undefined;
    const digest = event.digest();
    const moved = digest === undefined ? undefined : placeOfDigest(bundle, digest);
    return moved === undefined
      ? { what: 'event-changed', ...placeOf(event) }
      : { what: 'event-moved', ...placeOf(event), detail: String(moved) };
  }

  #look(): void {
    const sealed = this.#bundles[this.#bundle];
    this.position = sealed?.bundle.positions.readBigInt64BE(this.#at * POSITION_BYTES);
  }
}

/** The position at which this very event was sealed, nearby. */
function placeOfDigest(bundle: BundleRow, digest: string): bigint | undefined {
  for (let at = 0; at * HASH_BYTES < bundle.digests.length; at += 1) {
    if (digestAt(bundle, at).toString('latin1') === digest) return bundle.positions.readBigInt64BE(at * POSITION_BYTES);
  }
  return undefined;
}

function placeOf({ position, stream, revision }: StoredEvent) {
  return { position, stream, revision };
}

/** Of the event whose digest is the bundle's entry at that place. */
function positionAt({ positions }: BundleRow, at: number): bigint {
  return positions.readBigInt64BE(at * POSITION_BYTES);
}

function digestAt({ digests }: BundleRow, at: number): Buffer {
  return digests.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
}
