import type { Claim, HistoryEntry } from '@foja/commands/commands.ts';
import type { EventOf } from '@foja/contracts';
import type { ClaimAnswer } from '@foja/contracts/http/answers.ts';
import { type ClaimEvent, type ClaimState, pendingOffer } from '@foja/domain/claim/index.ts';
import type { Actor } from '../actor.ts';
import { limaInstant } from '../lima-time.ts';

/** A claim as whoever asks may see it. States hold what rules need; texts come from the events. */
export function claimAnswer({ state, history, revision }: Claim, actor: Actor): ClaimAnswer {
  const { filed } = state;
  const self = `/v1/claims/${filed.claimId}`;
  return {
    claimId: filed.claimId,
    ruc: filed.ruc,
    bookId: filed.bookId,
    bookCode: filed.bookCode,
    ...(state.number === undefined ? {} : { sheetNumber: state.number.sheetNumber }),
    state: stateOf(state),
    type: state.type,
    declaredType: filed.declaredType,
    filedAt: limaInstant(filed.filedAt),
    dueOn: state.dueOn,
    regime: state.regimeId,
    lawVersion: state.lawVersion,
    viewed: state.viewed,
    consumer: filed.consumer,
    good: filed.good,
    detail: filed.detail,
    ...(filed.request === undefined ? {} : { request: filed.request }),
    responseMedium: filed.responseMedium,
    warnings: filed.warnings,
    offers: offersOf(state, history),
    extensions: eventsOf(history, 'DeadlineExtended').map(({ extendedOn, previousDueOn, dueOn }) => ({
      extendedOn,
      previousDueOn,
      dueOn,
    })),
    evidence: eventsOf(history, 'EvidenceAttached'),
    ...(state.response === undefined ? {} : { response: responseOf(state.response) }),
    ...(state.settledOn === undefined ? {} : { settledOn: state.settledOn }),
    ...(actor.role === 'consumer' ? {} : { copyRequests: copyRequestsOf(state) }),
    ...(state.fulfilled === undefined ? {} : { fulfilled: state.fulfilled }),
    revision,
    links: { self, sheet: `${self}/sheet`, deadline: `${self}/deadline` },
  };
}

export function offersOf(state: ClaimState, history: readonly HistoryEntry[]): ClaimAnswer['offers'] {
  return eventsOf(history, 'SettlementOffered').map(({ offerNumber, mode, medium, text, communicatedAt, lapsesOn }) => {
    const offer = state.offers.find((other) => other.offerNumber === offerNumber);
    return {
      offerNumber,
      mode,
      medium,
      text,
      communicatedAt: limaInstant(communicatedAt),
      ...(lapsesOn === undefined ? {} : { lapsesOn }),
      status: offer?.status ?? 'pending',
      ...(offer?.endedOn === undefined ? {} : { endedOn: offer.endedOn }),
    };
  });
}

export function responseOf(response: EventOf<'ClaimResponded'>['data']): NonNullable<ClaimAnswer['response']> {
  return { ...response, communicatedAt: limaInstant(response.communicatedAt) };
}

/** Named as the register names them. */
function stateOf(state: ClaimState): ClaimAnswer['state'] {
  if (state.settledOn !== undefined) return 'settled';
  if (state.response !== undefined) return 'answered';
  if (pendingOffer(state) !== undefined) return 'offered';
  return state.viewed ? 'viewed' : 'filed';
}

function copyRequestsOf(state: ClaimState): NonNullable<ClaimAnswer['copyRequests']> {
  return state.copyRequests.map(({ requestNumber, reference, dueOn, dueSetBy, dueRule, delivered }) => ({
    requestNumber,
    reference,
    ...(dueOn === undefined ? {} : { dueOn }),
    dueSetBy,
    ...(dueRule === undefined ? {} : { dueRule }),
    delivered,
  }));
}

function eventsOf<T extends ClaimEvent['type']>(history: readonly HistoryEntry[], type: T): EventOf<T>['data'][] {
  return history.flatMap(({ event }) => (event.type === type ? [event.data as EventOf<T>['data']] : []));
}
