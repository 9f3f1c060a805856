import { readClaim } from '@foja/commands';
import { handle } from '@foja/commands/handle.ts';
import { type ClaimEvent, type ClaimState, claimStream, reviseDeadline } from '@foja/domain/claim/index.ts';
import type { Law } from '@foja/domain/deadline/index.ts';
import { type Decision, happened, type Refusal } from '@foja/domain/decision.ts';
import type { EventStore } from '@foja/ledger';
import type { DeadlineQueries } from '@foja/projections';
import { v5 as uuidv5 } from 'uuid';
import { now, operator } from '../session.ts';

/** Names the command that revises one claim under one version of the law: whoever runs it twice changes nothing twice. */
const REVISION = '5d0c2a1e-8a53-4f57-9f8e-3b1f0a9e6c74';
const PAGE = 500;
/** Claims revised at the same time: their appends share commits. */
const AT_ONCE = 32;

export interface Moved {
  readonly claimId: string;
  readonly previousDueOn: string;
  readonly dueOn: string;
}

export interface Stuck {
  readonly claimId: string;
  readonly refusal: Refusal;
}

export interface Revision {
  readonly law: Law;
  /** The norm behind the change, kept in each DeadlineRevised. */
  readonly norm: string;
  /** Decide only, append nothing. */
  readonly dryRun?: boolean;
  readonly onMoved?: (moved: Moved) => void;
  /** A claim whose date could not be worked out again; the others are all the same. */
  readonly onStuck?: (stuck: Stuck) => void;
}

export interface Revised {
  readonly looked: number;
  readonly moved: number;
  readonly stuck: number;
}

/**
 * Works out the due date of every open claim again, under a law, and appends DeadlineRevised where it moves (Reglamento,
 * art. 6; the first promise stays in ClaimFiled). Safe to repeat, to cut short, and to run twice at once.
 */
export async function reviseOpenClaims(
  store: EventStore,
  deadlines: Pick<DeadlineQueries, 'openClaims'>,
  revision: Revision,
): Promise<Revised> {
  let looked = 0;
  let moved = 0;
  let stuck = 0;
  let after: string | undefined;
  for (;;) {
    const page = await deadlines.openClaims({ after, limit: PAGE });
    for (let from = 0; from < page.length; from += AT_ONCE) {
      const done = await Promise.all(
        page.slice(from, from + AT_ONCE).map(({ claimId }) => one(store, claimId, revision)),
      );
      for (const result of done) {
        if (result === undefined) continue;
        if ('refusal' in result) {
          stuck += 1;
          revision.onStuck?.(result);
        } else {
          moved += 1;
          revision.onMoved?.(result);
        }
      }
    }
    looked += page.length;
    after = page.at(-1)?.claimId;
    if (page.length < PAGE) return { looked, moved, stuck };
  }
}

/** Not by `commands.onClaim`, which brings a claim under the law in force before its decider sees it. */
async function one(
  store: EventStore,
  claimId: string,
  { law, norm, dryRun }: Revision,
): Promise<Moved | Stuck | undefined> {
  let moved: Moved | undefined;
  const decide = async (state: ClaimState): Promise<Decision<ClaimEvent>> => {
    const decision = reviseDeadline(state, { law, norm });
    const [event] = decision.ok ? decision.events : [];
    moved = event === undefined ? undefined : { claimId, ...event.data };
    return decision.ok && dryRun === true ? happened() : decision;
  };
  const result = await handle<ClaimState, ClaimEvent>({
    store,
    stream: claimStream(claimId),
    by: operator(uuidv5(`${claimId} ${law.version}`, REVISION)),
    clock: now,
    load: async () => {
      const claim = await readClaim(store, claimId);
      const last = claim?.history.at(-1);
      return claim === undefined || last === undefined ? undefined : { ...last, state: claim.state };
    },
    notFound: 'claim/not-found',
    decide,
    after: async (state) => state,
  });
  return result.ok ? moved : { claimId, refusal: result.refusal };
}
