import * as answers from '../answers.ts';
import { differencesQuery, ofClaim, sampleQuery, standingQuery } from '../parameters.ts';
import type { RouteDefinition } from '../route.ts';

/** Replay: what happened to a claim, how it stood at any moment, what changed in between, and samples to look at. */
export const auditRoutes = {
  readTrail: {
    method: 'GET',
    path: '/v1/claims/{claimId}/trail',
    action: 'claim/history',
    tag: 'auditores',
    summary: {
      es: 'Cada hecho tal como está guardado: quién, cuándo, por qué, norma, huella y si está sellado',
      en: 'Each event as it is stored: who, when, why, norm, hash, and whether it is sealed',
    },
    params: ofClaim,
    answers: { 200: { description: 'Los hechos, en orden', schema: answers.trail } },
  },
  readStanding: {
    method: 'GET',
    path: '/v1/claims/{claimId}/state',
    action: 'claim/history',
    tag: 'auditores',
    summary: {
      es: 'El reclamo en un momento: estado, plazo con su cómputo, y la ley que entonces se conocía',
      en: 'The claim at a moment: state, deadline with its computation, and the law as it was known then',
    },
    params: ofClaim,
    query: standingQuery,
    answers: { 200: { description: 'Lo que entonces se podía saber', schema: answers.claimStanding } },
  },
  compareStandings: {
    method: 'GET',
    path: '/v1/claims/{claimId}/differences',
    action: 'claim/history',
    tag: 'auditores',
    summary: {
      es: 'Qué cambió entre dos momentos, campo por campo y día por día',
      en: 'What changed between two moments, field by field and day by day',
    },
    params: ofClaim,
    query: differencesQuery,
    answers: { 200: { description: 'Las diferencias', schema: answers.differences } },
  },
  drawSample: {
    method: 'GET',
    path: '/v1/samples',
    action: 'audit/sample',
    tag: 'auditores',
    summary: {
      es: 'Una muestra que cualquiera con el mismo acceso puede repetir: semilla, filtros y posición del libro mayor',
      en: 'A sample that anybody with the same access can draw again: seed, filters and ledger position',
    },
    query: sampleQuery,
    answers: { 200: { description: 'La muestra, en el orden en que salió', schema: answers.sample } },
  },
  exportPapers: {
    method: 'GET',
    path: '/v1/samples/papers',
    action: 'audit/sample',
    tag: 'auditores',
    summary: {
      es: 'Los papeles de trabajo de una muestra: lista, historias, pruebas y parámetros, en un ZIP',
      en: 'The working papers of a sample: list, histories, proofs and parameters, as a ZIP',
    },
    query: sampleQuery,
    answers: { 200: { description: 'Un ZIP, sin datos personales a la vista', alsoAs: ['application/zip'] } },
  },
} as const satisfies Record<string, RouteDefinition>;
