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

/** The same filters as an address bears them, in one order. */
export function queryOf(filters: Filters): string {
  const set = Object.entries(filters).filter(([, value]) => value !== '');
  return new URLSearchParams(set).toString();
}

/**
 * What a saved view keeps: all but the words and the document searched for. Those are somebody's name as often as not, and
 * would outlive the erasing of their claim.
 */
export function savedQueryOf(filters: Filters): string {
  return queryOf({ ...filters, texto: '', documento: '' });
}

export interface Found {
  readonly items: readonly { readonly item: RegisterItem; readonly clock: DeadlineItem | undefined }[];
  readonly nextCursor?: string;
}

/**
 * One page. A search goes through the register, newest first; a list by due date alone through the deadlines, the most
 * urgent first. A read model looks at so many rows at a time, so it is asked on until the page is full or the list ends.
 */
export async function find(
  desk: Desk,
  ruc: string,
  filters: Filters,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Found> {
  const items: Found['items'][number][] = [];
  let next = cursor;
  for (let asked = 0; asked < MOST_ASKED; asked += 1) {
    const page = await findSome(desk, ruc, filters, { cursor: next, limit: limit - items.length });
    items.push(...page.items);
    next = page.nextCursor;
    if (next === undefined || items.length >= limit) break;
  }
  return { items, ...(next === undefined ? {} : { nextCursor: next }) };
}

/** Each looks at 2,500 claims or more: only a firm with a quarter of a million could see a page that comes short. */
const MOST_ASKED = 100;

async function findSome(
  desk: Desk,
  ruc: string,
  filters: Filters,
  { cursor, limit }: { readonly cursor: string | undefined; readonly limit: number },
): Promise<Found> {
  const today = todayOf(desk);
  const { plazo } = filters;
  const clock =
    plazo === ''
      ? undefined
      : {
          states: STATES[plazo],
          dueBefore: plazo === '2' ? addDays(lastDayWithin(today.law, today.today, 2), 1) : undefined,
          ...today,
        };
  const narrowed = {
    rucs: [ruc],
    ...blank('bookId', filters.libro),
    ...(filters.tipo === '' ? {} : { type: filters.tipo }),
    ...blank('filedFrom', filters.desde),
    ...blank('filedTo', filters.hasta),
    ...{ cursor, limit },
  };
  const state = filters.estado === '' ? undefined : filters.estado;
  const searched = filters.texto !== '' || filters.numero !== '' || filters.documento !== '';
  if (clock !== undefined && !searched) {
    const page = await desk.projections.queries.deadlines.list({ ...narrowed, ...clock, status: state });
    return { ...page, items: await withRegister(desk, page.items) };
  }
  const page = await desk.projections.queries.register.search({
    ...narrowed,
    ...blank('text', filters.texto),
    ...blank('sheetNumber', filters.numero),
    ...blank('documentNumber', filters.documento),
    ...{ state, clock },
  });
  return { ...page, items: await withClocks(desk, page.items) };
}

/** Every claim that suits, page by page. */
export async function* findAll(desk: Desk, ruc: string, filters: Filters) {
  let cursor: string | undefined;
  do {
    const found: Found = await find(desk, ruc, filters, { cursor, limit: 200 });
    yield* found.items;
    cursor = found.nextCursor;
  } while (cursor !== undefined);
}

function blank<K extends string>(name: K, value: string): { [key in K]?: string } {
  return (value === '' ? {} : { [name]: value }) as { [key in K]?: string };
}
