import { type Calendar, calendarOf, dateOf, dayOf, isBusinessDay } from './calendar.ts';
import { type CivilDate, weekdayOf } from './civil-date.ts';
import type { DeadlineFacts } from './engine.ts';
import { type Holiday, stopsTheTerm } from './holidays.ts';
import type { Law } from './law.ts';
import type { Confidence, DayUnit, Regime } from './regime.ts';
import { grantedWindows, type Window } from './suspension.ts';

/** One day of the sheet: whether it counted, which of the term's days it was, and why, in Spanish. */
export type ComputedDay = {
  readonly date: CivilDate;
  readonly counted: boolean;
  readonly n?: number;
  readonly reason: string;
};

/** A deadline and how it was reached, from the day of filing to the due day. */
export type Computation = {
  readonly dueOn: CivilDate;
  readonly regimeId: string;
  readonly lawVersion: string;
  readonly norm: string;
  readonly confidence: Confidence;
  readonly note?: string;
  /** The first term; extensions told add their own days to the sheet. */
  readonly term: Regime['term'];
  readonly days: readonly ComputedDay[];
};

/**
 * The computation sheet (*hoja de cómputo*) that an auditor prints: each day counted or skipped, and why.
 * It walks the calendar day by day and shares no arithmetic with `dueOn`, which it must agree with.
 * Throws RangeError for dates outside the calendar.
 */
export function computeDeadline(law: Law, facts: DeadlineFacts): Computation {
  const calendar = calendarOf(law);
  const { regime } = facts;
  const filed = dayOf(facts.filedOn);
  const windows = grantedWindows(calendar, regime, filed, facts.suspensions ?? []);
  const days: ComputedDay[] = [
    { date: dateOf(filed), counted: false, reason: 'presentación: el plazo corre desde el día siguiente' },
  ];
  let day = filed;
  let counted = 0;
  for (const [round, { n, unit }] of [regime.term, ...(facts.extensions ?? [])].entries()) {
    const end = counted + n;
    while (counted < end) {
      day += 1;
      const skipped = whySkipped(calendar, unit, day, windows);
      if (skipped === undefined) counted += 1;
      days.push(
        skipped === undefined
          ? {
              date: dateOf(day),
              counted: true,
              n: counted,
              reason: whyCounted(calendar, unit, day, counted, round, regime),
            }
          : { date: dateOf(day), counted: false, reason: skipped },
      );
    }
  }
  while (regime.term.rollOver && !isBusinessDay(calendar, day)) {
    day += 1;
    days.push({ date: dateOf(day), counted: false, reason: 'el vencimiento pasa al siguiente día hábil' });
  }
  return {
    dueOn: dateOf(day),
    regimeId: regime.id,
    lawVersion: law.version,
    norm: regime.norm,
    confidence: regime.confidence,
    ...(regime.note === undefined ? {} : { note: regime.note }),
    term: regime.term,
    days,
  };
}

function whySkipped(calendar: Calendar, unit: DayUnit, day: number, windows: readonly Window[]): string | undefined {
  if (unit === 'business' && !isBusinessDay(calendar, day)) return whyNoBusinessDay(calendar, day);
  return windows.find((window) => window.from <= day && day <= window.to)?.reason;
}

/** A holiday is named even where it falls on a weekend: the sheet then shows that it was not forgotten. */
function whyNoBusinessDay(calendar: Calendar, day: number): string {
  const weekday = weekdayOf(dateOf(day));
  const weekend = weekday === 6 ? 'sábado' : weekday === 0 ? 'domingo' : undefined;
  const holiday = calendar.holidays.get(day)?.find(stopsTheTerm);
  const feriado = holiday === undefined ? undefined : `feriado: ${holiday.name} (${holiday.norm})`;
  return [weekend, feriado].filter((why) => why !== undefined).join('; ');
}

function whyCounted(calendar: Calendar, unit: DayUnit, day: number, n: number, round: number, regime: Regime): string {
  const remarks = [
    ...(round === 0 ? partOfTerm(n, regime) : ['prórroga']),
    ...(unit === 'business' ? (calendar.holidays.get(day) ?? []).map(whyNoHoliday) : []),
  ];
  const name = unit === 'business' ? `día hábil ${n}` : `día calendario ${n}`;
  return remarks.length === 0 ? name : `${name} (${remarks.join('; ')})`;
}

function partOfTerm(n: number, { resolveWithin }: Regime): string[] {
  if (resolveWithin === undefined || n < resolveWithin) return [];
  return [n === resolveWithin ? 'último para resolver' : 'para notificar'];
}

function whyNoHoliday(holiday: Holiday): string {
  if (holiday.revokedBy !== undefined) return `${holiday.name}, sin efecto por ${holiday.revokedBy}`;
  return holiday.kind === 'REGIONAL'
    ? `${holiday.name}, feriado regional: cuenta`
    : 'no laborable solo para el sector público: cuenta';
}
