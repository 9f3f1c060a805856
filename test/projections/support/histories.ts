import { randomUUID } from 'node:crypto';
import { currentVersion } from '@foja/contracts';
import type { ClaimEvent } from '@foja/domain/claim/events.ts';
import { addDays } from '@foja/domain/deadline/index.ts';
import type { EventStore, EventToAppend, Json, StreamAppend } from '@foja/ledger/port.ts';
import fc from 'fast-check';

/** Claims of fictitious firms, as the deciders could have written them; made from numbers, so that they can be made again. */
export const FIRMS = ['20999999990', '20999999981'] as const;

const BOOKS = [
  { ruc: FIRMS[0], bookId: 'b0000000-0000-4000-8000-000000000001', bookCode: 'TIENDA-01' },
  { ruc: FIRMS[0], bookId: 'b0000000-0000-4000-8000-000000000002', bookCode: 'TIENDA-02' },
  { ruc: FIRMS[1], bookId: 'b0000000-0000-4000-8000-000000000003', bookCode: 'WEB' },
] as const;

export interface History {
  readonly claimId: string;
  readonly events: readonly ClaimEvent[];
}

export interface Shape {
  readonly book: number;
  readonly day: number;
  readonly queja: boolean;
  readonly detail: string;
  /** What happens after the filing, as far as it can. */
  readonly steps: readonly number[];
}

export const shapes: fc.Arbitrary<Shape> = fc.record({
  book: fc.nat(BOOKS.length - 1),
  day: fc.nat(400),
  queja: fc.boolean(),
  detail: fc.constantFrom(
    'Cobraron dos veces la habitación.',
    'La licuadora no enciende.',
    'Pésima atención en caja 😡',
  ),
  steps: fc.array(fc.nat(9), { maxLength: 8 }),
});

/** Number `n` becomes the sheet's correlative, and part of the claim's id where none is given. */
export function historyOf(shape: Shape, n: number, claimId: string = randomUUID()): History {
  const book = BOOKS[shape.book] ?? BOOKS[0];
  const filedOn = addDays('2025-06-02', shape.day);
  const filed = filing(shape, book, claimId, filedOn);
  const year = Number(filedOn.slice(0, 4));
  const sheetNumber = `${String(n).padStart(9, '0')}-${year}`;
  const numbered: ClaimEvent = {
    type: 'SheetNumbered',
    data: { bookId: book.bookId, year, correlative: n, sheetNumber },
  };
  return { claimId, events: [filed, numbered, ...stepsOf(shape, filedOn)] };
}

/** Appends histories so that their events lie mixed: the first `whole` events of each claim together, then one by one. */
export async function appendAll(store: EventStore, histories: readonly History[], whole = 2): Promise<bigint> {
  const rounds = [histories.map(({ claimId, events }) => ({ claimId, at: 0, events: events.slice(0, whole) }))];
  const longest = Math.max(0, ...histories.map(({ events }) => events.length));
  for (let at = whole; at < longest; at += 1) {
    rounds.push(histories.map(({ claimId, events }) => ({ claimId, at, events: events.slice(at, at + 1) })));
  }
  for (const round of rounds) {
    const appends = round
      .filter(({ events }) => events.length > 0)
      .map(
        ({ claimId, at, events }): StreamAppend => ({
          stream: `claim-${claimId}`,
          expectedRevision: at - 1,
          events: events.map(toAppend),
        }),
      );
    for (let from = 0; from < appends.length; from += 100) await together(store, appends.slice(from, from + 100));
  }
  return store.head();
}

export function toAppend({ type, data }: ClaimEvent): EventToAppend {
  const metadata = {
    occurredAt: '2026-10-05T18:42:00-05:00',
    actor: { role: 'admin', id: 'test' },
    causationId: randomUUID(),
    correlationId: randomUUID(),
  };
  return { id: randomUUID(), type, version: currentVersion(type), data: data as unknown as Json, metadata };
}

async function together(store: EventStore, appends: readonly StreamAppend[]): Promise<void> {
  if (appends.length === 0) return;
  const one = store.appendAtomically;
  const results =
    one === undefined ? await Promise.all(appends.map((append) => store.append(append))) : [await one(appends)];
  if (!results.every(({ outcome }) => outcome === 'appended')) throw new Error('a history could not be appended');
}

function filing(shape: Shape, book: (typeof BOOKS)[number], claimId: string, filedOn: string): ClaimEvent {
  return {
    type: 'ClaimFiled',
    data: {
      claimId,
      ...book,
      provider: {
        legalName: 'Bazar Ficticio S.A.C.',
        address: 'Av. Imaginaria 123, Lima',
        sector: 'general',
        establishment: 'Tienda Centro',
        establishmentAddress: 'Jr. Inventado 456, Lima',
      },
      channel: 'api',
      filedAt: `${filedOn}T${shape.queja ? '09' : '21'}:15:00-05:00`,
      declaredType: shape.queja ? 'queja' : 'reclamo',
      consumer: {
        name: 'Rosa Ficticia Quispe',
        documentType: 'DNI',
        documentNumber: `0${String(1_000_000 + (shape.day % 7))}`,
        email: 'rosa@correo.example',
      },
      good: { kind: 'product', description: 'Licuadora', amount: { value: '249.90', currency: 'PEN' } },
      detail: shape.detail,
      responseMedium: 'email',
      conformity: { textVersion: '1', at: `${filedOn}T09:15:00-05:00` },
      warnings: [],
      deadline: { regimeId: 'general-2022', lawVersion: 'pe-2026-11', dueOn: addDays(filedOn, 21) },
    },
  };
}

function stepsOf({ steps, queja }: Shape, filedOn: string): ClaimEvent[] {
  const events: ClaimEvent[] = [];
  let due = addDays(filedOn, 21);
  let offer = 0;
  let pending = false;
  let closed = false;
  let type = queja ? 'queja' : 'reclamo';
  let requests = 0;
  let delivered = 0;
  for (const [index, step] of steps.entries()) {
    const on = addDays(filedOn, index + 1);
    if (step === 0) events.push({ type: 'ClaimViewed', data: {} });
    if (step === 1) {
      requests += 1;
      events.push({
        type: 'IndecopiCopyRequested',
        data: { requestNumber: requests, reference: `Oficio ${requests}`, dueSetBy: 'nobody' },
      });
    }
    if (step === 2 && delivered < requests) {
      delivered += 1;
      events.push({ type: 'IndecopiCopyDelivered', data: { requestNumber: delivered, medium: 'email' } });
    }
    if (closed) continue;
    if (step === 3 && type === 'queja') {
      type = 'reclamo';
      due = addDays(due, 1);
      const deadline = { regimeId: 'general-2022', lawVersion: 'pe-2026-11', dueOn: due };
      events.push({
        type: 'ClaimReclassified',
        data: { from: 'queja', to: 'reclamo', reason: 'Es del producto.', deadline },
      });
    }
    if (step === 4 && !pending) {
      offer += 1;
      pending = true;
      const lapsesOn = addDays(on, 7);
      due = addDays(due, 7);
      events.push({
        type: 'SettlementOffered',
        data: {
          ...{ offerNumber: offer, mode: 'remote', medium: 'email', text: 'Devolución total.' },
          ...{ communicatedAt: `${on}T10:00:00-05:00`, lapsesOn, dueOnIfLapsed: due },
        },
      });
    }
    if ((step === 5 || step === 6) && pending) {
      pending = false;
      const data = { offerNumber: offer, dueOn: due };
      events.push(
        step === 5
          ? { type: 'SettlementRejected', data: { ...data, rejectedOn: on } }
          : { type: 'SettlementLapsed', data: { ...data, lapsedOn: on } },
      );
    }
    if (step === 7 && pending) {
      pending = false;
      closed = true;
      const phrase = 'ACUERDO ACEPTADO PARA SOLUCIONAR EL RECLAMO' as const;
      events.push({
        type: 'SettlementAccepted',
        data: { offerNumber: offer, phrase, means: 'online', acceptedOn: on, dueOn: due },
      });
    }
    if (step === 8) {
      const previousDueOn = due;
      due = addDays(due, 1);
      const law = { regimeId: 'general-2022', lawVersion: 'pe-2026-11+1', norm: 'D. S. 999-2026-PCM' };
      events.push({ type: 'DeadlineRevised', data: { previousDueOn, dueOn: due, ...law } });
    }
    if (step === 9) {
      closed = true;
      pending = false;
      events.push({
        type: 'ClaimResponded',
        data: {
          ...{ outcome: 'accepted', text: 'Se cambia el producto.', medium: 'email', warnings: [] },
          ...{ communicatedAt: `${on}T11:00:00-05:00`, late: index % 3 === 0 },
        },
      });
    }
  }
  return events;
}
