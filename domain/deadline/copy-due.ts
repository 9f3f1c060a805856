import { calendarOf, dateOf, dayOf, nthDayAfter } from './calendar.ts';
import type { CivilDate } from './civil-date.ts';
import type { CopyTerm } from './copy-term.ts';
import type { Law } from './law.ts';

/** The date that a rule gives a request, and which rule that is: a request keeps both. */
export interface CopyDue {
  readonly dueOn: CivilDate;
  readonly dueRule: { readonly ruleId: string; readonly lawVersion: string };
}

/** The rule for a request made on that day in Lima; of several the one that began last. */
export function copyTermOn({ copyTerms }: Pick<Law, 'copyTerms'>, requestedOn: string): CopyTerm | undefined {
  return copyTerms
    .filter(
      ({ requestedFrom, requestedTo }) => requestedFrom <= requestedOn && requestedOn <= (requestedTo ?? FOR_EVER),
    )
    .sort((a, b) => (a.requestedFrom < b.requestedFrom ? 1 : -1))[0];
}

/** When the copy is due where the request says nothing; undefined where no rule holds. @throws RangeError outside the calendar. */
export function copyDue(law: Law, requestedOn: string): CopyDue | undefined {
  const rule = copyTermOn(law, requestedOn);
  if (rule === undefined) return undefined;
  const { n, unit } = rule.term;
  const dueOn = dateOf(nthDayAfter(calendarOf(law), unit, dayOf(requestedOn), n));
  return { dueOn, dueRule: { ruleId: rule.id, lawVersion: law.version } };
}

const FOR_EVER = '9999-12-31';
