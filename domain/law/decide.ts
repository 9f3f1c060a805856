import type { EventOf } from '@foja/contracts';
import {
  addDays,
  amend,
  calendarSpan,
  type Holiday,
  holidaysOfYear,
  type Law,
  type Regime,
  regimeById,
  regimeFor,
} from '../deadline/index.ts';
import { type Decision, happened, refuse } from '../decision.ts';

/** Adds a day to the calendar, by the norm that declares it. A day off for the public sector alone stops no term. */
export function declareHoliday(
  law: Law,
  holiday: EventOf<'HolidayDeclared'>['data'],
): Decision<EventOf<'HolidayDeclared'>> {
  const { date, kind, name, norm } = holiday;
  if (!inCalendar(date)) return refuse('law/outside-calendar', { norm, detail: calendarSpan });
  const taken = standingOn(law, date).find(
    (other) => other.kind === kind && (kind !== 'REGIONAL' || other.name === name),
  );
  if (taken !== undefined)
    return refuse('law/already-a-holiday', { norm: taken.norm, detail: { date, name: taken.name } });
  return happened({ type: 'HolidayDeclared', data: holiday });
}

/** Takes that one day out of the calendar; the holiday stays in other years. */
export function revokeHoliday(
  law: Law,
  revocation: EventOf<'HolidayRevoked'>['data'],
): Decision<EventOf<'HolidayRevoked'>> {
  const { date, norm } = revocation;
  if (!inCalendar(date) || standingOn(law, date).length === 0) {
    return refuse('law/no-such-holiday', { norm, detail: { date } });
  }
  return happened({ type: 'HolidayRevoked', data: revocation });
}

/**
 * Replaces the regime of that id, or adds one. A claim's regime is known by its id, so an id never changes its sector.
 * Of two regimes of a sector that cover a day, the one that began last rules: a mistyped date would move claims without
 * a word. So an overlap that was not there before has to be meant. A gap is never meant: without a regime nothing can be
 * filed, and a claim that was filed cannot be moved.
 */
export function correctRegime(
  law: Law,
  correction: EventOf<'RegimeCorrected'>['data'],
  { mayOverlap = false }: { readonly mayOverlap?: boolean } = {},
): Decision<EventOf<'RegimeCorrected'>> {
  const { regime } = correction;
  const standing = regimeById(law, regime.id);
  const wrong = wrongField(regime, standing?.sector);
  if (wrong !== undefined)
    return refuse('law/regime-invalid', { norm: regime.norm, detail: { id: regime.id, field: wrong } });
  if (standing !== undefined && canonical(standing) === canonical(regime)) {
    return refuse('law/regime-unchanged', { norm: regime.norm, detail: { id: regime.id } });
  }
  const overlaps = mayOverlap ? undefined : newOverlap(law, regime, standing);
  if (overlaps !== undefined) {
    return refuse('law/regime-overlaps', { norm: overlaps.norm, detail: { id: regime.id, overlaps: overlaps.id } });
  }
  const corrected = { type: 'RegimeCorrected', data: correction } as const;
  const gap = standing === undefined ? undefined : newGap(law, amend(law, corrected), standing);
  if (gap !== undefined) return refuse('law/regime-gap', { norm: regime.norm, detail: { id: regime.id, from: gap } });
  return happened(corrected);
}

/**
 * Replaces the rule of that id for what Indecopi asks for, or adds one. Requests made before keep the date they were given;
 * of two rules for a day the one that began last holds.
 */
export function correctCopyTerm(
  law: Law,
  correction: EventOf<'CopyTermCorrected'>['data'],
): Decision<EventOf<'CopyTermCorrected'>> {
  const { term } = correction;
  const { id, norm, requestedFrom, requestedTo } = term;
  const wrong = (field: string) => refuse('law/copy-term-invalid', { norm, detail: { id, field } });
  if (!inCalendar(requestedFrom)) return wrong('requestedFrom');
  if (requestedTo !== undefined && (!inCalendar(requestedTo) || requestedTo < requestedFrom))
    return wrong('requestedTo');
  const standing = law.copyTerms.find((other) => other.id === id);
  if (standing !== undefined && canonical(standing) === canonical(term))
    return refuse('law/copy-term-unchanged', { norm, detail: { id } });
  return happened({ type: 'CopyTermCorrected', data: correction });
}

type RegimeData = EventOf<'RegimeCorrected'>['data']['regime'];

function newOverlap(law: Law, regime: RegimeData, standing: Regime | undefined): Regime | undefined {
  return law.regimes.find(
    (other) =>
      other.id !== regime.id && overlap(other, regime) && (standing === undefined || !overlap(other, standing)),
  );
}

/** Whether some sheet could be ruled by either. */
function overlap(a: Regime, b: Regime): boolean {
  if (a.sector !== b.sector || !a.sheetTypes.some((type) => b.sheetTypes.includes(type))) return false;
  return a.filedFrom <= (b.filedTo ?? FOR_EVER) && b.filedFrom <= (a.filedTo ?? FOR_EVER);
}

const FOR_EVER = '9999-12-31';

/** The first day on which some sheet that the standing version ruled, or another in its place, has no regime any more. */
function newGap(law: Law, corrected: Law, { sector, sheetTypes, filedFrom }: Regime): string | undefined {
  const covered = (by: Law, type: Regime['sheetTypes'][number], filedOn: string) =>
    regimeFor(by, { sector, type, filedOn }) !== undefined;
  // A gap begins where a regime began before, or on the day after one ends now.
  const ends = corrected.regimes.flatMap(({ filedTo }) => (filedTo === undefined ? [] : [addDays(filedTo, 1)]));
  const days = [...law.regimes.map((regime) => regime.filedFrom), ...ends].filter((day) => day >= filedFrom).sort();
  return days.find((day) => sheetTypes.some((type) => covered(law, type, day) && !covered(corrected, type, day)));
}

/** What no schema of one field can see. */
function wrongField(regime: RegimeData, standingSector: string | undefined): string | undefined {
  const { filedFrom, filedTo, term, resolveWithin, extension, extensionForbiddenBy, sector } = regime;
  if (standingSector !== undefined && standingSector !== sector) return 'sector';
  if (!inCalendar(filedFrom)) return 'filedFrom';
  if (filedTo !== undefined && (!inCalendar(filedTo) || filedTo < filedFrom)) return 'filedTo';
  if (resolveWithin !== undefined && resolveWithin > term.n) return 'resolveWithin';
  if (extension !== undefined && extensionForbiddenBy !== undefined) return 'extensionForbiddenBy';
  return undefined;
}

function standingOn(law: Law, date: string): Holiday[] {
  return holidaysOfYear(law.holidays, Number(date.slice(0, 4))).filter(
    (holiday) => holiday.date === date && holiday.revokedBy === undefined,
  );
}

function inCalendar(date: string): boolean {
  return calendarSpan.from <= date && date <= calendarSpan.to;
}

/** Equal data give equal text, whatever the order of the keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
