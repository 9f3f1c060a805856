import { addDays, type DayUnit, daysLeft, type Law, regimeById } from '@foja/domain/deadline/index.ts';
import type { DeadlineRow } from './row.ts';

export type DeadlineState = 'on-time' | 'due-soon' | 'overdue' | 'suspended' | 'answered-on-time' | 'answered-late';

/** A claim's clock as it stands on a day. */
export interface DeadlineItem {
  readonly claimId: string;
  readonly ruc: string;
  readonly bookId: string;
  readonly bookCode: string;
  readonly sheetNumber: string | null;
  readonly type: 'reclamo' | 'queja';
  readonly filedOn: string;
  readonly dueOn: string;
  readonly regimeId: string;
  readonly state: DeadlineState;
  /** Days of `unit` left: 0 on the due day, negative once overdue; null where the clock has stopped or stands still. */
  readonly daysLeft: number | null;
  /** What the regime counts by. */
  readonly unit: DayUnit;
  readonly viewed: boolean;
  /** Last day of the pending remote offer. */
  readonly offerLapsesOn: string | null;
  /** Day the consumer was told, or the agreement was made. */
  readonly closedOn: string | null;
  readonly copiesPending: number;
}

/** `due-soon` begins when this many business days are left, whatever the regime counts by. */
export const SOON_BUSINESS_DAYS = 5;

export function itemOf(row: DeadlineRow, { today, law }: { today: string; law: Law }): DeadlineItem {
  const state = stateOf(row, today, lastDayWithin(law, today, SOON_BUSINESS_DAYS));
  const unit = regimeById(law, row.regimeId)?.term.unit ?? 'business';
  const { claimId, ruc, bookId, bookCode, sheetNumber, type, filedOn, dueOn, regimeId, viewed, closedOn } = row;
  return {
    claimId,
    ruc,
    bookId,
    bookCode,
    sheetNumber,
    type,
    filedOn,
    dueOn,
    regimeId,
    state,
    daysLeft: row.clock !== 'open' || state === 'suspended' ? null : daysLeft(law, unit, today, dueOn),
    unit,
    viewed,
    offerLapsesOn: row.lapsesOn,
    closedOn,
    copiesPending: row.copiesPending,
  };
}

/** Overdue comes first: an offer made after the due date stops nothing. */
export function stateOf(row: Pick<DeadlineRow, 'clock' | 'dueOn' | 'lapsesOn'>, today: string, soonUntil: string) {
  if (row.clock === 'on-time') return 'answered-on-time';
  if (row.clock === 'late') return 'answered-late';
  if (row.clock === 'erased') return 'overdue';
  if (row.dueOn < today) return 'overdue';
  if (row.lapsesOn !== null && row.lapsesOn >= today) return 'suspended';
  return row.dueOn <= soonUntil ? 'due-soon' : 'on-time';
}

/** The last due date that leaves at most `n` business days. */
export function lastDayWithin(law: Law, today: string, n: number): string {
  let last = today;
  // Holidays and week-ends never push n business days further than this.
  for (let ahead = 1; ahead <= n * 3 + 30; ahead += 1) {
    const day = addDays(today, ahead);
    if (daysLeft(law, 'business', today, day) > n) return last;
    last = day;
  }
  return last;
}
