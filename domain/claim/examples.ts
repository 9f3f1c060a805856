import type { EventOf } from '@foja/contracts';
import { baseLaw, type Law, type Sector } from '../deadline/index.ts';
import { evolveProvider, initialProvider, type ProviderState } from '../provider/index.ts';
import type { ClaimEvent } from './events.ts';
import { type FileClaim, fileClaim } from './file.ts';

/** What the specs of claims are told with: one shop, one book, one consumer, all of them made up. */

export const bookId = '0b9f3c52-4f0e-4b57-9a52-6f3b8f4d1a01';
export const claimId = '6a0f6a4e-5a51-5d0c-8a7e-2f5d6f0c7b11';

/** An instant by the clock of Lima. */
export function lima(date: string, time = '10:00'): string {
  return `${date}T${time}:00-05:00`;
}

export function provider(sector: Sector = 'general', ...later: Parameters<typeof evolveProvider>[1][]): ProviderState {
  const registered = {
    ruc: '20999999990',
    legalName: 'Comercial Los Ejemplos S.A.C.',
    address: 'Av. Arequipa 1234, Lince, Lima',
    email: 'reclamos@losejemplos.pe',
    sector,
  };
  const book: EventOf<'BookOpened'>['data'] = {
    bookId,
    code: 'LIN-01',
    establishment: 'Tienda Lince',
    address: 'Av. Arequipa 1234, Lince, Lima',
    channel: 'virtual',
    firstNumber: 1,
    firstYear: 2026,
  };
  return [
    { type: 'ProviderRegistered', data: registered } as const,
    { type: 'BookOpened', data: book } as const,
    ...later,
  ].reduce(evolveProvider, initialProvider);
}

/** A complete sheet, filed on Monday 5 October 2026: due on 27 October. */
export function sheet(change: Partial<FileClaim> = {}): FileClaim {
  return {
    claimId,
    bookId,
    channel: 'web',
    type: 'reclamo',
    filedAt: lima('2026-10-05', '18:42'),
    consumer: {
      name: 'Rosa Quispe Mamani',
      documentType: 'DNI',
      documentNumber: '25482422',
      email: 'rosa.quispe@correo.example',
    },
    good: {
      kind: 'product',
      description: 'Licuadora de dos velocidades',
      amount: { value: '249.90', currency: 'PEN' },
    },
    detail: 'La licuadora dejó de funcionar al tercer día.',
    request: 'Que la cambien por otra.',
    responseMedium: 'email',
    conformityText: 'conformidad-1',
    ...change,
  };
}

/** The claim as filed; the date and the regime are the decider's own. */
export function filed({
  sector,
  law = baseLaw,
  ...change
}: Partial<FileClaim> & { sector?: Sector; law?: Law } = {}): EventOf<'ClaimFiled'> {
  const command = sheet(change);
  const decision = fileClaim(provider(sector), command, { law, now: command.filedAt });
  const [event] = decision.ok ? decision.events : [];
  if (event === undefined) throw new Error(`not filed: ${JSON.stringify(decision)}`);
  return event;
}

export const viewed: ClaimEvent = { type: 'ClaimViewed', data: {} };

/** A remote offer made on Friday 9 October: it lapses on the 16th. */
export function offered(change: Partial<EventOf<'SettlementOffered'>['data']> = {}): EventOf<'SettlementOffered'> {
  return {
    type: 'SettlementOffered',
    data: {
      offerNumber: 1,
      mode: 'remote',
      medium: 'email',
      text: 'Le cambiamos la licuadora por una nueva.',
      communicatedAt: lima('2026-10-09'),
      lapsesOn: '2026-10-16',
      dueOnIfLapsed: '2026-11-03',
      ...change,
    },
  };
}

/** The same offer made across the counter: no lapse, no other date. */
export function offeredInPerson(offerNumber = 1): EventOf<'SettlementOffered'> {
  const { lapsesOn: _, dueOnIfLapsed: __, ...data } = offered({ offerNumber, mode: 'in-person', medium: 'sheet' }).data;
  return { type: 'SettlementOffered', data };
}

export const lapsed: EventOf<'SettlementLapsed'> = {
  type: 'SettlementLapsed',
  data: { offerNumber: 1, lapsedOn: '2026-10-16', dueOn: '2026-11-03' },
};

export const rejected: EventOf<'SettlementRejected'> = {
  type: 'SettlementRejected',
  data: { offerNumber: 1, rejectedOn: '2026-10-13', dueOn: '2026-10-29' },
};

export const accepted: EventOf<'SettlementAccepted'> = {
  type: 'SettlementAccepted',
  data: {
    offerNumber: 1,
    phrase: 'ACUERDO ACEPTADO PARA SOLUCIONAR EL RECLAMO',
    means: 'online',
    acceptedOn: '2026-10-13',
    dueOn: '2026-10-29',
  },
};

export function responded(change: Partial<EventOf<'ClaimResponded'>['data']> = {}): EventOf<'ClaimResponded'> {
  return {
    type: 'ClaimResponded',
    data: {
      outcome: 'accepted',
      text: 'Le entregaremos una licuadora nueva.',
      medium: 'email',
      communicatedAt: lima('2026-10-12'),
      late: false,
      warnings: [],
      ...change,
    },
  };
}
