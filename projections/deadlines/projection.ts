import type { Count, Projection } from '../definition.ts';
import { type DeadlineRow, evolveDeadline } from './row.ts';

export const deadlines: Projection<DeadlineRow> = {
  name: 'deadlines',
  version: 4,
  begins: 'ClaimFiled',
  types: new Set([
    'ClaimFiled',
    'SheetNumbered',
    'ClaimViewed',
    'ClaimReclassified',
    'SettlementOffered',
    'SettlementAccepted',
    'SettlementRejected',
    'SettlementLapsed',
    'DeadlineExtended',
    'DeadlineRevised',
    'ClaimResponded',
    'IndecopiCopyRequested',
    'IndecopiCopyDelivered',
    'ClaimErased',
  ]),
  key: 'claimId',
  keyOf: (event) => event.claimId,
  evolve: evolveDeadline,
  columns: {
    claimId: 'uuid',
    ruc: 'text',
    bookId: 'uuid',
    bookCode: 'text',
    sheetNumber: 'text',
    type: 'text',
    filedOn: 'date',
    dueOn: 'date',
    regimeId: 'text',
    viewed: 'boolean',
    clock: 'text',
    lapsesOn: 'date',
    offerNumber: 'integer',
    closedOn: 'date',
    copiesDue: 'jsonb',
    copiesPending: 'integer',
    askedPosition: 'bigint',
    filedPosition: 'bigint',
    reclassifiedPosition: 'bigint',
    latePosition: 'bigint',
  },
  writtenOnce: ['ruc', 'bookId', 'bookCode', 'filedOn', 'filedPosition'],
  personalOf: new Set(),
  personal: [],
  indexes: [
    { name: 'by_clock', on: '(ruc, clock, due_on, claim_id)' },
    { name: 'by_book', on: '(ruc, book_id, clock, due_on, claim_id)' },
    { name: 'open', on: `(claim_id) WHERE clock = 'open'` },
    { name: 'suspended', on: '(ruc, due_on, claim_id) WHERE lapses_on IS NOT NULL' },
    { name: 'lapsing', on: '(lapses_on, claim_id) WHERE lapses_on IS NOT NULL' },
    { name: 'reclassified', on: '(ruc, reclassified_position) WHERE reclassified_position IS NOT NULL' },
    { name: 'asked', on: '(ruc, asked_position) WHERE asked_position IS NOT NULL' },
    { name: 'copies', on: '(ruc, claim_id) WHERE copies_pending > 0' },
  ],
  counters: {
    dimensions: {
      ruc: 'text',
      bookId: 'uuid',
      bookCode: 'text',
      clock: 'text',
      dueOn: 'date',
      lapsesOn: 'date',
      viewed: 'boolean',
    },
    measures: ['claims', 'copies'],
    indexes: [],
    tally,
  },
};

/** Open claims are counted by day, so that a day's turn changes no counter; closed ones only by how they ended. */
function tally(row: DeadlineRow): readonly Count[] {
  const { ruc, bookId, bookCode, clock, dueOn, lapsesOn, viewed, copiesPending } = row;
  // There is nothing left to do about it, nor any way to do it.
  if (clock === 'erased') return [];
  const at = clock === 'open' ? [dueOn, lapsesOn, viewed] : [null, null, null];
  return [{ at: [ruc, bookId, bookCode, clock, ...at], add: [1, copiesPending] }];
}
