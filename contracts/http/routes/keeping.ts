import * as keeping from '../keeping.ts';
import { ofClaim, ofOffer } from '../parameters.ts';
import type { RouteDefinition } from '../route.ts';

const onClaim = { method: 'POST', tag: 'reclamos', params: ofClaim, idempotency: 'optional', versioned: true } as const;
const as = { description: 'Cómo quedan los datos personales', schema: keeping.keeping } as const;

/** How long a claim's personal data are kept (Ley 29733). */
export const keepingRoutes = {
  requestCancellation: {
    ...onClaim,
    path: '/v1/claims/{claimId}/cancellation-requests',
    action: 'claim/request-cancellation',
    summary: {
      es: 'El consumidor pide borrar sus datos; se le contesta con la norma (Ley 29733, art. 20)',
      en: 'The consumer asks for the erasure of their data, and is answered with the norm',
    },
    body: keeping.requestCancellation,
    answers: { 201: as },
  },
  placeHold: {
    ...onClaim,
    path: '/v1/claims/{claimId}/legal-holds',
    action: 'claim/hold',
    summary: { es: 'Ordena conservar el expediente', en: 'Places a legal hold on the claim' },
    body: keeping.placeHold,
    answers: { 201: as },
  },
  liftHold: {
    ...onClaim,
    path: '/v1/claims/{claimId}/legal-holds/{n}/lifting',
    action: 'claim/hold',
    params: ofOffer,
    summary: { es: 'Levanta una orden de conservar', en: 'Lifts a legal hold' },
    body: keeping.liftHold,
    answers: { 200: as },
  },
  eraseClaim: {
    ...onClaim,
    path: '/v1/claims/{claimId}/erasure',
    action: 'claim/erase',
    summary: {
      es: 'Borra los datos personales cuyo plazo de conservación terminó',
      en: 'Erases personal data that need not be kept any longer',
    },
    answers: { 200: as },
  },
} as const satisfies Record<string, RouteDefinition>;
