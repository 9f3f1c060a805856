import { type Calendar, calendarOf, dateOf, dayOf, daysBetween, isBusinessDay, nthDayAfter } from './calendar.ts';
import type { CivilDate } from './civil-date.ts';
import type { Law } from './law.ts';
import type { DayCount, DayUnit, Regime } from './regime.ts';
import { grantedWindows, type Suspension, type Window } from './suspension.ts';

/** More time, as told to the consumer on a day. Whether it may be told is `extensionAllowed`'s to say. */
export type Extension = DayCount & { readonly on: string };

/** What a deadline depends on, besides the law. `filedOn` is the Lima date of filing. */
export type DeadlineFacts = {
  readonly regime: Regime;
  readonly filedOn: string;
  readonly suspensions?: readonly Suspension[] | undefined;
  readonly extensions?: readonly Extension[] | undefined;
};

/**
 * The last day for communicating the answer (Código, art. 24; Reglamento, arts. 6, 6-A and 6-B; or the sector's norm).
 * Counts from the day after filing, the last day included; leaves out the days a suspension took; an extension
 * starts where the term before it ended. Throws RangeError for dates outside the calendar.
 *
 * Made for the way into the ledger: a few array look-ups. `computeDeadline` walks day by day to the same date.
 */
export function dueOn(law: Law, facts: DeadlineFacts): CivilDate {
  const calendar = calendarOf(law);
  const { regime, suspensions = [], extensions = [] } = facts;
  const filed = dayOf(facts.filedOn);
  const windows = suspensions.length === 0 ? [] : grantedWindows(calendar, regime, filed, suspensions);
  let due = endOf(calendar, regime.term, filed, windows);
  for (const extension of extensions) due = endOf(calendar, extension, due, windows);
  if (regime.term.rollOver && !isBusinessDay(calendar, due)) due = nthDayAfter(calendar, 'business', due, 1);
  return dateOf(due);
}

/**
 * Days of the unit left for the answer: 0 on the due day itself, 1 on the day before. Negative once overdue, at least -1
 * from the very day after, even where no business day has passed yet.
 */
export function daysLeft(law: Law, unit: DayUnit, today: string, due: string): number {
  const calendar = calendarOf(law);
  const from = dayOf(today);
  const to = dayOf(due);
  if (from <= to) return daysBetween(calendar, unit, from + 1, to);
  return -Math.max(1, daysBetween(calendar, unit, to + 1, from));
}

/**
 * The day on which `count` days after `after` are complete, suspended days left out. A window that begins on or before
 * the end so far costs all its days: the clock stands still until it is over.
 */
function endOf(calendar: Calendar, count: DayCount, after: number, windows: readonly Window[]): number {
  let n = count.n;
  let end = nthDayAfter(calendar, count.unit, after, n);
  for (const window of windows) {
    if (window.from > end) break;
    n += daysBetween(calendar, count.unit, Math.max(window.from, after + 1), window.to);
    end = nthDayAfter(calendar, count.unit, after, n);
  }
  return end;
}
