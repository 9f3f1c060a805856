import { addDays, isCivilDate } from '@foja/domain/deadline/index.ts';
import type { ClaimStatus, DeadlineItem, DeadlineState, RegisterItem } from '@foja/projections';
import { lastDayWithin } from '@foja/projections/deadlines/item.ts';
import { type Desk, todayOf } from '../desk.ts';
import { withClocks, withRegister } from './rows.ts';

/** What the list is narrowed to, as its address says it. What makes no sense is left out, never an error page. */
export interface Filters {
  readonly texto: string;
  readonly numero: string;
  readonly documento: string;
  readonly estado: ClaimStatus | '';
  readonly plazo: Due | '';
  readonly libro: string;
  readonly tipo: 'reclamo' | 'queja' | '';
  readonly desde: string;
  readonly hasta: string;
}

export type Due = 'vencidos' | '2' | '5' | 'a-tiempo' | 'suspendidos' | 'cerrados' | 'cerrados-tarde';

export const DUE: Readonly<Record<Due, string>> = {
  vencidos: 'Vencidos',
  '2': 'Vencen en 2 días hábiles',
  '5': 'Vencen en 5 días hábiles',
  'a-tiempo': 'Con más tiempo',
  suspendidos: 'En pausa por ofrecimiento',
  cerrados: 'Cerrados a tiempo',
  'cerrados-tarde': 'Cerrados fuera de plazo',
};

const STATES: Readonly<Record<Due, readonly DeadlineState[]>> = {
  vencidos: ['overdue'],
  '2': ['due-soon'],
  '5': ['due-soon'],
  'a-tiempo': ['on-time'],
  suspendidos: ['suspended'],
  cerrados: ['answered-on-time'],
  'cerrados-tarde': ['answered-late'],
};

export function filtersOf(query: unknown): Filters {
  const given = (typeof query === 'object' && query !== null ? query : {}) as Record<string, unknown>;
  const text = (name: string, form = /^[^\p{Cc}]{1,200}$/u) => {
    const value = given[name];
    const trimmed = typeof value === 'string' ? value.trim() : '';
    return form.test(trimmed) ? trimmed : '';
  };
  const date = (name: string) => (isCivilDate(text(name)) ? text(name) : '');
  return {
    texto: text('texto'),
    numero: text('numero', /^\d{1,9}(?:-\d{4})?$/),
    documento: text('documento').slice(0, 20),
    estado: text('estado', /^(?:filed|viewed|offered|answered|settled)$/) as Filters['estado'],
    plazo: text('plazo', /^(?:vencidos|2|5|a-tiempo|suspendidos|cerrados|cerrados-tarde)$/) as Filters['plazo'],
    libro: text('libro', /^[0-9a-f-]{36}$/),
    tipo: text('tipo', /^(?:reclamo|queja)$/) as Filters['tipo'],
    desde: date('desde'),
    hasta: date('hasta'),
  };
}

/** The same filters as an address bears them, in one order: what a saved view keeps. */
export function queryOf(filters: Filters): string {
  const set = Object.entries(filters).filter(([, value]) => value !== '');
  return new URLSearchParams(set).toString();
}

export interface Found {
  readonly items: readonly { readonly item: RegisterItem; readonly clock: DeadlineItem | undefined }[];
  readonly nextCursor?: string;
}

/**
 * One page. A search goes through the register, newest first; a list by due date alone through the deadlines, the most
 * urgent first. Whatever one of them does not know is looked at afterwards, so a page may be shorter than asked for.
 */
export async function find(
  desk: Desk,
  ruc: string,
  filters: Filters,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Found> {
  const today = todayOf(desk);
  const { plazo } = filters;
  const searched = filters.texto !== '' || filters.numero !== '' || filters.documento !== '';
  if (plazo !== '' && !searched) {
    const until = plazo === '2' ? addDays(lastDayWithin(today.law, today.today, 2), 1) : undefined;
    const page = await desk.projections.queries.deadlines.list({
      rucs: [ruc],
      states: STATES[plazo],
      bookId: filters.libro === '' ? undefined : filters.libro,
      dueBefore: until,
      cursor,
      limit,
      ...today,
    });
    const items = (await withRegister(desk, page.items)).filter(({ item }) => suits(item, filters));
    return { items, ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }) };
  }
  const page = await desk.projections.queries.register.search({
    rucs: [ruc],
    ...blank('text', filters.texto),
    ...blank('sheetNumber', filters.numero),
    ...blank('documentNumber', filters.documento),
    ...(filters.estado === '' ? {} : { state: filters.estado }),
    ...blank('bookId', filters.libro),
    ...(filters.tipo === '' ? {} : { type: filters.tipo }),
    ...blank('filedFrom', filters.desde),
    ...blank('filedTo', filters.hasta),
    cursor,
    limit,
  });
  const items = (await withClocks(desk, page.items)).filter(
    ({ clock }) => plazo === '' || (clock !== undefined && STATES[plazo].includes(clock.state)),
  );
  return { items, ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }) };
}

/** Every claim that suits, page by page, at most so many. */
export async function* findAll(desk: Desk, ruc: string, filters: Filters, most: number) {
  let cursor: string | undefined;
  let left = most;
  do {
    const found: Found = await find(desk, ruc, filters, { cursor, limit: 200 });
    for (const each of found.items) {
      if (left === 0) return;
      left -= 1;
      yield each;
    }
    cursor = found.nextCursor;
  } while (cursor !== undefined);
}

function suits(item: RegisterItem, { estado, tipo, desde, hasta }: Filters): boolean {
  if (estado !== '' && item.state !== estado) return false;
  if (tipo !== '' && item.type !== tipo) return false;
  return (desde === '' || item.filedOn >= desde) && (hasta === '' || item.filedOn <= hasta);
}

function blank<K extends string>(name: K, value: string): { [key in K]?: string } {
  return (value === '' ? {} : { [name]: value }) as { [key in K]?: string };
}
