import { calendarSpan } from './calendar.ts';
import type { Law } from './law.ts';
import type { Regime, Sector, SheetType } from './regime.ts';

/** What chooses the regime: the provider's sector, the sheet's type, and the Lima date of filing. */
export type RegimeQuestion = { readonly sector: Sector; readonly type: SheetType; readonly filedOn: string };

/**
 * The regime that rules a claim. A sector's own regime comes first, then the general one. Where several cover the day, the
 * one that began last rules, and of those the one corrected last.
 * Undefined before 7 May 2011, when the book became enforceable (DS 037-2011-PCM), and after the calendar's last filing day.
 */
export function regimeFor(law: Law, question: RegimeQuestion): Regime | undefined {
  if (question.filedOn > calendarSpan.lastFiling) return undefined;
  return latest(law, question, question.sector) ?? latest(law, question, 'general');
}

/** A regime of the law by its id, as a claim records it. */
export function regimeById(law: Law, id: string): Regime | undefined {
  return law.regimes.find((regime) => regime.id === id);
}

function latest(law: Law, { type, filedOn }: RegimeQuestion, sector: Sector): Regime | undefined {
  let found: Regime | undefined;
  for (const regime of law.regimes) {
    if (regime.sector !== sector || !regime.sheetTypes.includes(type)) continue;
    if (regime.filedFrom > filedOn || (regime.filedTo !== undefined && regime.filedTo < filedOn)) continue;
    if (found === undefined || regime.filedFrom >= found.filedFrom) found = regime;
  }
  return found;
}
