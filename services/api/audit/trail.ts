import { readStream } from '@foja/commands/claim-reader.ts';
import { claimStream, isClaimEvent } from '@foja/domain/claim/index.ts';
import { eventText } from '@foja/domain/ledger/index.ts';
import type { EventStore, RecordedEvent } from '@foja/ledger/port.ts';
import { NotAsSealed, type SealedLog } from '@foja/ledger/sealing/index.ts';
import { leafOfEvent } from '@foja/ledger/sealing/leaves.ts';
import { normOf } from './norms.ts';

/** Where a claim's events are read as they are stored, and what the sealed log says of them. */
export interface TrailSources {
  /** Boxes closed. */
  readonly stored: Pick<EventStore, 'read'>;
  /** Undefined: nothing is sealed here. */
  readonly log: Pick<SealedLog, 'proofOf'> | undefined;
  /** Only the event of this revision. */
  readonly only?: number;
}

/** `differs`: what is stored is not what was sealed. Somebody changed the ledger. */
export type Seal = 'sealed' | 'not-yet' | 'differs';

/** An event exactly as it is stored, with what vouches for it. */
export interface TrailEntry {
  readonly recorded: RecordedEvent;
  readonly norm: string;
  /** SHA-256 of `canonical`, and the leaf of the tree that is made from it (hex; ADR 11). */
  readonly sha256: string;
  readonly leaf: string;
  readonly seal: Seal;
  /** The C2SP tlog-proof, where it is sealed. */
  readonly proof: string | undefined;
  /** The text that was hashed. */
  readonly canonical: string;
}

/** @param regimeNorm what the filing rests on. */
export async function trailOf(
  claimId: string,
  regimeNorm: string,
  { stored, log, only }: TrailSources,
): Promise<readonly TrailEntry[]> {
  const stream = claimStream(claimId);
  const recorded =
    only === undefined ? await readStream(stored, stream) : await stored.read(stream, { from: only, max: 1 });
  const entries: TrailEntry[] = [];
  for (const event of recorded) entries.push(await entryOf(event, regimeNorm, log));
  return entries;
}

async function entryOf(recorded: RecordedEvent, regimeNorm: string, log: TrailSources['log']): Promise<TrailEntry> {
  const { digest, leaf } = leafOfEvent(recorded);
  const { seal, proof } = await sealOf(recorded, log);
  return {
    recorded,
    norm: normIn(recorded, regimeNorm),
    sha256: Buffer.from(digest).toString('hex'),
    leaf: Buffer.from(leaf).toString('hex'),
    seal,
    proof,
    canonical: eventText(recorded),
  };
}

async function sealOf(recorded: RecordedEvent, log: TrailSources['log']): Promise<Pick<TrailEntry, 'seal' | 'proof'>> {
  try {
    const proof = await log?.proofOf(recorded);
    return { seal: proof === undefined ? 'not-yet' : 'sealed', proof };
  } catch (error) {
    if (error instanceof NotAsSealed) return { seal: 'differs', proof: undefined };
    throw error;
  }
}

/** No norm is personal, so it stands outside the box. */
function normIn({ type, data }: RecordedEvent, regimeNorm: string): string {
  const event = { type, data };
  return isClaimEvent(event) ? normOf(event, regimeNorm) : '';
}
