import type { SheetType } from '@foja/contracts';
import type { ProjectedEvent } from '../definition.ts';
import { limaDay } from '../lima-day.ts';

/** `open`, or how its clock was stopped; `erased`: it was never answered, and nobody can any more. */
export type Clock = 'open' | 'on-time' | 'late' | 'erased';

/** A claim's clock: the dates that the events recorded, none worked out here. No personal data. */
export type DeadlineRow = {
  readonly claimId: string;
  readonly ruc: string;
  readonly bookId: string;
  readonly bookCode: string;
  readonly sheetNumber: string | null;
  readonly type: SheetType;
  readonly filedOn: string;
  readonly dueOn: string;
  readonly regimeId: string;
  readonly viewed: boolean;
  readonly clock: Clock;
  /** Last day of the pending remote offer: until then the clock stands still. */
  readonly lapsesOn: string | null;
  /** Number of that offer. */
  readonly offerNumber: number | null;
  readonly closedOn: string | null;
  /** Requests of Indecopi that nothing was delivered for yet. */
  readonly copiesDue: readonly CopyDue[];
  readonly copiesPending: number;
  /** Of the last request for this sheet by itself; one that came with a case file is found by that. */
  readonly askedPosition: string | null;
  /** Positions, as decimal strings: a sample drawn as of an older one sees what stood at or before it. */
  readonly filedPosition: string;
  readonly reclassifiedPosition: string | null;
  /** Of the answer or agreement that came too late. */
  readonly latePosition: string | null;
};

export type CopyDue = {
  readonly requestNumber: number;
  readonly reference: string;
  readonly dueOn: string | null;
  readonly position: string;
};

export function evolveDeadline(row: DeadlineRow | undefined, event: ProjectedEvent): DeadlineRow {
  if (event.type === 'ClaimFiled') return filed(event);
  if (row === undefined) throw new Error(`${event.type} before ClaimFiled`);
  switch (event.type) {
    case 'SheetNumbered':
      return { ...row, sheetNumber: event.data.sheetNumber };
    case 'ClaimViewed':
      return { ...row, viewed: true };
    case 'ClaimReclassified':
      return {
        ...row,
        type: event.data.to,
        dueOn: event.data.deadline.dueOn,
        regimeId: event.data.deadline.regimeId,
        reclassifiedPosition: event.position,
      };
    case 'SettlementOffered': {
      const { lapsesOn, dueOnIfLapsed, offerNumber } = event.data;
      return {
        ...row,
        lapsesOn: lapsesOn ?? null,
        offerNumber: lapsesOn === undefined ? null : offerNumber,
        dueOn: dueOnIfLapsed ?? row.dueOn,
      };
    }
    case 'SettlementAccepted':
      return {
        ...closed(row, event.data.acceptedOn, event.data.acceptedOn > event.data.dueOn, event.position),
        dueOn: event.data.dueOn,
      };
    case 'SettlementRejected':
    case 'SettlementLapsed':
      return { ...row, ...NO_OFFER, dueOn: event.data.dueOn };
    case 'DeadlineExtended':
      return { ...row, dueOn: event.data.dueOn };
    case 'DeadlineRevised':
      return { ...row, dueOn: event.data.dueOn, regimeId: event.data.regimeId };
    case 'ClaimResponded':
      return closed(row, limaDay(event.data.communicatedAt), event.data.late, event.position);
    case 'ClaimErased':
      return row.clock === 'open' ? { ...row, ...NO_OFFER, clock: 'erased' } : row;
    case 'IndecopiCopyRequested': {
      const { requestNumber, reference, dueOn, exportId } = event.data;
      const request = { requestNumber, reference, dueOn: dueOn ?? null, position: event.position };
      const asked = exportId === undefined ? { askedPosition: event.position } : {};
      return { ...withCopies(row, [...row.copiesDue, request]), ...asked };
    }
    case 'IndecopiCopyDelivered': {
      const { requestNumber } = event.data;
      return withCopies(
        row,
        row.copiesDue.filter((request) => request.requestNumber !== requestNumber),
      );
    }
    default:
      return row;
  }
}

const NO_OFFER = { lapsesOn: null, offerNumber: null };

function closed(row: DeadlineRow, closedOn: string, late: boolean, position: string): DeadlineRow {
  return {
    ...row,
    ...NO_OFFER,
    closedOn,
    ...(late ? { clock: 'late', latePosition: position } : { clock: 'on-time' }),
  };
}

function withCopies(row: DeadlineRow, copiesDue: readonly CopyDue[]): DeadlineRow {
  return { ...row, copiesDue, copiesPending: copiesDue.length };
}

function filed({ data, claimId, position }: ProjectedEvent & { type: 'ClaimFiled' }): DeadlineRow {
  return {
    claimId,
    ruc: data.ruc,
    bookId: data.bookId,
    bookCode: data.bookCode,
    sheetNumber: null,
    type: data.declaredType,
    filedOn: limaDay(data.filedAt),
    dueOn: data.deadline.dueOn,
    regimeId: data.deadline.regimeId,
    viewed: false,
    clock: 'open',
    ...NO_OFFER,
    closedOn: null,
    copiesDue: [],
    copiesPending: 0,
    askedPosition: null,
    filedPosition: position,
    reclassifiedPosition: null,
    latePosition: null,
  };
}
