import * as answers from '../answers.ts';
import * as bodies from '../bodies.ts';
import { historyQuery, ofBook, ofClaim, sheetQuery } from '../parameters.ts';
import type { RouteDefinition } from '../route.ts';

/** Filing a claim, and reading it. */
export const claimRoutes = {
  fileClaim: {
    method: 'POST',
    path: '/v1/books/{bookId}/claims',
    action: 'claim/file',
    tag: 'reclamos',
    summary: {
      es: 'Presenta un reclamo o queja; con la misma Idempotency-Key y el mismo cuerpo se repite la misma respuesta',
      en: 'Files a claim; the same Idempotency-Key and body answer the same again',
    },
    params: ofBook,
    body: bodies.fileClaim,
    idempotency: 'required',
    answers: {
      201: {
        description:
          'Presentado y numerado. Una repetición recibe la misma respuesta, también 201, con Idempotency-Replayed: true',
        schema: answers.filed,
      },
    },
  },
  readClaim: {
    method: 'GET',
    path: '/v1/claims/{claimId}',
    action: 'claim/read',
    tag: 'reclamos',
    summary: { es: 'Un reclamo, tal como está', en: 'A claim as it stands' },
    params: ofClaim,
    versioned: true,
    answers: {
      200: { description: 'El reclamo', schema: answers.claim },
      304: { description: 'No cambió desde la revisión de If-None-Match' },
    },
  },
  readHistory: {
    method: 'GET',
    path: '/v1/claims/{claimId}/history',
    action: 'claim/history',
    tag: 'reclamos',
    summary: {
      es: 'Todo lo ocurrido, o lo ocurrido hasta un momento',
      en: 'All that happened, or all up to a moment',
    },
    params: ofClaim,
    query: historyQuery,
    versioned: true,
    answers: {
      200: { description: 'Los hechos, en orden', schema: answers.history },
      304: { description: 'No cambió desde la revisión de If-None-Match' },
    },
  },
  readSheet: {
    method: 'GET',
    path: '/v1/claims/{claimId}/sheet',
    action: 'claim/read',
    tag: 'reclamos',
    summary: { es: 'La Hoja de Reclamación (Anexo I)', en: 'The claim sheet (Anexo I)' },
    params: ofClaim,
    query: sheetQuery,
    answers: { 200: { description: 'La hoja', schema: answers.sheet, alsoAs: ['text/html', 'application/pdf'] } },
  },
  readClaimDeadline: {
    method: 'GET',
    path: '/v1/claims/{claimId}/deadline',
    action: 'claim/read',
    tag: 'plazos',
    summary: {
      es: 'La hoja de cómputo del plazo: cada día y su razón',
      en: 'The computation sheet of the deadline: each day and why',
    },
    params: ofClaim,
    answers: { 200: { description: 'La hoja de cómputo', schema: answers.claimDeadline } },
  },
} as const satisfies Record<string, RouteDefinition>;
