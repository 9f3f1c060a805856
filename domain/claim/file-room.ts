import type { EventOf } from '@foja/contracts';
import { type CopyDue, copyDue, limaDateOf } from '../deadline/index.ts';
import { type Decision, happened, refuse } from '../decision.ts';
import type { Circumstances } from './clock.ts';
import { type ClaimState, isClosed } from './state.ts';

/** What comes into a claim's file beside the exchange itself: evidence, Indecopi's requests, what became of a promise. */

/** Most files each party may attach to one claim; a bound, not a norm. */
export const MOST_FILES = 20;

export function attachEvidence(
  claim: ClaimState,
  evidence: EventOf<'EvidenceAttached'>['data'],
): Decision<EventOf<'EvidenceAttached'>> {
  if (claim.evidence[evidence.by] >= MOST_FILES) {
    return refuse('claim/too-much-evidence', { detail: { most: MOST_FILES } });
  }
  return happened({ type: 'EvidenceAttached', data: evidence });
}

/**
 * Indecopi may ask for the sheet at any time (Código, art. 152; Reglamento, art. 11). Where it names no date, the rule that
 * holds on the day of the request gives one; `dueRule` comes with a date that a rule has given already.
 */
export function requestCopy(
  claim: ClaimState,
  request: {
    reference: string;
    reason?: string | undefined;
    dueOn?: string | undefined;
    dueRule?: CopyDue['dueRule'] | undefined;
    exportId?: string | undefined;
  },
  { now, law, inForce = law }: Circumstances,
): Decision<EventOf<'IndecopiCopyRequested'>> {
  const { reference, reason, dueOn, dueRule, exportId } = request;
  const standing = exportId !== undefined && claim.copyRequests.some((other) => other.exportId === exportId);
  if (standing) return happened();
  // A case file's date was looked at when it was asked for; writing it on every claim may take until after.
  if (exportId === undefined && dueOn !== undefined && dueOn < limaDateOf(now)) return refuse('indecopi/due-in-past');
  const data = {
    requestNumber: claim.copyRequests.length + 1,
    reference,
    ...(reason === undefined ? {} : { reason }),
    ...(dueOn === undefined ? ruledBy(copyDue(inForce, limaDateOf(now))) : namedDate(dueOn, dueRule)),
    ...(exportId === undefined ? {} : { exportId }),
  };
  return happened({ type: 'IndecopiCopyRequested', data });
}

function namedDate(dueOn: string, dueRule: CopyDue['dueRule'] | undefined) {
  return dueRule === undefined ? ({ dueOn, dueSetBy: 'official' } as const) : ruledBy({ dueOn, dueRule });
}

function ruledBy(due: Pick<EventOf<'IndecopiCopyRequested'>['data'], 'dueOn' | 'dueRule'> | undefined) {
  return due === undefined ? ({ dueSetBy: 'nobody' } as const) : ({ ...due, dueSetBy: 'rule' } as const);
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

/** The case file that a request was made with is whole: that meets it. Met already, by hand perhaps, is no news. */
export function deliverCaseFileCopy(
  claim: ClaimState,
  { exportId, documentSha256 }: { readonly exportId: string; readonly documentSha256: string },
): Decision<EventOf<'IndecopiCopyDelivered'>> {
  const request = claim.copyRequests.find((other) => other.exportId === exportId);
  if (request === undefined) return refuse('indecopi/request-not-found');
  if (request.delivered) return happened();
  const { requestNumber } = request;
  return happened({ type: 'IndecopiCopyDelivered', data: { requestNumber, medium: 'platform', documentSha256 } });
}

/** Several at once, all of them or none. */
export function attachAllDescargos(
  claim: ClaimState,
  all: readonly EventOf<'DescargosAttached'>['data'][],
): Decision<EventOf<'DescargosAttached'>> {
  if (claim.descargos + all.length > MOST_FILES) {
    return refuse('claim/too-many-descargos', { detail: { most: MOST_FILES } });
  }
  return happened(...all.map((data) => ({ type: 'DescargosAttached' as const, data })));
}

/** The provider's descargos before Indecopi, which go in with the copy of the sheet (Código, art. 152). */
export function attachDescargos(
  claim: ClaimState,
  descargos: EventOf<'DescargosAttached'>['data'],
): Decision<EventOf<'DescargosAttached'>> {
  return attachAllDescargos(claim, [descargos]);
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
