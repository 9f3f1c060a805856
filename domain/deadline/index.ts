export { calendarSpan } from './calendar.ts';
export {
  addDays,
  addYears,
  type CivilDate,
  civilDate,
  dateOfDayNumber,
  dayNumberOf,
  isCivilDate,
  limaDateOf,
  weekdayOf,
} from './civil-date.ts';
export { type Computation, type ComputedDay, computeDeadline } from './computation-sheet.ts';
export { type CopyDue, copyDue, copyTermOn } from './copy-due.ts';
export type { CopyTerm } from './copy-term.ts';
export { easterSunday } from './easter.ts';
export { type DeadlineFacts, daysLeft, dueOn, type Extension } from './engine.ts';
export { type ExtensionAnswer, type ExtensionQuestion, type ExtensionRefusal, extensionAllowed } from './extension.ts';
export { type Holiday, type HolidayKind, type HolidayRule, holidaysOfYear } from './holidays.ts';
export {
  type Amendment,
  amend,
  baseLaw,
  isAmendmentType,
  type Law,
  lawAt,
  lawWith,
  normOfAmendment,
  normOfLast,
} from './law.ts';
export { legends, minimumDataLegend } from './legends.ts';
export {
  type Confidence,
  type DayCount,
  type DayUnit,
  type ExtensionRule,
  type Regime,
  type Sector,
  type SheetType,
  sectors,
} from './regime.ts';
export { type RegimeQuestion, regimeById, regimeFor } from './regime-for.ts';
export {
  type OfferFacts,
  offerDaysLeft,
  offerLapsesOn,
  offerSuspension,
  type Suspension,
  type SuspensionCause,
} from './suspension.ts';
