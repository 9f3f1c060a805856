import type { EventOf, SheetType } from '@foja/contracts';
import type { ClaimEvent } from './events.ts';

export type OfferStatus = 'pending' | 'accepted' | 'rejected' | 'lapsed' | 'superseded';

export interface Offer {
  readonly offerNumber: number;
  readonly mode: 'remote' | 'in-person';
  readonly communicatedAt: string;
  /** Last day to accept it, and last day of the suspension if it is never answered; only remote offers have one. */
  readonly lapsesOn: string | undefined;
  readonly status: OfferStatus;
  /** Day in Lima on which it stopped being pending. */
  readonly endedOn: string | undefined;
}

export interface CopyRequest {
  readonly requestNumber: number;
  readonly reference: string;
  readonly dueOn: string | undefined;
  readonly dueSetBy: EventOf<'IndecopiCopyRequested'>['data']['dueSetBy'];
  readonly dueRule: EventOf<'IndecopiCopyRequested'>['data']['dueRule'];
  readonly delivered: boolean;
  /** The case file that the request was made with. */
  readonly exportId: string | undefined;
}

/** While one stands, nothing is erased. */
export interface Hold {
  readonly holdNumber: number;
  readonly ground: EventOf<'LegalHoldPlaced'>['data']['ground'];
  readonly lifted: boolean;
}

/** What the rules need to know of a claim. Texts stay in the events. */
export interface ClaimState {
  readonly filed: EventOf<'ClaimFiled'>['data'];
  readonly number: EventOf<'SheetNumbered'>['data'] | undefined;
  /** What the claim is treated as; what the consumer declared stays in `filed.declaredType`. */
  readonly type: SheetType;
  readonly regimeId: string;
  readonly lawVersion: string;
  /** The date in force, as the last event that set it says. */
  readonly dueOn: string;
  readonly viewed: boolean;
  readonly offers: readonly Offer[];
  readonly extendedOn: readonly string[];
  readonly evidence: { readonly consumer: number; readonly provider: number };
  readonly response: EventOf<'ClaimResponded'>['data'] | undefined;
  readonly settledOn: string | undefined;
  readonly copyRequests: readonly CopyRequest[];
  /** Files of the provider's before Indecopi. */
  readonly descargos: number;
  readonly fulfilled: boolean | undefined;
  readonly holds: readonly Hold[];
  /** Requests for cancellation so far. */
  readonly cancellations: number;
  /** Day in Lima on which its personal data were erased: texts then only say so. */
  readonly erasedOn: string | undefined;
}

/** @throws where a stream does not begin with ClaimFiled: that ledger is damaged. */
export function evolveClaim(state: ClaimState | undefined, event: ClaimEvent): ClaimState {
  if (event.type === 'ClaimFiled') return filed(event.data);
  if (state === undefined) throw new Error(`a claim begins with ClaimFiled, not with ${event.type}`);
  switch (event.type) {
    case 'SheetNumbered':
      return { ...state, number: event.data };
    case 'ClaimViewed':
      return { ...state, viewed: true };
    case 'ClaimReclassified':
      return { ...state, type: event.data.to, ...event.data.deadline };
    case 'EvidenceAttached':
      return { ...state, evidence: { ...state.evidence, [event.data.by]: state.evidence[event.data.by] + 1 } };
    case 'SettlementOffered':
      return offered(state, event.data);
    case 'SettlementAccepted':
      return {
        ...endOffer(state, event.data.offerNumber, 'accepted', event.data.acceptedOn),
        settledOn: event.data.acceptedOn,
        dueOn: event.data.dueOn,
      };
    case 'SettlementRejected':
      return {
        ...endOffer(state, event.data.offerNumber, 'rejected', event.data.rejectedOn),
        dueOn: event.data.dueOn,
      };
    case 'SettlementLapsed':
      return { ...endOffer(state, event.data.offerNumber, 'lapsed', event.data.lapsedOn), dueOn: event.data.dueOn };
    case 'DeadlineExtended':
      return { ...state, dueOn: event.data.dueOn, extendedOn: [...state.extendedOn, event.data.extendedOn] };
    case 'DeadlineRevised':
      return {
        ...state,
        dueOn: event.data.dueOn,
        regimeId: event.data.regimeId,
        lawVersion: event.data.lawVersion,
      };
    case 'ClaimResponded':
      return { ...state, response: event.data };
    case 'LegalHoldPlaced': {
      const { holdNumber, ground } = event.data;
      return { ...state, holds: [...state.holds, { holdNumber, ground, lifted: false }] };
    }
    case 'LegalHoldLifted':
      return {
        ...state,
        holds: state.holds.map((hold) =>
          hold.holdNumber === event.data.holdNumber ? { ...hold, lifted: true } : hold,
        ),
      };
    case 'CancellationRequested':
      return { ...state, cancellations: state.cancellations + 1 };
    case 'ClaimErased':
      return { ...state, erasedOn: event.data.erasedOn };
    case 'CopyDelivered':
    case 'MailDelivered':
    case 'MailFailed':
      return state;
    case 'IndecopiCopyRequested':
      return { ...state, copyRequests: [...state.copyRequests, requested(event.data)] };
    case 'IndecopiCopyDelivered':
      return {
        ...state,
        copyRequests: state.copyRequests.map((request) =>
          request.requestNumber === event.data.requestNumber ? { ...request, delivered: true } : request,
        ),
      };
    case 'DescargosAttached':
      return { ...state, descargos: state.descargos + 1 };
    case 'FulfilmentReported':
      return { ...state, fulfilled: event.data.fulfilled };
    default:
      return event satisfies never;
  }
}

/** Answered or settled: the clock has stopped for good. */
export function isClosed(state: ClaimState): boolean {
  return state.response !== undefined || state.settledOn !== undefined;
}

export function pendingOffer(state: ClaimState): Offer | undefined {
  return state.offers.find((offer) => offer.status === 'pending');
}

function filed(data: EventOf<'ClaimFiled'>['data']): ClaimState {
  return {
    filed: data,
    number: undefined,
    type: data.declaredType,
    ...data.deadline,
    viewed: false,
    offers: [],
    extendedOn: [],
    evidence: { consumer: 0, provider: 0 },
    response: undefined,
    settledOn: undefined,
    copyRequests: [],
    descargos: 0,
    fulfilled: undefined,
    holds: [],
    cancellations: 0,
    erasedOn: undefined,
  };
}

function offered(state: ClaimState, data: EventOf<'SettlementOffered'>['data']): ClaimState {
  const pending = pendingOffer(state);
  const before = pending === undefined ? state : endOffer(state, pending.offerNumber, 'superseded', undefined);
  const offer: Offer = {
    offerNumber: data.offerNumber,
    mode: data.mode,
    communicatedAt: data.communicatedAt,
    lapsesOn: data.lapsesOn,
    status: 'pending',
    endedOn: undefined,
  };
  return { ...before, offers: [...before.offers, offer], dueOn: data.dueOnIfLapsed ?? state.dueOn };
}

function endOffer(state: ClaimState, number: number, status: OfferStatus, endedOn: string | undefined): ClaimState {
  return {
    ...state,
    offers: state.offers.map((offer) => (offer.offerNumber === number ? { ...offer, status, endedOn } : offer)),
  };
}

function requested(data: EventOf<'IndecopiCopyRequested'>['data']): CopyRequest {
  const { requestNumber, reference, dueOn, dueSetBy, dueRule, exportId } = data;
  return { requestNumber, reference, dueOn, dueSetBy, dueRule, delivered: false, exportId };
}
