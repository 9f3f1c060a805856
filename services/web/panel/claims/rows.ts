import type { DeadlineItem, RegisterItem } from '@foja/projections';
import type { Desk } from '../desk.ts';
import { todayOf } from '../desk.ts';
import { CHANNELS, clockWords, STATES, TYPES } from './words.ts';

/** A claim as the lists show it: what it is, and how much time is left. */
export interface ClaimLine {
  readonly claimId: string;
  readonly hoja: string;
  readonly libro: string;
  readonly sede: string;
  readonly tipo: string;
  readonly estado: string;
  readonly canal: string;
  readonly quien: string;
  readonly documento: string;
  readonly extracto: string;
  readonly presentado: string;
  readonly vence: string;
  readonly plazo: { readonly texto: string; readonly tono: string };
  readonly sinVer: boolean;
  readonly copias: number;
}

export function lineOf(item: RegisterItem, clock: DeadlineItem | undefined): ClaimLine {
  return {
    claimId: item.claimId,
    hoja: item.sheetNumber ?? '(por numerar)',
    libro: item.bookCode,
    sede: item.establishment,
    tipo: TYPES[item.type] ?? item.type,
    estado: STATES[item.state] ?? item.state,
    canal: CHANNELS[item.channel] ?? item.channel,
    quien: item.consumerName ?? '(datos eliminados)',
    documento: item.documentNumber === null ? '' : `${item.documentType} ${item.documentNumber}`,
    extracto: item.excerpt ?? '',
    presentado: item.filedOn,
    vence: clock?.dueOn ?? item.dueOn,
    plazo: clock === undefined ? { texto: '', tono: 'info' } : clockWords(clock),
    sinVer: !item.viewed && (item.state === 'filed' || item.state === 'offered'),
    copias: clock?.copiesPending ?? 0,
  };
}

/** From the register's items: each with its clock. */
export async function withClocks(
  desk: Desk,
  items: readonly RegisterItem[],
): Promise<{ item: RegisterItem; clock: DeadlineItem | undefined }[]> {
  const clocks = await desk.projections.queries.deadlines.byIds(idsOf(items), todayOf(desk));
  const byId = new Map(clocks.map((clock) => [clock.claimId, clock]));
  return items.map((item) => ({ item, clock: byId.get(item.claimId) }));
}

/** From the deadlines' items: each with what the register says. The two may be a moment apart; what one lacks is left out. */
export async function withRegister(
  desk: Desk,
  clocks: readonly DeadlineItem[],
): Promise<{ item: RegisterItem; clock: DeadlineItem }[]> {
  const items = await desk.projections.queries.register.byIds(idsOf(clocks));
  const byId = new Map(items.map((item) => [item.claimId, item]));
  return clocks.flatMap((clock) => {
    const item = byId.get(clock.claimId);
    return item === undefined ? [] : [{ clock, item }];
  });
}

function idsOf(items: readonly { readonly claimId: string }[]): string[] {
  return items.map(({ claimId }) => claimId);
}
