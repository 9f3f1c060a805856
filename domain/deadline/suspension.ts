import { type Calendar, calendarOf, calendarSpan, dateOf, dayOf, daysBetween, nthDayAfter } from './calendar.ts';
import { addDays, type CivilDate } from './civil-date.ts';
import type { Law } from './law.ts';
import type { Regime } from './regime.ts';

/** `offer`: a remote offer awaits the consumer (art. 6-A). `documents`: the consumer was asked for documents (SBS). */
export type SuspensionCause = 'offer' | 'documents';

/**
 * Days on which the clock stood still, both included. Without `to` it has not ended yet: an offer is then taken to
 * last until it lapses, and a request for documents for the least time that the norm gives the consumer.
 */
export type Suspension = {
  readonly from: string;
  readonly to?: string | undefined;
  readonly cause: SuspensionCause;
};

/** A suspension that the regime grants, in days of the calendar. Windows never overlap and stand in order. */
export type Window = {
  readonly from: number;
  readonly to: number;
  readonly cause: SuspensionCause;
  readonly reason: string;
};

/**
 * The suspension of a remote offer: it runs from the day after the offer was communicated to the day the consumer
 * answered, that day included (Reglamento, art. 6-A.2.b). An offer answered on the same day suspends nothing.
 */
export function offerSuspension(offeredOn: string, answeredOn?: string): Suspension {
  return { cause: 'offer', from: addDays(offeredOn, 1), to: answeredOn };
}

/**
 * The last day on which a remote offer suspends the term; unanswered that day, it counts as refused.
 * `suspensions` are the claim's earlier ones: the regime's days are a cap for all its offers together.
 * Undefined where the offer suspends nothing: the regime has no such rule, or its days are used up.
 */
export function offerLapsesOn(law: Law, offer: OfferFacts): CivilDate | undefined {
  const rule = offer.regime.offerSuspension;
  const left = offerDaysLeft(law, offer);
  if (rule === undefined || left < 1) return undefined;
  const calendar = calendarOf(law);
  return dateOf(nthDayAfter(calendar, rule.unit, dayOf(offer.offeredOn), left));
}

/** An offer about to be made. `offeredOn` is the Lima date on which it was communicated. */
export type OfferFacts = {
  readonly regime: Regime;
  readonly offeredOn: string;
  readonly suspensions?: readonly Suspension[] | undefined;
};

/** Days, in the unit of the regime's rule, for which offers may still suspend the term; 0 where it has no such rule. */
export function offerDaysLeft(law: Law, { regime, suspensions = [] }: Omit<OfferFacts, 'offeredOn'>): number {
  const rule = regime.offerSuspension;
  if (rule === undefined) return 0;
  const calendar = calendarOf(law);
  const windows = grantedWindows(calendar, regime, beforeAnyFiling, suspensions).filter(
    ({ cause }) => cause === 'offer',
  );
  return windows.reduce((left, { from, to }) => left - daysBetween(calendar, rule.unit, from, to), rule.n);
}

/**
 * What the regime grants of the suspensions told: nothing for a cause it has no rule for, nothing before the day after
 * filing, no day twice, and of offers no more in all than the cap.
 */
export function grantedWindows(
  calendar: Calendar,
  regime: Regime,
  filed: number,
  suspensions: readonly Suspension[],
): Window[] {
  const windows: Window[] = [];
  const inOrder = [...suspensions].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  let offerAllowance = regime.offerSuspension?.n ?? 0;
  let free = filed + 1;
  for (const { cause, from: told, to } of inOrder) {
    const rule = cause === 'offer' ? regime.offerSuspension : regime.documentsSuspension;
    const from = Math.max(dayOf(told), free);
    const allowed = cause === 'offer' ? offerAllowance : (rule?.n ?? 0);
    if (rule === undefined || allowed < 1) continue;
    const full = nthDayAfter(calendar, rule.unit, from - 1, allowed);
    const until = to === undefined ? full : cause === 'offer' ? Math.min(full, lastKnown(to)) : lastKnown(to);
    if (until < from) continue;
    windows.push({ from, to: until, cause, reason: reasonOf(cause, rule.norm) });
    if (cause === 'offer') offerAllowance -= daysBetween(calendar, rule.unit, from, until);
    free = until + 1;
  }
  return windows;
}

const beforeAnyFiling = -1;

/** An end beyond the calendar is as good as its last day. */
function lastKnown(date: string): number {
  return dayOf(date > calendarSpan.to ? calendarSpan.to : date);
}

function reasonOf(cause: SuspensionCause, norm: string): string {
  return cause === 'offer'
    ? `suspendido por ofrecimiento (${norm})`
    : `suspendido por documentos pedidos al consumidor (${norm})`;
}
