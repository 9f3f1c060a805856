import { setTimeout as delay } from 'node:timers/promises';
import {
  emptyFrontier,
  extend,
  HASH_BYTES,
  type Hash,
  halfwayOf,
  rootOf,
  sameBytes,
  TILE_WIDTH,
  treeHash,
} from '@foja/domain/ledger/index.ts';
import { type EventStore, type Position, type RecordedEvent, START } from '../port.ts';
import { primitives } from '../primitives.ts';
import { POSITION_BYTES } from './growth.ts';
import { leafOfEvent } from './leaves.ts';
import { SealRefused } from './refusal.ts';
import type { SealTable, TileHashes } from './table.ts';

export interface Reread {
  /** Boxes closed. */
  readonly stored: Pick<EventStore, 'readAll'>;
  readonly table: Pick<SealTable, 'bundle' | 'tile' | 'last'>;
}

const PAGE = 1_000;
/** A reading of everything takes this share of the time, so that a ledger of any size is read beside all other work. */
const SHARE = 0.1;

const tree = treeHash(primitives.sha256);

/**
 * The whole sealed ledger, hashed again from its first event, and the root that its leaves lead to: what `soundFooting` has no
 * time for at a start. Ends early at the signal.
 * @throws SealRefused where an event, a leaf or the root is not what was signed.
 */
export async function rereadAll(about: Reread, signal: AbortSignal): Promise<void> {
  const last = await about.table.last();
  if (last === undefined) return;
  let frontier = emptyFrontier;
  let from = performance.now();
  const extendAndRest = async (leaves: readonly Hash[]): Promise<boolean> => {
    frontier = extend(tree, frontier, leaves);
    if (frontier.size % (4 * TILE_WIDTH) === 0) {
      await delay(((performance.now() - from) * (1 - SHARE)) / SHARE, undefined, { signal }).catch(() => undefined);
      from = performance.now();
    }
    return signal.aborted;
  };
  await rereadBundles(about, { fromBundle: 0, size: last.size }, extendAndRest);
  if (signal.aborted || sameBytes(rootOf(tree, frontier), last.root)) return;
  throw new SealRefused('broken-tree', `the leaves do not lead to the root that was signed at size ${last.size}`);
}

/**
 * The sealed events from a bundle on, hashed again, one bundle after another.
 * @param after is shown the leaves of each bundle once they hold, and ends the reading where it answers true.
 * @throws SealRefused
 */
export async function rereadBundles(
  { stored, table }: Pick<Reread, 'stored'> & { readonly table: Pick<SealTable, 'bundle' | 'tile'> },
  { fromBundle, size }: { readonly fromBundle: number; readonly size: number },
  after: (leaves: readonly Hash[]) => Promise<boolean> = async () => false,
): Promise<void> {
  let read = await lastBefore(table, fromBundle);
  let events: RecordedEvent[] = [];
  for (let index = fromBundle; index * TILE_WIDTH < size; index += 1) {
    const bundle = await table.bundle(index);
    const tile = await table.tile(0, index);
    if (bundle === undefined || tile === undefined) throw new SealRefused('broken-tree', `bundle ${index} is missing`);
    const leaves: Hash[] = [];
    for (let at = 0; at < Math.min(TILE_WIDTH, size - index * TILE_WIDTH); at += 1) {
      const position = bundle.positions.readBigInt64BE(at * POSITION_BYTES);
      if (events.length === 0) events = (await stored.readAll({ after: read, max: PAGE })).reverse();
      const event = events.pop();
      if (event === undefined) throw new SealRefused('store-shorter', `the event at position ${position} is missing`);
      read = event.position;
      const leaf = tile.hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
      if (event.position !== position || !sameBytes(hashOf(event), leaf)) {
        throw new SealRefused('event-changed', `the event at position ${position} is not the one that was sealed`);
      }
      leaves.push(leaf);
    }
    if (!halfwayHolds(tile, leaves)) {
      throw new SealRefused('broken-tree', `the inner nodes kept with tile 0/${index} do not follow from its leaves`);
    }
    if (await after(leaves)) return;
  }
}

function halfwayHolds({ halfway }: TileHashes, leaves: readonly Hash[]): boolean {
  if (halfway === undefined) return true;
  const due = halfwayOf(tree, Buffer.concat(leaves));
  return sameBytes(halfway.subarray(0, due.length), due);
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
