import { type ClaimState, claimStream, evolveClaim, isClaimEvent } from '@foja/domain/claim/index.ts';
import { decodeEvent } from '@foja/ledger/codec.ts';
import type { EventStore, RecordedEvent } from '@foja/ledger/port.ts';
import type { Claim, HistoryEntry } from './commands.ts';

const PAGE = 1_000;

/** A claim from its stream; undefined where there is none. */
export async function readClaim(store: EventStore, claimId: string): Promise<Claim | undefined> {
  return claimOf(await readStream(store, claimStream(claimId)));
}

/** The claim that its stream, from the first event on, makes; undefined for an empty one. */
export function claimOf(recorded: readonly RecordedEvent[]): Claim | undefined {
  return foldClaim(recorded.map(historyEntry));
}

/** The claim as its stream says now, where it has been read before: only what came since is read. */
export async function readOn(store: EventStore, claim: Claim): Promise<Claim> {
  return continued(claim, await readStream(store, claimStream(claim.state.filed.claimId), claim.revision + 1));
}

/** The claim with what was read of it since. */
export function continued({ state, history, revision }: Claim, recorded: readonly RecordedEvent[]): Claim {
  const since = recorded.map(historyEntry);
  const now = since.reduce<ClaimState>((before, { event }) => evolveClaim(before, event), state);
  return { state: now, history: [...history, ...since], revision: revision + since.length };
}

/** A whole stream, for those that stay short; or the rest of it, from a revision on. */
export async function readStream(store: Pick<EventStore, 'read'>, stream: string, from = 0): Promise<RecordedEvent[]> {
  const recorded: RecordedEvent[] = [];
  for (;;) {
    const page = await store.read(stream, { from: from + recorded.length, max: PAGE });
    recorded.push(...page);
    if (page.length < PAGE) return recorded;
  }
}

/** The state that a claim's history, or the beginning of it, leads to; undefined for an empty one. */
export function foldClaim(history: readonly HistoryEntry[]): Claim | undefined {
  let state: ClaimState | undefined;
  for (const { event } of history) state = evolveClaim(state, event);
  const last = history.at(-1);
  return state === undefined || last === undefined ? undefined : { state, history, revision: last.revision };
}

function historyEntry(recorded: RecordedEvent): HistoryEntry {
  const { event } = decodeEvent(recorded);
  if (!isClaimEvent(event)) throw new Error(`${event.type} does not belong on ${recorded.stream}`);
  const { id, version, revision, position, recordedAt, metadata } = recorded;
  return { event, id, version, revision, position, recordedAt, metadata };
}
