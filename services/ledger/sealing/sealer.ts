import { setTimeout as delay } from 'node:timers/promises';
import {
  formatCheckpoint,
  formatVerifierKey,
  NotCanonical,
  rootOf,
  type SignerKey,
  sign,
  signedNote,
  treeHash,
} from '@foja/domain/ledger/index.ts';
import { type EventStore, type RecordedEvent, START } from '../port.ts';
import { primitives } from '../primitives.ts';
import { grow, type Placed } from './growth.ts';
import { leafOfEvent } from './leaves.ts';
import type { CheckpointMemory } from './memory.ts';
import { SealRefused } from './refusal.ts';
import { type Footing, soundFooting } from './sound.ts';
import type { CheckpointRow, SealTable } from './table.ts';

export interface SealerOptions {
  /** The store as it is, boxes closed: what is sealed is what is stored. */
  readonly stored: Pick<EventStore, 'readAll' | 'subscribe' | 'head'>;
  readonly table: SealTable;
  readonly key: SignerKey;
  readonly memory: CheckpointMemory;
  readonly recheck?: number;
  /** Told after each checkpoint that is durable. */
  readonly sealed?: (last: CheckpointRow) => void;
}

/** Most events in one checkpoint: their hashing holds the event loop for some 20 ms. */
const BATCH = 512;
/** A checkpoint waits this long for company, so that a busy log has four a second instead of one a filing. */
const GATHER_MS = 200;
/** The memory is a file that is forced to disk: not more often than this. */
const REMEMBER_MS = 1_000;

const tree = treeHash(primitives.sha256);

/**
 * Seals what is appended, in the store's order, until the signal. One process at a time should run it; where two do, the
 * database lets one go on, and the other starts again from there: there is one checkpoint for a size, ever.
 *
 * @throws SealRefused where what is found does not go on from what was signed; whatever the database throws.
 */
export async function runSealer(options: SealerOptions & { readonly signal: AbortSignal }): Promise<void> {
  const { stored, signal, table, key } = options;
  await table.begin({ origin: key.key.name, key: formatVerifierKey(key.key) });
  while (!signal.aborted) {
    let footing = await soundFooting(options);
    const remember = remembering(options.memory);
    let overtaken = false;
    const after = footing.last?.position ?? START;
    for await (const events of stored.subscribe({ after, signal, batchMax: BATCH })) {
      const next = await sealed(options, footing, events);
      if (next === undefined) {
        overtaken = true;
        break;
      }
      footing = next;
      if (next.last !== undefined) {
        remember(next.last.note);
        options.sealed?.(next.last);
      }
      if (events.length < BATCH) await delay(GATHER_MS, undefined, { signal }).catch(() => undefined);
    }
    if (footing.last !== undefined && !overtaken) options.memory.write(footing.last.note);
  }
}

/** Seals what there is now, and ends. @returns the last checkpoint; undefined for an empty store. */
export async function sealAll(options: SealerOptions): Promise<CheckpointRow | undefined> {
  const { stored, table, key, memory } = options;
  const head = await stored.head();
  if (head !== START) await table.begin({ origin: key.key.name, key: formatVerifierKey(key.key) });
  let footing = await soundFooting(options);
  while ((footing.last?.position ?? START) < head) {
    const events = await stored.readAll({ after: footing.last?.position ?? START, max: 8 * BATCH });
    const next = await sealed(options, footing, events);
    footing = next ?? (await soundFooting(options));
    if (next?.last !== undefined) options.sealed?.(next.last);
  }
  if (footing.last !== undefined) memory.write(footing.last.note);
  return footing.last;
}

/** One more checkpoint; undefined where another sealer was quicker. What was signed for nothing is seen by nobody. */
async function sealed(
  { table, key }: Pick<SealerOptions, 'table' | 'key'>,
  { last, edge }: Footing,
  events: readonly RecordedEvent[],
): Promise<Footing | undefined> {
  const end = events.at(-1);
  if (end === undefined) return { last, edge };
  const grown = grow(tree, edge, events.map(placed));
  const { frontier } = grown.edge;
  const root = rootOf(tree, frontier);
  const text = formatCheckpoint({ origin: key.key.name, size: frontier.size, root });
  const note = signedNote(text, [sign(primitives.ed25519, key, text)]);
  const to = { size: frontier.size, root, position: end.position, note, sealedAt: end.recordedAt };
  const { tiles, bundles } = grown;
  return (await table.advance({ from: last, to, tiles, bundles })) ? { last: to, edge: grown.edge } : undefined;
}

function placed(event: RecordedEvent): Placed {
  try {
    return { ...leafOfEvent(event), position: event.position };
  } catch (cause) {
    if (!(cause instanceof NotCanonical)) throw cause;
    throw new SealRefused('not-canonical', `the event at position ${event.position} has ${cause.message}`, cause);
  }
}

function remembering(memory: CheckpointMemory): (note: string) => void {
  let writtenAt = Number.NEGATIVE_INFINITY;
  return (note) => {
    if (performance.now() - writtenAt < REMEMBER_MS) return;
    writtenAt = performance.now();
    memory.write(note);
  };
}
