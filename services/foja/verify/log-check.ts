import {
  emptyFrontier,
  extend,
  type Frontier,
  HASH_BYTES,
  openCheckpoint,
  rootOf,
  sameBytes,
  TILE_HEIGHT,
  TILE_WIDTH,
  treeHash,
  type VerifierKey,
} from '@foja/domain/ledger/index.ts';
import type { EventStore, RecordedEvent } from '@foja/ledger';
import { primitives } from '@foja/ledger/primitives.ts';
import { type BundleRow, POSITION_BYTES } from '@foja/ledger/sealing/growth.ts';
import type { CheckpointRow, SealTable } from '@foja/ledger/sealing/index.ts';
import { digestOfEvent, leafOfDigest } from '@foja/ledger/sealing/leaves.ts';
import type { Findings } from './findings.ts';

export interface LogCheck {
  /** Boxes closed. */
  readonly stored: Pick<EventStore, 'readAll' | 'head'>;
  readonly table: SealTable;
  /** The log's public key: from outside, or else the one that the database names. */
  readonly key: VerifierKey;
  readonly findings: Findings;
  /** Checkpoints known from elsewhere, by what to call them. */
  readonly older: readonly { readonly name: 'checkpoint-older' | 'checkpoint-remembered'; readonly note: string }[];
  readonly progress: (events: number) => void;
}

const PAGE = 2_048;
const CHECKPOINTS = 1_000;
const tree = treeHash(primitives.sha256);

/**
 * Reads the whole ledger in its order, and holds it against the sealed log: every event against the hash that was sealed at
 * its place, the hashes against the tiles, every checkpoint against the root at its size and the key. One page is in memory.
 * @returns how many events were read, and how many of them are not sealed yet.
 */
export async function checkLog(check: LogCheck): Promise<{ readonly events: number; readonly unsealed: number }> {
  const { table, findings } = check;
  const last = await table.last();
  const roots = rootChecker(check);
  const events = new Events(check);
  let frontier: Frontier = emptyFrontier;
  const size = last?.size ?? 0;
  for (let index = 0; index * TILE_WIDTH < size; index += 1) {
    const bundle = await table.bundle(index);
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    if (bundle === undefined || bundle.digests.length < width * HASH_BYTES) {
      findings.add({ what: 'bundle', detail: String(index) });
      return { events: events.read, unsealed: 0 };
    }
    frontier = await extended(check, { bundle, width, frontier }, roots);
    await events.against(bundle, width);
  }
  await roots.end(frontier, last);
  await events.rest();
  return { events: events.read, unsealed: events.unsealed };
}

/** The leaves of one bundle, tile rows and checkpoints on the way. */
async function extended(
  { table, findings }: LogCheck,
  { bundle, width, frontier }: { readonly bundle: BundleRow; readonly width: number; readonly frontier: Frontier },
  roots: RootChecker,
): Promise<Frontier> {
  let reached = frontier;
  const nodes: { readonly level: number; readonly index: number; readonly hash: Uint8Array }[] = [];
  let at = 0;
  while (at < width) {
    const next = await roots.next();
    const until = Math.min(width, (next?.size ?? Number.POSITIVE_INFINITY) - bundle.index * TILE_WIDTH);
    const leaves = [];
    for (; at < until; at += 1) leaves.push(leafOfDigest(digestAt(bundle, at)));
    reached = extend(tree, reached, leaves, (level, index, hash) => {
      if (level % TILE_HEIGHT === 0) nodes.push({ level: level / TILE_HEIGHT, index, hash });
    });
    if (next !== undefined && next.size === reached.size) roots.check(next, reached);
  }
  const tiles = new Map<string, Buffer | undefined>();
  for (const { level, index, hash } of nodes) {
    const tile = Math.floor(index / TILE_WIDTH);
    const name = `${level}/${tile}`;
    if (!tiles.has(name)) tiles.set(name, await table.tile(level, tile));
    const offset = (index % TILE_WIDTH) * HASH_BYTES;
    const kept = tiles.get(name)?.subarray(offset, offset + HASH_BYTES);
    if (kept === undefined || !sameBytes(kept, hash)) {
      findings.add({ what: 'tile', detail: name });
      break;
    }
  }
  return reached;
}

type RootChecker = ReturnType<typeof rootChecker>;

function rootChecker({ table, key, findings, older }: LogCheck) {
  const trust = { logs: [{ origin: key.name, keys: [key] }] };
  const outside = older.flatMap(({ name, note }) => {
    const found = openCheckpoint(primitives, note, trust);
    if (!found.ok) findings.add({ what: name, detail: found.problem });
    // Every log goes on from the empty one.
    return found.ok && found.checkpoint.size > 0 ? [{ name, ...found.checkpoint }] : [];
  });
  outside.sort((a, b) => a.size - b.size);
  let page: CheckpointRow[] = [];
  let after = 0;
  let ended = false;

  async function nextKept(): Promise<CheckpointRow | undefined> {
    if (page.length === 0 && !ended) {
      page = await table.checkpoints({ after, max: CHECKPOINTS });
      after = page.at(-1)?.size ?? after;
      ended = page.length < CHECKPOINTS;
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
        const { name, root: known } = outside[0];
        if (!sameBytes(known, root)) findings.add({ what: name, detail: String(size) });
      }
      const [kept] = page;
      if (kept?.size !== size) return;
      page.shift();
      const opened = openCheckpoint(primitives, kept.note, trust);
      if (!opened.ok) findings.add({ what: 'checkpoint-signature', detail: `${size}: ${opened.problem}` });
      else if (opened.checkpoint.size !== size || !sameBytes(opened.checkpoint.root, kept.root)) {
        findings.add({ what: 'checkpoint-text', detail: String(size) });
      }
      if (!sameBytes(kept.root, root)) findings.add({ what: 'root', detail: String(size) });
    },
    /** What was signed for more than there is. */
    async end(frontier: Frontier, last: CheckpointRow | undefined): Promise<void> {
      for (const { name, size } of outside) {
        if (size > frontier.size) findings.add({ what: name, detail: `${size} > ${frontier.size}` });
      }
      const rows = last === undefined ? undefined : await table.bundle(Math.floor(last.size / TILE_WIDTH));
      const beyond = rows === undefined ? 0 : rows.digests.length / HASH_BYTES - ((last?.size ?? 0) % TILE_WIDTH);
      const orphan = last === undefined ? await table.bundle(0) : undefined;
      if (beyond > 0 || orphan !== undefined)
        findings.add({ what: 'checkpoint-gone', detail: String(last?.size ?? 0) });
    },
  };
}

/** The store's events, one after another, and what was sealed at their places. */
class Events {
  readonly #check: LogCheck;
  #page: RecordedEvent[] = [];
  #ahead: Promise<RecordedEvent[]> | undefined;
  #at = 0;
  #after = 0n;
  read = 0;
  unsealed = 0;

  constructor(check: LogCheck) {
    this.#check = check;
  }

  async against(bundle: BundleRow, width: number): Promise<void> {
    const { findings } = this.#check;
    for (let at = 0; at < width; at += 1) {
      const position = bundle.positions.readBigInt64BE(at * POSITION_BYTES);
      let event = await this.#peek();
      while (event !== undefined && event.position < position) {
        findings.add({ what: 'event-inserted', ...placeOf(event) });
        this.#take();
        event = await this.#peek();
      }
      if (event === undefined) {
        findings.add({ what: 'events-cut', position });
        return;
      }
      if (event.position > position) {
        findings.add({ what: 'event-missing', position });
        continue;
      }
      this.#take();
      const digest = digestOf(event);
      if (digest !== undefined && sameBytes(digest, digestAt(bundle, at))) continue;
      const moved = digest === undefined ? undefined : placeOfDigest(bundle, digest);
      findings.add({
        what: moved === undefined ? 'event-changed' : 'event-moved',
        ...placeOf(event),
        ...(moved === undefined ? {} : { detail: String(moved) }),
      });
    }
  }

  /** Events after the last that is sealed. */
  async rest(): Promise<void> {
    while ((await this.#peek()) !== undefined) {
      this.#take();
      this.unsealed += 1;
    }
  }

  async #peek(): Promise<RecordedEvent | undefined> {
    if (this.#at >= this.#page.length) {
      this.#page = await (this.#ahead ?? this.#next());
      this.#at = 0;
      this.#after = this.#page.at(-1)?.position ?? this.#after;
      // The next page is on its way while this one is hashed.
      this.#ahead = this.#page.length === 0 ? undefined : this.#next();
      this.#ahead?.catch(() => undefined);
      this.#check.progress(this.read);
    }
    return this.#page[this.#at];
  }

  #take(): void {
    this.#at += 1;
    this.read += 1;
  }

  #next(): Promise<RecordedEvent[]> {
    return this.#check.stored.readAll({ after: this.#after, max: PAGE });
  }
}

function digestAt({ digests }: BundleRow, at: number): Buffer {
  return digests.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
}

/** Undefined where the event has no canonical text any more. */
function digestOf(event: RecordedEvent): Uint8Array | undefined {
  try {
    return digestOfEvent(event);
  } catch {
    return undefined;
  }
}

/** The position at which this very event was sealed, nearby. */
function placeOfDigest(bundle: BundleRow, digest: Uint8Array): bigint | undefined {
  for (let at = 0; at * HASH_BYTES < bundle.digests.length; at += 1) {
    if (sameBytes(digestAt(bundle, at), digest)) return bundle.positions.readBigInt64BE(at * POSITION_BYTES);
  }
  return undefined;
}

function placeOf({ position, stream, revision }: RecordedEvent) {
  return { position, stream, revision };
}
