import type { SheetType } from '@foja/contracts';
import { dayNumberOf } from '@foja/domain/deadline/index.ts';
import type { ProjectedEvent } from '../definition.ts';
import { limaDay } from '../lima-day.ts';

export type Ending = 'open' | 'answered-on-time' | 'answered-late' | 'settled';

/** How long a claim took. No personal data. */
export type StatisticsRow = {
  readonly claimId: string;
  readonly ruc: string;
  readonly bookId: string;
  readonly bookCode: string;
  /** As it is treated: a queja that turned out a reclamo counts as one. */
  readonly type: SheetType;
  readonly filedOn: string;
  readonly ending: Ending;
  /** Calendar days from filing to the communication of the answer or the agreement. */
  readonly days: number | null;
};

export function evolveStatistics(row: StatisticsRow | undefined, event: ProjectedEvent): StatisticsRow {
  if (event.type === 'ClaimFiled') return filed(event);
  if (row === undefined) throw new Error(`${event.type} before ClaimFiled`);
  switch (event.type) {
    case 'ClaimReclassified':
      return { ...row, type: event.data.to };
    case 'SettlementAccepted':
      return { ...row, ending: 'settled', days: daysFrom(row.filedOn, event.data.acceptedOn) };
    case 'ClaimResponded': {
      const { late, communicatedAt } = event.data;
      const days = daysFrom(row.filedOn, limaDay(communicatedAt));
      return { ...row, ending: late ? 'answered-late' : 'answered-on-time', days };
    }
    default:
      return row;
  }
}

function daysFrom(filedOn: string, on: string): number {
  return dayNumberOf(on) - dayNumberOf(filedOn);
}

function filed({ data, claimId }: ProjectedEvent & { type: 'ClaimFiled' }): StatisticsRow {
  return {
    claimId,
    ruc: data.ruc,
    bookId: data.bookId,
    bookCode: data.bookCode,
    type: data.declaredType,
    filedOn: limaDay(data.filedAt),
    ending: 'open',
    days: null,
  };
}
