import type { EventOf } from '@foja/contracts';
import { type CivilDate, limaDateOf, offerLapsesOn } from '../deadline/index.ts';
import { type Decision, happened, type Refusal, refuse } from '../decision.ts';
import { type Circumstances, claimDueOn, isStillToCome, regimeOf, suspensionsOf } from './clock.ts';
import { type ClaimState, evolveClaim, isClosed, type Offer, pendingOffer } from './state.ts';

/** Offers and agreements inside the book: Reglamento, art. 6-A. */
const NORM = 'Reglamento, art. 6-A';

type Lapsed = EventOf<'SettlementLapsed'>;

export interface MakeOffer extends Pick<EventOf<'SettlementOffered'>['data'], 'mode' | 'medium' | 'text'> {
  readonly communicatedAt: string;
}

/** A remote offer stops the clock, one made in person does not; one that stops it waits for its answer alone. */
export function offerSettlement(
  claim: ClaimState,
  { mode, medium, text, communicatedAt }: MakeOffer,
  about: Circumstances,
): Decision<EventOf<'SettlementOffered'> | Lapsed> {
  const { state, events } = withLapse(claim, about);
  const closed = refusalWhereClosed(state);
  if (closed !== undefined) return { ok: false, refusal: closed };
  const beforeFiling = Date.parse(communicatedAt) < Date.parse(state.filed.filedAt);
  if (beforeFiling || isStillToCome(communicatedAt, about.now)) {
    return refuse('offer/communicated-out-of-time', { norm: NORM });
  }
  if (pendingOffer(state)?.lapsesOn !== undefined) return refuse('offer/pending', { norm: NORM });
  const data = { offerNumber: state.offers.length + 1, mode, medium, text, communicatedAt };
  const offered: EventOf<'SettlementOffered'> = {
    type: 'SettlementOffered',
    data: mode === 'remote' ? { ...data, ...suspension(state, communicatedAt, about) } : data,
  };
  return happened<EventOf<'SettlementOffered'> | Lapsed>(...events, offered);
}

/**
 * Binds the provider to what was offered and ends the claim. Online only the consumer can. A provider records a signature:
 * one given across the counter, or one that came back on paper, which then is in the file before it is recorded: there
 * since that offer, for a file from before it cannot hold its answer.
 */
export function acceptOffer(
  claim: ClaimState,
  { offerNumber, means, by }: { offerNumber: number; means: 'online' | 'signature'; by: 'consumer' | 'provider' },
  about: Circumstances,
): Decision<EventOf<'SettlementAccepted'>> {
  const refused = refusalToAnswer(claim, offerNumber, about);
  if (refused !== undefined) return { ok: false, refusal: refused };
  if (by === 'provider' && (means === 'online' || !hasPaper(claim, offerNumber))) {
    return refuse('offer/only-consumer', { norm: NORM });
  }
  const phrase = 'ACUERDO ACEPTADO PARA SOLUCIONAR EL RECLAMO';
  const data = { offerNumber, phrase, means, acceptedOn: limaDateOf(about.now), dueOn: claim.dueOn } as const;
  const after = evolveClaim(claim, { type: 'SettlementAccepted', data });
  return happened({ type: 'SettlementAccepted', data: { ...data, dueOn: claimDueOn(about.law, after) } });
}

/**
 * The clock runs again from the next day. A provider records only what was said across the counter or came back on paper:
 * nobody withdraws an offer in the consumer's name.
 */
export function rejectOffer(
  claim: ClaimState,
  { offerNumber, reason, by }: { offerNumber: number; reason?: string | undefined; by: 'consumer' | 'provider' },
  about: Circumstances,
): Decision<EventOf<'SettlementRejected'>> {
  const refused = refusalToAnswer(claim, offerNumber, about);
  if (refused !== undefined) return { ok: false, refusal: refused };
  if (by === 'provider' && !hasPaper(claim, offerNumber)) return refuse('offer/only-consumer', { norm: NORM });
  const rejectedOn = limaDateOf(about.now);
  const data = { offerNumber, ...(reason === undefined ? {} : { reason }), rejectedOn, dueOn: claim.dueOn };
  const after = evolveClaim(claim, { type: 'SettlementRejected', data });
  return happened({ type: 'SettlementRejected', data: { ...data, dueOn: claimDueOn(about.law, after) } });
}

/** Made in person, or answered on a paper that the provider has put into the file since. */
function hasPaper(claim: ClaimState, offerNumber: number): boolean {
  const offer = claim.offers.find((other) => other.offerNumber === offerNumber);
  return offer !== undefined && (offer.mode === 'in-person' || offer.paperSince);
}

/** No express acceptance in time is a rejection; a formal answer is still due. */
export function lapseOffer(claim: ClaimState, about: Circumstances): Decision<Lapsed> {
  const { events } = withLapse(claim, about);
  return events.length === 0 ? refuse('offer/not-lapsed', { norm: NORM }) : happened(...events);
}

/** The claim as it stands today: a pending offer whose last day has passed has lapsed, said or not. */
export function withLapse(claim: ClaimState, { law, now }: Circumstances): { state: ClaimState; events: Lapsed[] } {
  const offer = pendingOffer(claim);
  if (offer?.lapsesOn === undefined || isClosed(claim) || limaDateOf(now) <= offer.lapsesOn) {
    return { state: claim, events: [] };
  }
  const data = { offerNumber: offer.offerNumber, lapsedOn: offer.lapsesOn, dueOn: claim.dueOn };
  const dueOn = claimDueOn(law, evolveClaim(claim, { type: 'SettlementLapsed', data }));
  const lapsed: Lapsed = { type: 'SettlementLapsed', data: { ...data, dueOn } };
  return { state: evolveClaim(claim, lapsed), events: [lapsed] };
}

export function refusalWhereClosed(state: ClaimState): Refusal | undefined {
  if (state.settledOn !== undefined) return { code: 'claim/settled', norm: NORM };
  if (state.response !== undefined) return { code: 'claim/already-responded' };
  return undefined;
}

function refusalToAnswer(claim: ClaimState, offerNumber: number, about: Circumstances): Refusal | undefined {
  const offer = claim.offers.find((other: Offer) => other.offerNumber === offerNumber);
  if (offer === undefined) return { code: 'offer/not-found' };
  const closed = refusalWhereClosed(claim);
  if (closed !== undefined) return closed;
  if (offer.status === 'lapsed') return { code: 'offer/lapsed', norm: NORM };
  if (offer.status !== 'pending') return { code: 'offer/not-pending' };
  const { lapsesOn } = offer;
  if (lapsesOn !== undefined && limaDateOf(about.now) > lapsesOn) {
    return { code: 'offer/lapsed', norm: NORM, detail: { lapsedOn: lapsesOn } };
  }
  return undefined;
}

/**
 * Nothing, where the regime knows no suspension, the claim has used up its days, or the term has ended already: an offer
 * recorded after that stops no clock, whatever day it is said to have been made on. Nor does one whose days for an answer
 * were over when it was recorded: the term stands still for a consumer who is deciding (art. 6-A.2.b), and nobody was.
 */
function suspension(state: ClaimState, communicatedAt: string, { law, now }: Circumstances) {
  if (limaDateOf(now) > state.dueOn) return {};
  const lapsesOn = offerLapsesOn(law, {
    regime: regimeOf(law, state),
    offeredOn: limaDateOf(communicatedAt),
    suspensions: suspensionsOf(state),
  });
  if (lapsesOn === undefined || lapsesOn < limaDateOf(now)) return {};
  const offerNumber = state.offers.length + 1;
  const pending = { offerNumber, mode: 'remote', medium: 'email', text: '-', communicatedAt, lapsesOn } as const;
  const after = evolveClaim(state, { type: 'SettlementOffered', data: pending });
  return { lapsesOn, dueOnIfLapsed: claimDueOn(law, after) satisfies CivilDate };
}
