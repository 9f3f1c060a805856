import type { DashboardCounts } from '@foja/projections';

/** What the home page and its live feed tell: numbers only, nothing of anybody. */
export interface Counters {
  readonly vencidos: number;
  readonly dos: number;
  readonly cinco: number;
  readonly suspendidos: number;
  readonly nuevos: number;
  readonly indecopi: number;
  readonly abiertos: number;
}

export function countersOf(counts: DashboardCounts): Counters {
  const { states } = counts;
  return {
    vencidos: states.overdue,
    dos: counts.dueWithin2,
    cinco: counts.dueWithin5,
    suspendidos: states.suspended,
    nuevos: counts.unseen,
    indecopi: counts.copiesDue,
    abiertos: states['on-time'] + states['due-soon'] + states.overdue + states.suspended,
  };
}
