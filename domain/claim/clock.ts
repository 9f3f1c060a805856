import {
  type CivilDate,
  type Computation,
  computeDeadline,
  dueOn,
  type Extension,
  type Law,
  limaDateOf,
  offerSuspension,
  type Regime,
  type Suspension,
} from '../deadline/index.ts';
import type { ClaimEvent } from './events.ts';
import type { ClaimState, Offer } from './state.ts';

/** The law a claim is decided under, and the moment. Deciders have no clock of their own. */
export interface Circumstances {
  /** The law of the claim's `lawVersion`. */
  readonly law: Law;
  /** The law of the day, for what is not ruled by the claim's own; absent: the same. */
  readonly inForce?: Law | undefined;
  /** Instant of the decision. */
  readonly now: string;
}

/** The regime recorded in the claim. @throws where the law does not hold it: the wrong law version was handed in. */
export function regimeOf(law: Law, state: ClaimState): Regime {
  const regime = law.regimes.find(({ id }) => id === state.regimeId);
  if (regime === undefined) throw new Error(`law ${law.version} has no regime ${state.regimeId}`);
  return regime;
}

/** How far the clocks of those who tell us when something happened may be ahead of ours. */
const CLOCKS_DIFFER_MS = 60_000;

/** Whether an instant that somebody told has not come yet. */
export function isStillToCome(told: string, now: string): boolean {
  return Date.parse(told) > Date.parse(now) + CLOCKS_DIFFER_MS;
}

/** Events after which a claim is due at another day, or might be. */
export const SETS_DUE_DATE: ReadonlySet<ClaimEvent['type']> = new Set([
  'ClaimFiled',
  'ClaimReclassified',
  'SettlementOffered',
  'SettlementAccepted',
  'SettlementRejected',
  'SettlementLapsed',
  'DeadlineExtended',
  'DeadlineRevised',
]);

/** The claim's due date, from its recorded regime, suspensions and extensions. */
export function claimDueOn(law: Law, state: ClaimState): CivilDate {
  return dueOn(law, clockOf(law, state));
}

/** The same with every day counted or skipped, and why: what an auditor prints. */
export function claimComputation(law: Law, state: ClaimState): Computation {
  return computeDeadline(law, clockOf(law, state));
}

/** The days on which offers stopped the clock so far; a pending one counts to its lapse (art. 6-A.2.b). */
export function suspensionsOf(state: ClaimState): Suspension[] {
  return state.offers
    .filter(suspends)
    .map((offer) => offerSuspension(limaDateOf(offer.communicatedAt), offer.endedOn ?? offer.lapsesOn));
}

function clockOf(law: Law, state: ClaimState) {
  const regime = regimeOf(law, state);
  return {
    regime,
    filedOn: limaDateOf(state.filed.filedAt),
    suspensions: suspensionsOf(state),
    extensions: state.extendedOn.flatMap((on) => extensionBy(regime, on)),
  };
}

/**
 * The regime's own extension. None where the regime knows none: a queja extended under the general regime of its day
 * and then treated as a reclamo of a sector that forbids it, or a regime corrected since. The earlier date is the safe side.
 */
function extensionBy({ extension }: Regime, on: string): Extension[] {
  return extension === undefined ? [] : [{ on, n: extension.n, unit: extension.unit }];
}

function suspends(offer: Offer): boolean {
  return offer.lapsesOn !== undefined && offer.status !== 'superseded';
}
