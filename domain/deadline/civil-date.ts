/**
 * A day of the calendar in Peru, `YYYY-MM-DD`, known to exist. Dates in this form sort as text.
 *
 * The arithmetic is on whole day numbers (1970-01-01 is 0), because a filing is computed on the way into the ledger
 * and a date library costs more than the whole computation.
 */
export type CivilDate = string & { readonly __brand: 'CivilDate' };

/** Throws RangeError where the text is no real date of the years 0000 to 9999. */
export function civilDate(text: string): CivilDate {
  dayNumberOf(text);
  return text as CivilDate;
}

export function isCivilDate(text: string): text is CivilDate {
  return parseDayNumber(text) !== undefined;
}

/** Days since 1970-01-01. Throws RangeError where the text is no real date. */
export function dayNumberOf(text: string): number {
  const day = parseDayNumber(text);
  if (day === undefined) throw new RangeError(`not a date of the calendar: ${JSON.stringify(text)}`);
  return day;
}

/** The date of a day number. Throws RangeError outside the years 0000 to 9999. */
export function dateOfDayNumber(day: number): CivilDate {
  const known = dates.get(day);
  if (known !== undefined) return known;
  if (!(day >= firstDayNumber && day <= lastDayNumber)) throw new RangeError(`no date of four-digit years: day ${day}`);
  const date = new Date(day * dayMs).toISOString().slice(0, 10) as CivilDate;
  if (dates.size >= datesMax) dates.clear();
  dates.set(day, date);
  return date;
}

/** Those asked for of late: the same few of this year, over and over. */
const dates = new Map<number, CivilDate>();
const datesMax = 4_096;

export function addDays(date: string, days: number): CivilDate {
  return dateOfDayNumber(dayNumberOf(date) + days);
}

/** The same day years later; 29 February becomes 1 March where there is none: nobody loses a day. */
export function addYears(date: string, years: number): CivilDate {
  dayNumberOf(date);
  const [year = '', month, day] = date.split('-');
  const later = `${String(Number(year) + years).padStart(4, '0')}-${month}-${day}`;
  return isCivilDate(later) ? later : civilDate(`${later.slice(0, 4)}-03-01`);
}

/** 0 is Sunday, 6 is Saturday. */
export function weekdayOf(date: string): number {
  return weekdayOfDayNumber(dayNumberOf(date));
}

export function weekdayOfDayNumber(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/**
 * The day in Lima of an instant that carries its offset (`2026-10-05T23:42:00Z`): a sheet filed at 21:00 in Lima counts
 * from that day, whatever day it is in UTC. America/Lima is UTC-5 without daylight saving for all the years covered.
 * Throws RangeError where the text is no such instant.
 */
export function limaDateOf(instant: string): CivilDate {
  const epochMs = instantForm.test(instant) ? Date.parse(instant) : Number.NaN;
  if (Number.isNaN(epochMs) || !isCivilDate(instant.slice(0, 10))) {
    throw new RangeError(`not an instant with its offset: ${JSON.stringify(instant)}`);
  }
  return dateOfDayNumber(Math.floor((epochMs - limaBehindUtcMs) / dayMs));
}

const dayMs = 86_400_000;
const firstDayNumber = daysFromCivil(0, 1, 1);
const lastDayNumber = daysFromCivil(9999, 12, 31);
const limaBehindUtcMs = 5 * 3_600_000;
const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

function parseDayNumber(text: string): number | undefined {
  if (text.length !== 10 || text[4] !== '-' || text[7] !== '-') return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  return daysFromCivil(year, month, day);
}

/** The number those characters spell, or -1. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Howard Hinnant's days_from_civil: years begin in March, so that the leap day is the last of its year. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
