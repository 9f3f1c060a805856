import type { EventOf } from '@foja/contracts';
import { limaDateOf } from '../deadline/index.ts';
import { type Decision, happened, refuse } from '../decision.ts';
import type { Circumstances } from './clock.ts';
import { type ClaimState, isClosed } from './state.ts';

/** What comes into a claim's file beside the exchange itself: evidence, Indecopi's requests, what became of a promise. */

/** Most files each party may attach to one claim; a bound, not a norm. */
const MOST_FILES = 20;

export function attachEvidence(
  claim: ClaimState,
  evidence: EventOf<'EvidenceAttached'>['data'],
): Decision<EventOf<'EvidenceAttached'>> {
  if (claim.evidence[evidence.by] >= MOST_FILES) {
    return refuse('claim/too-much-evidence', { detail: { most: MOST_FILES } });
  }
  return happened({ type: 'EvidenceAttached', data: evidence });
}

/** Indecopi may ask for the sheet at any time (Código, art. 152; Reglamento, art. 11). */
export function requestCopy(
  claim: ClaimState,
  request: { reference: string; reason?: string | undefined; dueOn?: string | undefined },
  { now }: Pick<Circumstances, 'now'>,
): Decision<EventOf<'IndecopiCopyRequested'>> {
  const { reference, reason, dueOn } = request;
  if (dueOn !== undefined && dueOn < limaDateOf(now)) return refuse('indecopi/due-in-past');
  const data = {
    requestNumber: claim.copyRequests.length + 1,
    reference,
    ...(reason === undefined ? {} : { reason }),
    ...(dueOn === undefined ? {} : { dueOn }),
  };
  return happened({ type: 'IndecopiCopyRequested', data });
}

export function deliverCopy(
  claim: ClaimState,
  delivery: EventOf<'IndecopiCopyDelivered'>['data'],
): Decision<EventOf<'IndecopiCopyDelivered'>> {
  const request = claim.copyRequests.find(({ requestNumber }) => requestNumber === delivery.requestNumber);
  if (request === undefined) return refuse('indecopi/request-not-found');
  if (request.delivered) return refuse('indecopi/already-delivered');
  return happened({ type: 'IndecopiCopyDelivered', data: delivery });
}

/** The consumer says whether what was promised was done: an accepted offer, or an answer that grants something. */
export function reportFulfilment(
  claim: ClaimState,
  { fulfilled, comment }: { fulfilled: boolean; comment?: string | undefined },
): Decision<EventOf<'FulfilmentReported'>> {
  if (!isClosed(claim)) return refuse('claim/not-closed');
  const promised = claim.settledOn !== undefined || claim.response?.outcome !== 'refused';
  if (!promised) return refuse('fulfilment/nothing-promised');
  return happened({
    type: 'FulfilmentReported',
    data: { fulfilled, ...(comment === undefined ? {} : { comment }) },
  });
}
