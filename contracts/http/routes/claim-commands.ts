import * as answers from '../answers.ts';
import * as bodies from '../bodies.ts';
import { ofClaim, ofIndecopiRequest, ofOffer } from '../parameters.ts';
import type { RouteDefinition } from '../route.ts';

const onClaim = { method: 'POST', tag: 'reclamos', params: ofClaim, idempotency: 'optional', versioned: true } as const;
const done = { 200: { description: 'El reclamo, como queda', schema: answers.claim } } as const;
const added = { 201: { description: 'El reclamo, como queda', schema: answers.claim } } as const;

/** What can happen to a claim once it is filed. Each answers with the claim as it then stands. */
export const claimCommandRoutes = {
  viewClaim: {
    ...onClaim,
    path: '/v1/claims/{claimId}/view',
    action: 'claim/view',
    summary: { es: 'El proveedor lo vio', en: 'The provider has seen it' },
    answers: done,
  },
  reclassifyClaim: {
    ...onClaim,
    path: '/v1/claims/{claimId}/reclassification',
    action: 'claim/reclassify',
    summary: { es: 'Recalifica una queja como reclamo (art. 6)', en: 'Reclassifies a queja as a reclamo' },
    body: bodies.reclassify,
    answers: done,
  },
  extendDeadline: {
    ...onClaim,
    path: '/v1/claims/{claimId}/extension',
    action: 'claim/extend',
    summary: {
      es: 'Amplía el plazo, donde el régimen lo permite',
      en: 'Extends the term, where the regime allows it',
    },
    body: bodies.extend,
    answers: done,
  },
  respondToClaim: {
    ...onClaim,
    path: '/v1/claims/{claimId}/response',
    action: 'claim/respond',
    summary: { es: 'La respuesta comunicada al consumidor', en: 'The answer as told to the consumer' },
    body: bodies.respond,
    answers: done,
  },
  offerSettlement: {
    ...onClaim,
    path: '/v1/claims/{claimId}/offers',
    action: 'claim/offer',
    summary: {
      es: 'Un ofrecimiento para solucionar el reclamo (art. 6-A)',
      en: 'An offer to settle the claim (art. 6-A)',
    },
    body: bodies.offer,
    answers: added,
  },
  acceptOffer: {
    ...onClaim,
    path: '/v1/claims/{claimId}/offers/{n}/acceptance',
    action: 'claim/answer-offer',
    params: ofOffer,
    summary: { es: 'Acepta el ofrecimiento y termina el reclamo', en: 'Accepts the offer, which ends the claim' },
    body: bodies.acceptOffer,
    answers: done,
  },
  rejectOffer: {
    ...onClaim,
    path: '/v1/claims/{claimId}/offers/{n}/rejection',
    action: 'claim/answer-offer',
    params: ofOffer,
    summary: { es: 'Rechaza el ofrecimiento; el plazo sigue', en: 'Rejects the offer; the clock runs on' },
    body: bodies.rejectOffer,
    answers: done,
  },
  attachEvidence: {
    ...onClaim,
    path: '/v1/claims/{claimId}/evidence',
    action: 'claim/attach-evidence',
    summary: {
      es: 'Anexa la referencia y el SHA-256 de un archivo',
      en: "Attaches a file's reference and SHA-256",
    },
    body: bodies.attachEvidence,
    answers: added,
  },
  requestCopy: {
    ...onClaim,
    path: '/v1/claims/{claimId}/indecopi-requests',
    action: 'claim/request-copy',
    summary: { es: 'Indecopi requiere la hoja (art. 11)', en: 'Indecopi asks for the sheet (art. 11)' },
    body: bodies.requestCopy,
    answers: added,
  },
  deliverCopy: {
    ...onClaim,
    path: '/v1/claims/{claimId}/indecopi-requests/{n}/delivery',
    action: 'claim/deliver-copy',
    params: ofIndecopiRequest,
    summary: { es: 'El proveedor atendió el requerimiento', en: 'The provider met the request' },
    body: bodies.deliverCopy,
    answers: done,
  },
  reportFulfilment: {
    ...onClaim,
    path: '/v1/claims/{claimId}/fulfilment',
    action: 'claim/report-fulfilment',
    summary: { es: 'El consumidor dice si le cumplieron', en: 'The consumer says whether the promise was kept' },
    body: bodies.reportFulfilment,
    answers: done,
  },
} as const satisfies Record<string, RouteDefinition>;
