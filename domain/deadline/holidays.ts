import { addDays, type CivilDate, civilDate } from './civil-date.ts';
import { easterSunday } from './easter.ts';

/**
 * Only a national holiday stops a term of business days. Days off decreed for the public sector are working days for
 * a provider and count, and so do regional ones: the earlier due date is the safe side.
 */
export type HolidayKind = 'FERIADO_NACIONAL' | 'NO_LABORABLE_PUBLICO' | 'REGIONAL';

/** A holiday as dated law. Plain data. */
export type HolidayRule = {
  readonly name: string;
  readonly kind: HolidayKind;
  /** The norm that declares it, as people cite it. */
  readonly norm: string;
  readonly on:
    | { readonly month: number; readonly day: number }
    | { readonly daysFromEaster: number }
    | { readonly date: string };
  /** First and last year in which it is observed; no last year: in force. A single date needs neither. */
  readonly firstYear?: number;
  readonly lastYear?: number;
  /** Occurrences that a later norm left without effect. */
  readonly revoked?: readonly { readonly date: string; readonly norm: string }[];
};

/** One day of the calendar that a rule names. A revoked one is shown, and stops nothing. */
export type Holiday = {
  readonly date: CivilDate;
  readonly name: string;
  readonly kind: HolidayKind;
  readonly norm: string;
  readonly revokedBy?: string;
};

/** Every occurrence of every rule in a year, in order of date. */
export function holidaysOfYear(rules: readonly HolidayRule[], year: number): Holiday[] {
  return rules
    .flatMap((rule) => occurrence(rule, year))
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

/** Whether the day stops a term of business days. */
export function stopsTheTerm(holiday: Holiday): boolean {
  return holiday.kind === 'FERIADO_NACIONAL' && holiday.revokedBy === undefined;
}

function occurrence(rule: HolidayRule, year: number): Holiday[] {
  if (rule.firstYear !== undefined && year < rule.firstYear) return [];
  if (rule.lastYear !== undefined && year > rule.lastYear) return [];
  if ('date' in rule.on && !rule.on.date.startsWith(`${year}-`)) return [];
  const date = dateIn(rule.on, year);
  const revokedBy = rule.revoked?.find((revocation) => revocation.date === date)?.norm;
  const holiday: Holiday = { date, name: rule.name, kind: rule.kind, norm: rule.norm };
  return [revokedBy === undefined ? holiday : { ...holiday, revokedBy }];
}

function dateIn(on: HolidayRule['on'], year: number): CivilDate {
  if ('date' in on) return civilDate(on.date);
  if ('daysFromEaster' in on) return addDays(easterSunday(year), on.daysFromEaster);
  return civilDate(`${year}-${String(on.month).padStart(2, '0')}-${String(on.day).padStart(2, '0')}`);
}
