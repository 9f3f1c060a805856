import type { Law } from '../deadline/index.ts';
import { type Decision, refuse } from '../decision.ts';
import { reviseDeadline } from './answer.ts';
import type { Circumstances } from './clock.ts';
import type { ClaimEvent } from './events.ts';
import { type ClaimState, evolveClaim } from './state.ts';

export type ClaimDecider = (claim: ClaimState, about: Circumstances) => Decision<ClaimEvent>;

export interface LawInForce {
  readonly inForce: Law;
  /** The norm of the last amendment, as people cite it. */
  readonly norm: string;
  readonly lawAt: (version: string) => Law;
  readonly now: string;
}

/**
 * A decision on a claim that was filed under an older law. A decree that did not move the date when it came may move it
 * once an offer or an extension has pushed the term across the new holiday; so the date is looked at before the decision,
 * which may depend on it (was the answer late?), and again after it. Where it moves, DeadlineRevised says so.
 */
export function decideUnderLawInForce(claim: ClaimState, decide: ClaimDecider, law: LawInForce): Decision<ClaimEvent> {
  const { inForce, norm, lawAt, now } = law;
  const revision = (state: ClaimState): readonly ClaimEvent[] => {
    if (state.lawVersion === inForce.version) return [];
    const revised = reviseDeadline(state, { law: inForce, norm });
    return revised.ok ? revised.events : [];
  };
  const before = revision(claim);
  const standing = before.reduce(evolveClaim, claim);
  const decision = decide(standing, { law: lawAt(standing.lawVersion), inForce, now });
  if (!decision.ok || decision.events.length === 0) return decision;
  // Nothing more is written on a claim whose key is gone: there would be no other to seal it with.
  if (claim.erasedOn !== undefined) return refuse('claim/erased', { norm: 'Ley 29733, art. 8' });
  const after = revision(decision.events.reduce(evolveClaim, standing));
  return { ok: true, events: [...before, ...decision.events, ...after] };
}
