import type { MessageData } from '@foja/contracts/integration/catalogue.ts';

/** What a day of a provider adds up to. Every figure is of things that happened, so days may be added. */
export type DayCounts = Readonly<Record<Counted, number>>;

export type Counted = (typeof counted)[number];

export const counted = [
  'filedReclamos',
  'filedQuejas',
  'reclassified',
  'respondedOnTime',
  'respondedLate',
  'settledOnTime',
  'settledLate',
  'overdue',
  'copiesRequested',
  'copiesDelivered',
] as const;

export const noCounts = Object.fromEntries(counted.map((name) => [name, 0])) as DayCounts;

export function plus(counts: DayCounts, name: Counted): DayCounts {
  return { ...counts, [name]: counts[name] + 1 };
}

/** Claims that the day left open more than it found. */
export function openedNet(counts: DayCounts): number {
  const { filedReclamos, filedQuejas, respondedOnTime, respondedLate, settledOnTime, settledLate } = counts;
  return filedReclamos + filedQuejas - respondedOnTime - respondedLate - settledOnTime - settledLate;
}

type Told = MessageData<'foja.regulator.daily-counts.v1'>;

export function dailyCounts(counts: DayCounts, of: Pick<Told, 'ruc' | 'sector' | 'date' | 'open'>): Told {
  return {
    ruc: of.ruc,
    sector: of.sector,
    date: of.date,
    filed: { reclamos: counts.filedReclamos, quejas: counts.filedQuejas },
    reclassified: counts.reclassified,
    responded: { onTime: counts.respondedOnTime, late: counts.respondedLate },
    settled: { onTime: counts.settledOnTime, late: counts.settledLate },
    overdue: counts.overdue,
    copiesRequested: counts.copiesRequested,
    copiesDelivered: counts.copiesDelivered,
    open: of.open,
  };
}
