import {
  type Checkpoint,
  followKeyChanges,
  formatVerifierKey,
  HASH_BYTES,
  type LogKeys,
  openCheckpoint,
  rootOf,
  type SignerKey,
  sameBytes,
  TILE_WIDTH,
  treeHash,
  trustAt,
} from '@foja/domain/ledger/index.ts';
import { type EventStore, type Position, type RecordedEvent, START } from '../port.ts';
import { primitives } from '../primitives.ts';
import { readEdge } from './edge.ts';
import { type Edge, emptyEdge, POSITION_BYTES } from './growth.ts';
import { leafOfEvent } from './leaves.ts';
import type { CheckpointMemory } from './memory.ts';
import { SealRefused } from './refusal.ts';
import type { CheckpointRow, SealTable } from './table.ts';

/** What a sealer goes on from. */
export interface Footing {
  readonly last: CheckpointRow | undefined;
  readonly edge: Edge;
}

export interface SoundOptions {
  /** Boxes closed. */
  readonly stored: Pick<EventStore, 'readAll'>;
  readonly table: SealTable;
  readonly key: SignerKey;
  readonly memory: Pick<CheckpointMemory, 'read'>;
  /** How many of the last sealed events are hashed again; the whole ledger is for `foja verify`. */
  readonly recheck?: number;
}

const RECHECK = 10_000;
const PAGE = 1_000;

/**
 * Makes sure that what is found goes on from what was signed, before anything more is: the key, the last checkpoint, the tiles,
 * the checkpoint remembered outside the database, the end of the store and its last events.
 * @throws SealRefused
 */
export async function soundFooting(options: SoundOptions): Promise<Footing> {
  const { table, key, memory, stored, recheck = RECHECK } = options;
  const name = { origin: key.key.name, key: formatVerifierKey(key.key) };
  const known = await table.name();
  if (known !== undefined && (known.key !== name.key || known.origin !== name.origin)) {
    throw new SealRefused('other-key', `the log is ${known.key}, and the key at hand is ${name.key}`);
  }
  const { keys } = followKeyChanges(primitives, key.key, await table.keyChanges());
  const last = await table.last();
  const edge = last === undefined ? emptyEdge : await edgeOf(table, last, keys);
  const remembered = memory.read();
  if (remembered !== undefined) await continues(table, last, opened(remembered, keys));
  if (last !== undefined) await sameEvents({ stored, table }, last, Math.min(recheck, last.size));
  return { last, edge };
}

async function edgeOf(table: SealTable, last: CheckpointRow, keys: LogKeys): Promise<Edge> {
  const { size, root } = opened(last.note, keys);
  if (size !== last.size || !sameBytes(root, last.root)) {
    throw new SealRefused('bad-checkpoint', `the checkpoint of size ${last.size} is not what its note says`);
  }
  return treeAt(table, last);
}

function opened(note: string, keys: LogKeys): Checkpoint {
  const found = openCheckpoint(primitives, note, trustAt(keys, note));
  if (!found.ok) throw new SealRefused('bad-checkpoint', `a checkpoint of this log does not hold: ${found.problem}`);
  return found.checkpoint;
}

/** The edge at this size, if the tiles lead to this root there. */
async function treeAt(table: SealTable, { size, root }: Pick<CheckpointRow, 'size' | 'root'>): Promise<Edge> {
  const edge = await readEdge(table, size).catch((cause: unknown) => {
    if (cause instanceof RangeError) throw new SealRefused('broken-tree', cause.message, cause);
    throw cause;
  });
  if (!sameBytes(rootOf(treeHash(primitives.sha256), edge.frontier), root)) {
    throw new SealRefused('broken-tree', `the tiles do not lead to the root that was signed at size ${size}`);
  }
  return edge;
}

/** The tiles hold every size below theirs, so the remembered root can be worked out from them. */
async function continues(table: SealTable, last: CheckpointRow | undefined, before: Checkpoint): Promise<void> {
  if (last === undefined || last.size < before.size) {
    throw new SealRefused('rolled-back', `size ${before.size} was signed, and the log is of size ${last?.size ?? 0}`);
  }
  await treeAt(table, before).catch((cause: unknown) => {
    if (!(cause instanceof SealRefused)) throw cause;
    throw new SealRefused('forked', `the log does not go on from what was signed at size ${before.size}`, cause);
  });
}

/** The last `count` sealed events, hashed again, one bundle after another. */
async function sameEvents(
  { stored, table }: { readonly stored: Pick<EventStore, 'readAll'>; readonly table: SealTable },
  last: CheckpointRow,
  count: number,
): Promise<void> {
  let after: Position | undefined;
  let events: RecordedEvent[] = [];
  for (let index = Math.floor((last.size - count) / TILE_WIDTH); index * TILE_WIDTH < last.size; index += 1) {
    const bundle = await table.bundle(index);
    const tile = await table.tile(0, index);
    if (bundle === undefined || tile === undefined) throw new SealRefused('broken-tree', `bundle ${index} is missing`);
    const width = Math.min(TILE_WIDTH, last.size - index * TILE_WIDTH);
    for (let at = 0; at < width; at += 1) {
      const position = bundle.positions.readBigInt64BE(at * POSITION_BYTES);
      after ??= await lastBefore(table, index);
      if (events.length === 0) events = (await stored.readAll({ after, max: PAGE })).reverse();
      const event = events.pop();
      if (event === undefined) throw new SealRefused('store-shorter', `the event at position ${position} is missing`);
      after = event.position;
      const leaf = tile.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
      if (event.position !== position || !sameBytes(hashOf(event), leaf)) {
        throw new SealRefused('event-changed', `the event at position ${position} is not the one that was sealed`);
      }
    }
  }
}

/** The position of the last event before a bundle. */
async function lastBefore(table: Pick<SealTable, 'bundle'>, index: number): Promise<Position> {
  if (index === 0) return START;
  const bundle = await table.bundle(index - 1);
  if (bundle === undefined) throw new SealRefused('broken-tree', `bundle ${index - 1} is missing`);
  return bundle.positions.readBigInt64BE(bundle.positions.length - POSITION_BYTES);
}

/** A leaf that no event has, where the event has no canonical text any more. */
function hashOf(event: RecordedEvent): Uint8Array {
  try {
    return leafOfEvent(event).leaf;
  } catch {
    return new Uint8Array();
  }
}
