import {
  emptyFrontier,
  type Frontier,
  HASH_BYTES,
  type LogKeys,
  openCheckpoint,
  sameBytes,
  TILE_WIDTH,
  trustAt,
} from '@foja/domain/ledger/index.ts';
import type { EventStore } from '@foja/ledger';
import { eventsBetween } from '@foja/ledger/distance.ts';
import { START } from '@foja/ledger/port.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import type { SealTable } from '@foja/ledger/sealing/index.ts';
import type { Crew } from './crew.ts';
import type { Findings } from './findings.ts';
import type { LogDone } from './hand.ts';
import type { KnownCheckpoint, LogRange } from './log-range.ts';

export interface LogCheck {
  readonly stored: Pick<EventStore, 'readAll' | 'countsPositions'>;
  readonly table: SealTable;
  /** The log's public keys, followed from the one that came from outside, or else from the one that the database names. */
  readonly keys: LogKeys;
  /** Sizes at which keys changed, and the roots that both signed there. */
  readonly changes: readonly Pick<KnownCheckpoint, 'size' | 'root'>[];
  readonly findings: Findings;
  /** Position of the ledger's last event. */
  readonly head: bigint;
  /** Checkpoints known from elsewhere, by what to call them. */
  readonly older: readonly { readonly name: KnownCheckpoint['name']; readonly note: string }[];
  readonly crew: Crew;
  /** Leaves in a range; a multiple of 256. */
  readonly rangeLeaves: number;
}

/** 32,768 events, one megabyte of sealed rows. */
export const RANGE_LEAVES = 128 * TILE_WIDTH;

/**
 * Holds the whole ledger, in its order, against the sealed log, range after range, several at once. Each range begins on what
 * the tiles say of the tree before it; that this is what the ranges before it come to is checked here, and a range that
 * began on anything else is done again.
 * @returns how many events were read, and how many more are not sealed yet.
 */
export async function checkLog(check: LogCheck): Promise<{ readonly sealed: number; readonly unsealed: number }> {
  const { table, stored, findings, head, keys, crew, rangeLeaves } = check;
  const last = await table.last();
  const size = last?.size ?? 0;
  const known = knownCheckpoints(check, size);
  const ranges = Array.from({ length: Math.ceil(size / rangeLeaves) }, (_, index): LogRange => {
    const [start, end] = [index * rangeLeaves, Math.min(size, (index + 1) * rangeLeaves)];
    return { start, end, keys, head, known: known.filter((one) => one.size > start && one.size <= end) };
  });
  let reached = emptyFrontier;
  let sealed = 0;
  for await (const part of crew.log(ranges)) {
    const done = sameFrontier(part.begin, reached) ? part : await again({ ...part.range, begin: reached }, crew);
    findings.addAll(done.found);
    sealed += done.events;
    if (done.end === undefined) return { sealed, unsealed: 0 };
    reached = done.end;
  }
  await nothingBeyond(check, size);
  return { sealed, unsealed: await eventsBetween(stored, last?.position ?? START, head) };
}

async function again(range: LogRange, crew: Crew): Promise<LogDone> {
  for await (const done of crew.log([range])) return done;
  throw new Error('a part of the work is gone');
}

function sameFrontier(a: Frontier | undefined, b: Frontier): boolean {
  return (
    a !== undefined &&
    a.size === b.size &&
    a.peaks.length === b.peaks.length &&
    a.peaks.every((peak, at) => sameBytes(peak, b.peaks[at] ?? peak))
  );
}

/** Those that the log reaches, in order; the others are told of. */
function knownCheckpoints({ keys, changes, older, findings }: LogCheck, size: number): readonly KnownCheckpoint[] {
  const given = older.flatMap(({ name, note }): KnownCheckpoint[] => {
    const found = openCheckpoint(primitives, note, trustAt(keys, note));
    if (!found.ok) findings.add({ what: name, detail: found.problem });
    // Every log goes on from the empty one.
    return found.ok && found.checkpoint.size > 0
      ? [{ name, size: found.checkpoint.size, root: found.checkpoint.root }]
      : [];
  });
  const known = [...given, ...changes.map(({ size, root }): KnownCheckpoint => ({ name: 'key-change', size, root }))];
  for (const one of known) if (one.size > size) findings.add({ what: one.name, detail: `${one.size} > ${size}` });
  return known.filter((one) => one.size <= size).sort((a, b) => a.size - b.size);
}

/** What was sealed after the last checkpoint there is: rows and checkpoint are written together. */
async function nothingBeyond({ table, findings }: LogCheck, size: number): Promise<void> {
  const tile = Math.floor(size / TILE_WIDTH);
  const rows = await table.bundle(tile);
  const sealed = tile * TILE_WIDTH + (rows?.digests.length ?? 0) / HASH_BYTES;
  // Asked for after the row, so that a log that goes on meanwhile is not suspected.
  const now = (await table.last())?.size ?? 0;
  if (sealed > now) findings.add({ what: 'checkpoint-gone', detail: String(size) });
}
