import {
  type Checkpoint,
  followKeyChanges,
  formatVerifierKey,
  type LogKeys,
  openCheckpoint,
  rootOf,
  type SignerKey,
  sameBytes,
  TILE_WIDTH,
  treeHash,
  trustAt,
} from '@foja/domain/ledger/index.ts';
import type { EventStore } from '../port.ts';
import { primitives } from '../primitives.ts';
import { readEdge } from './edge.ts';
import { type Edge, emptyEdge } from './growth.ts';
import type { CheckpointMemory } from './memory.ts';
import { SealRefused } from './refusal.ts';
import { rereadBundles } from './reread.ts';
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
  /** How many of the last sealed events are hashed again; those before are `rereadAll`'s, which takes its time. */
  readonly recheck?: number;
}

const RECHECK = 10_000;

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
  if (last !== undefined) {
    const fromBundle = Math.floor(Math.max(0, last.size - recheck) / TILE_WIDTH);
    await rereadBundles({ stored, table }, { fromBundle, size: last.size });
  }
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
