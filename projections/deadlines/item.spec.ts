import { baseLaw as law } from '@foja/domain/deadline/index.ts';
import { describe, expect, it } from 'vitest';
import { itemOf, lastDayWithin } from './item.ts';
import type { DeadlineRow } from './row.ts';

const row: DeadlineRow = {
  claimId: 'c0000000-0000-4000-8000-000000000001',
  ruc: '20999999990',
  bookId: 'b0000000-0000-4000-8000-000000000001',
  bookCode: 'TIENDA-01',
  sheetNumber: '000000001-2026',
  type: 'reclamo',
  filedOn: '2026-10-05',
  dueOn: '2026-10-27',
  regimeId: law.regimes.find(({ sector, filedTo }) => sector === 'general' && filedTo === undefined)?.id ?? '',
  viewed: false,
  clock: 'open',
  lapsesOn: null,
  offerNumber: null,
  closedOn: null,
  copiesDue: [],
  copiesPending: 0,
  askedPosition: null,
  filedPosition: '1',
  reclassifiedPosition: null,
  latePosition: null,
};
const on = (today: string, change: Partial<DeadlineRow> = {}) => {
  const { state, daysLeft } = itemOf({ ...row, ...change }, { today, law });
  return [state, daysLeft];
};

describe('the state of a clock', () => {
  it('is on time, then due soon from five business days before, then overdue', () => {
    expect(on('2026-10-19')).toEqual(['on-time', 6]);
    expect(on('2026-10-20')).toEqual(['due-soon', 5]);
    expect(on('2026-10-27')).toEqual(['due-soon', 0]);
    expect(on('2026-10-28')).toEqual(['overdue', -1]);
  });

  it('stands still to the last day of a remote offer', () => {
    const offer = { lapsesOn: '2026-10-26', offerNumber: 1, dueOn: '2026-11-03' };
    expect(on('2026-10-26', offer)).toEqual(['suspended', null]);
    expect(on('2026-10-27', offer)).toEqual(['due-soon', 5]);
  });

  it('is overdue where the offer came after the due date: nothing was left to stop', () => {
    expect(on('2026-10-29', { lapsesOn: '2026-11-04', offerNumber: 1 })).toEqual(['overdue', -2]);
  });

  it('is what the answer was, for good', () => {
    expect(on('2026-12-01', { clock: 'on-time', closedOn: '2026-10-20' })).toEqual(['answered-on-time', null]);
    expect(on('2026-12-01', { clock: 'late', closedOn: '2026-10-30' })).toEqual(['answered-late', null]);
  });
});

describe('the last day within some business days', () => {
  it.each([
    ['2026-10-05', 0, '2026-10-05'],
    // 8 October is a holiday; the 10th and 11th are a week-end.
    ['2026-10-05', 2, '2026-10-08'],
    ['2026-10-05', 5, '2026-10-13'],
    ['2026-10-09', 0, '2026-10-11'],
  ])('from %s, %i', (today, n, last) => {
    expect(lastDayWithin(law, today, n)).toBe(last);
  });
});
