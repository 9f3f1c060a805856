import type { Count, Projection } from '../definition.ts';
import { evolveStatistics, type StatisticsRow } from './row.ts';

export const statistics: Projection<StatisticsRow> = {
  name: 'statistics',
  version: 2,
  begins: 'ClaimFiled',
  types: new Set(['ClaimFiled', 'ClaimReclassified', 'SettlementAccepted', 'ClaimResponded']),
  key: 'claimId',
  keyOf: (event) => event.claimId,
  evolve: evolveStatistics,
  columns: {
    claimId: 'uuid',
    ruc: 'text',
    bookId: 'uuid',
    bookCode: 'text',
    type: 'text',
    filedOn: 'date',
    ending: 'text',
    days: 'integer',
  },
  writtenOnce: ['ruc', 'bookId', 'bookCode', 'filedOn'],
  personalOf: new Set(),
  personal: [],
  indexes: [{ name: 'by_day', on: '(ruc, filed_on)' }],
  counters: {
    dimensions: {
      ruc: 'text',
      bookId: 'uuid',
      bookCode: 'text',
      type: 'text',
      month: 'text',
      ending: 'text',
      days: 'integer',
    },
    measures: ['claims', 'daysTaken'],
    indexes: [],
    tally,
  },
};

/** Longer waits fall into one last class, so that the distribution stays small; their mean stays exact. */
export const LONGEST_CLASS_DAYS = 400;

function tally({ ruc, bookId, bookCode, type, filedOn, ending, days }: StatisticsRow): readonly Count[] {
  const klass = days === null ? null : Math.min(days, LONGEST_CLASS_DAYS);
  return [{ at: [ruc, bookId, bookCode, type, filedOn.slice(0, 7), ending, klass], add: [1, days ?? 0] }];
}
