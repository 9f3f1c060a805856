import type { ClockFilter, Today } from '../queries.ts';
import type { Parameters } from '../reading/sql.ts';
import { type DeadlineState, lastDayWithin, SOON_BUSINESS_DAYS } from './item.ts';

export const ALL_STATES: readonly DeadlineState[] = [
  'on-time',
  'due-soon',
  'overdue',
  'suspended',
  'answered-on-time',
  'answered-late',
];

/** Disjoint, so that no claim comes twice. The suspended are few among the open: leaving them out costs little. */
export function stretchOf(state: DeadlineState, { today, law }: Today, parameters: Parameters, table = 'c'): string {
  // PostgreSQL refuses a parameter that nothing refers to.
  const now = () => parameters.add(today, 'date');
  const soonUntil = () => parameters.add(lastDayWithin(law, today, SOON_BUSINESS_DAYS), 'date');
  const running = () => `(${table}.lapses_on IS NULL OR ${table}.lapses_on < ${now()})`;
  switch (state) {
    case 'answered-on-time':
      return `${table}.clock = 'on-time'`;
    case 'answered-late':
      return `${table}.clock = 'late'`;
    case 'overdue':
      return `${table}.clock = 'open' AND ${table}.due_on < ${now()}`;
    case 'due-soon':
      return `${table}.clock = 'open' AND ${table}.due_on BETWEEN ${now()} AND ${soonUntil()} AND ${running()}`;
    case 'on-time':
      return `${table}.clock = 'open' AND ${table}.due_on > ${soonUntil()} AND ${running()}`;
    case 'suspended':
      return `${table}.clock = 'open' AND ${table}.lapses_on IS NOT NULL AND ${table}.lapses_on >= ${now()} AND ${table}.due_on >= ${now()}`;
    default:
      return state satisfies never;
  }
}

/** Whether a claim that another read model knows has a clock in one of these states. */
export function clockCondition({ states, dueBefore, ...on }: ClockFilter, claimId: string, parameters: Parameters) {
  const stretches = [...new Set(states)].map((state) => `(${stretchOf(state, on, parameters, 'd')})`);
  const due = dueBefore === undefined ? 'true' : `d.due_on < ${parameters.add(dueBefore, 'date')}`;
  const some = stretches.length === 0 ? 'false' : `(${stretches.join(' OR ')})`;
  return `EXISTS (SELECT FROM proj_deadlines.claims d WHERE d.claim_id = ${claimId} AND ${due} AND ${some})`;
}
