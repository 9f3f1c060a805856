import { addDays, daysLeft, type Law } from '@foja/domain/deadline/index.ts';
import type { Alert, FeedClaim } from './claim.ts';

/** Longest that so many business days take: holidays and week-ends never push them further. */
const WALK_MAX_DAYS = 45;

/**
 * Alerts that a claim has before it, the next one first, as its dates stand `since`. Of those that are true already only the
 * tightest is told, and what was told of this due date is not told again. A clock that stands still makes nothing due soon.
 */
export function alertsOf(claim: FeedClaim, since: string, law: Law): Alert[] {
  if (claim.number === null || claim.status === 'responded' || claim.status === 'settled') return [];
  const { dueDate } = claim;
  const all: Alert[] = [
    ...(claim.status === 'suspended'
      ? []
      : [
          { kind: 'due-soon-5' as const, at: midnight(dueSoonOf(law, dueDate).five) },
          { kind: 'due-soon-2' as const, at: midnight(dueSoonOf(law, dueDate).two) },
        ]),
    { kind: 'overdue', at: midnight(addDays(dueDate, 1)) },
  ];
  const reached = all.filter(({ at }) => isAtOrBefore(at, since)).at(-1);
  return all
    .filter((alert) => alert === reached || !isAtOrBefore(alert.at, since))
    .map((alert) => (alert === reached ? { ...alert, at: since } : alert))
    .filter(({ kind }) => !claim.told.includes(toldAs(dueDate, kind)));
}

export function toldAs(dueDate: string, kind: Alert['kind']): string {
  return `${kind} ${dueDate}`;
}

export function isAtOrBefore(instant: string, other: string): boolean {
  return Date.parse(instant) <= Date.parse(other);
}

/** The beginning of a day in Lima, which is UTC-5 all year. */
export function midnight(date: string): string {
  return `${date}T00:00:00.000-05:00`;
}

interface DueSoon {
  readonly five: string;
  readonly two: string;
}

const known = new WeakMap<Law, Map<string, DueSoon>>();

/** The days on which five and two business days are left. Claims of one day are mostly due on one: worked out once. */
function dueSoonOf(law: Law, dueDate: string): DueSoon {
  const dates = known.get(law) ?? new Map<string, DueSoon>();
  known.set(law, dates);
  const days = dates.get(dueDate) ?? {
    five: firstDayWithin(law, dueDate, 5),
    two: firstDayWithin(law, dueDate, 2),
  };
  dates.set(dueDate, days);
  return days;
}

/** The first day on which at most `n` business days are left, as the read models count them. */
function firstDayWithin(law: Law, dueDate: string, n: number): string {
  let first = dueDate;
  for (let back = 1; back <= WALK_MAX_DAYS; back += 1) {
    const day = addDays(dueDate, -back);
    if (daysLeft(law, 'business', day, dueDate) > n) break;
    first = day;
  }
  return first;
}
