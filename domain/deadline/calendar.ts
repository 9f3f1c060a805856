import { type CivilDate, dateOfDayNumber, dayNumberOf, weekdayOfDayNumber } from './civil-date.ts';
import { type Holiday, type HolidayRule, holidaysOfYear, stopsTheTerm } from './holidays.ts';
import type { Law } from './law.ts';
import type { DayUnit } from './regime.ts';

/** The days that the calendar knows. Filings are accepted up to a year before its end, so that every term fits. */
export const calendarSpan = { from: '2011-01-01', to: '2036-12-31', lastFiling: '2035-12-31' } as const;

/**
 * A law's days, numbered from 0 on 2011-01-01, with sums that make "the nth business day after" one array look-up.
 */
export type Calendar = {
  /** By day: business days up to and including it. */
  readonly businessUpTo: Uint16Array;
  /** The days that are business days, in order. */
  readonly businessDays: Uint16Array;
  readonly holidays: ReadonlyMap<number, readonly Holiday[]>;
};

const firstDay = dayNumberOf(calendarSpan.from);
const length = dayNumberOf(calendarSpan.to) - firstDay + 1;
/** By day: its date. The same under every law. */
const dates = Array.from({ length }, (_, day) => dateOfDayNumber(day + firstDay));
const made = new WeakMap<readonly HolidayRule[], Calendar>();

/** Made once per set of holidays, in some milliseconds; the same data always gives the same calendar. */
export function calendarOf(law: Pick<Law, 'holidays'>): Calendar {
  const known = made.get(law.holidays);
  if (known !== undefined) return known;
  const calendar = makeCalendar(law.holidays);
  made.set(law.holidays, calendar);
  return calendar;
}

/** The day's number in the calendar. Throws RangeError outside its span. */
export function dayOf(date: string): number {
  const day = dayNumberOf(date) - firstDay;
  if (day < 0 || day >= length) throw outsideSpan(date);
  return day;
}

export function dateOf(day: number): CivilDate {
  const date = dates[day];
  if (date === undefined) throw outsideSpan(`day ${day}`);
  return date;
}

export function isBusinessDay(calendar: Calendar, day: number): boolean {
  return businessUpTo(calendar, day) > businessUpTo(calendar, day - 1);
}

/** How many days of the unit lie in `from`..`to`, both included. */
export function daysBetween(calendar: Calendar, unit: DayUnit, from: number, to: number): number {
  if (to < from) return 0;
  return unit === 'calendar' ? to - from + 1 : businessUpTo(calendar, to) - businessUpTo(calendar, from - 1);
}

/** The nth day of the unit after `day`, n ≥ 1. Throws RangeError past the calendar's end. */
export function nthDayAfter(calendar: Calendar, unit: DayUnit, day: number, n: number): number {
  const found = unit === 'calendar' ? day + n : calendar.businessDays[businessUpTo(calendar, day) + n - 1];
  if (found === undefined || found >= length) throw outsideSpan(`${n} days after day ${day}`);
  return found;
}

function businessUpTo(calendar: Calendar, day: number): number {
  if (day < 0) return 0;
  const count = calendar.businessUpTo[day];
  if (count === undefined) throw outsideSpan(`day ${day}`);
  return count;
}

function makeCalendar(rules: readonly HolidayRule[]): Calendar {
  const holidays = new Map<number, Holiday[]>();
  for (let year = 2011; year <= 2036; year += 1) {
    for (const holiday of holidaysOfYear(rules, year)) {
      const day = dayOf(holiday.date);
      holidays.set(day, [...(holidays.get(day) ?? []), holiday]);
    }
  }
  const upTo = new Uint16Array(length);
  const businessDays: number[] = [];
  for (let day = 0; day < length; day += 1) {
    const weekday = weekdayOfDayNumber(day + firstDay);
    const working = weekday !== 0 && weekday !== 6 && !holidays.get(day)?.some(stopsTheTerm);
    if (working) businessDays.push(day);
    upTo[day] = businessDays.length;
  }
  return { businessUpTo: upTo, businessDays: Uint16Array.from(businessDays), holidays };
}

function outsideSpan(what: string): RangeError {
  return new RangeError(`outside the calendar ${calendarSpan.from}..${calendarSpan.to}: ${what}`);
}
