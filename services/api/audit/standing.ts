import { foldClaim } from '@foja/commands/claim-reader.ts';
import type { Claim, HistoryEntry } from '@foja/commands/commands.ts';
import { type ClaimState, claimComputation, claimDueOn, isClosed, pendingOffer } from '@foja/domain/claim/index.ts';
import { type Computation, type DayUnit, daysLeft, type Law, limaDateOf } from '@foja/domain/deadline/index.ts';
import type { DeadlineState } from '@foja/projections';
import { lastDayWithin, SOON_BUSINESS_DAYS, stateOf } from '@foja/projections/deadlines/item.ts';
import { type Amended, amendmentsThen, lawOf } from './law-then.ts';
import { knownAt, type Moment, timeOf } from './moment.ts';

/** A claim as it stood at a moment, and what could be known of it then. */
export interface Standing {
  readonly moment: Moment;
  /** When that was: of an event, its own time by the moment's clock. */
  readonly instant: string;
  readonly claim: Claim;
  readonly deadline: DeadlineThen;
  readonly law: LawThen;
  /** Events that came after. */
  readonly later: readonly HistoryEntry[];
}

export interface DeadlineThen {
  readonly state: DeadlineState;
  /** The day in Lima that it is seen from. */
  readonly today: string;
  /** Null where the clock has stopped or stands still. */
  readonly daysLeft: number | null;
  readonly unit: DayUnit;
  /** Day by day, under the law that the claim then followed. */
  readonly computation: Computation;
  /** Whether counting again leads to the date that the events recorded. */
  readonly agrees: boolean;
}

/** The law as the ledger knew it then. */
export interface LawThen {
  readonly law: Law;
  readonly amended: readonly Amended[];
  /** What the due date would be by it: another than the claim's until DeadlineRevised is recorded. */
  readonly dueOn: string;
}

/** Undefined where there was nothing of the claim yet. */
export function standingAt(
  history: readonly HistoryEntry[],
  moment: Moment,
  amendments: readonly Amended[],
): Standing | undefined {
  const known = knownAt(history, moment);
  const claim = foldClaim(known);
  const last = known.at(-1);
  if (claim === undefined || last === undefined) return undefined;
  const { state } = claim;
  const instant = moment.kind === 'revision' ? timeOf(last, moment.clock) : moment.instant;
  const amended = amendmentsThen(amendments, moment, last);
  const law = lawOf(amended);
  // A decision is written down an instant before it is recorded: its law may be one amendment ahead of what is known here.
  const own = lawOf(amendments.slice(0, amendmentsIn(state.lawVersion)));
  if (own.version !== state.lawVersion) throw new Error(`no law of version ${state.lawVersion}`);
  return {
    moment,
    instant,
    claim,
    deadline: deadlineThen(state, own, limaDateOf(instant)),
    law: { law, amended, dueOn: isClosed(state) ? state.dueOn : dueUnder(law, state) },
    later: history.slice(known.length),
  };
}

function deadlineThen(state: ClaimState, law: Law, today: string): DeadlineThen {
  const computation = claimComputation(law, state);
  const { response, settledOn, dueOn } = state;
  const late = response?.late ?? (settledOn !== undefined && settledOn > dueOn);
  const clock = isClosed(state) ? (late ? 'late' : 'on-time') : 'open';
  const lapsesOn = pendingOffer(state)?.lapsesOn ?? null;
  const standing = stateOf({ clock, dueOn, lapsesOn }, today, lastDayWithin(law, today, SOON_BUSINESS_DAYS));
  const { unit } = computation.term;
  const still = clock !== 'open' || standing === 'suspended';
  return {
    state: standing,
    today,
    daysLeft: still ? null : daysLeft(law, unit, today, dueOn),
    unit,
    computation,
    agrees: computation.dueOn === dueOn,
  };
}

/** A regime that was corrected away under the claim leaves the claim's own date. */
function dueUnder(law: Law, state: ClaimState): string {
  return law.regimes.some(({ id }) => id === state.regimeId) ? claimDueOn(law, state) : state.dueOn;
}

function amendmentsIn(version: string): number {
  return Number(version.split('+')[1] ?? 0);
}
