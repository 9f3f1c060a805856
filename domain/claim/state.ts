import type { EventOf, SheetType } from '@foja/contracts';
import type { ClaimEvent } from './events.ts';

/** `ended-by-response`: the claim was answered while the offer was pending. */
export type OfferStatus = 'pending' | 'accepted' | 'rejected' | 'lapsed' | 'superseded' | 'ended-by-response';

export interface Offer {
  readonly offerNumber: number;
  readonly mode: 'remote' | 'in-person';
  readonly communicatedAt: string;
  /** Last day to accept it, and last day of the suspension if it is never answered; only remote offers have one. */
  readonly lapsesOn: string | undefined;
  readonly status: OfferStatus;
  /** Day in Lima on which it stopped being pending. */
  readonly endedOn: string | undefined;
  /** The provider has put a file into the claim since it was made: the consumer's signed answer may be there. */
  readonly paperSince: boolean;
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
      return attached(state, event.data.by);
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
      return { ...endPending(state, 'ended-by-response'), response: event.data };
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
  const before = endPending(state, 'superseded');
  const offer: Offer = {
    offerNumber: data.offerNumber,
    mode: data.mode,
    communicatedAt: data.communicatedAt,
    lapsesOn: data.lapsesOn,
    status: 'pending',
    endedOn: undefined,
    paperSince: false,
  };
  return { ...before, offers: [...before.offers, offer], dueOn: data.dueOnIfLapsed ?? state.dueOn };
}

function attached(state: ClaimState, by: 'consumer' | 'provider'): ClaimState {
  const evidence = { ...state.evidence, [by]: state.evidence[by] + 1 };
  if (by === 'consumer') return { ...state, evidence };
  const offers = state.offers.map((offer) => (offer.status === 'pending' ? { ...offer, paperSince: true } : offer));
  return { ...state, evidence, offers };
}

/** By what the provider did next. No event says a day of its own for that, and no date moves. */
function endPending(state: ClaimState, status: 'superseded' | 'ended-by-response'): ClaimState {
  const pending = pendingOffer(state);
  return pending === undefined ? state : endOffer(state, pending.offerNumber, status, undefined);
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
