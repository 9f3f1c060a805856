import * as answers from '../answers.ts';
import { previewQuery } from '../parameters.ts';
import type { RouteDefinition } from '../route.ts';

/** Open to everybody: the deadline of a claim yet to be filed, the contract itself, and the state of the house. */
export const houseRoutes = {
  previewDeadline: {
    method: 'GET',
    path: '/v1/deadlines/preview',
    action: 'deadline/preview',
    tag: 'plazos',
    summary: {
      es: 'Cuándo vencería un reclamo, con su hoja de cómputo',
      en: 'When a claim would be due, with its computation sheet',
    },
    query: previewQuery,
    answers: { 200: { description: 'El vencimiento y cada día', schema: answers.computation } },
  },
  readContract: {
    method: 'GET',
    path: '/openapi.json',
    action: 'house/read',
    tag: 'casa',
    summary: { es: 'Este contrato (OpenAPI 3.1)', en: 'This contract (OpenAPI 3.1)' },
    answers: { 200: { description: 'El contrato', alsoAs: ['application/json'] } },
  },
  readMessages: {
    method: 'GET',
    path: '/asyncapi.json',
    action: 'house/read',
    tag: 'casa',
    summary: { es: 'Los mensajes de los feeds (AsyncAPI 3.0)', en: 'The messages of the feeds (AsyncAPI 3.0)' },
    answers: { 200: { description: 'El contrato de los mensajes', alsoAs: ['application/json'] } },
  },
  isAlive: {
    method: 'GET',
    path: '/healthz',
    action: 'house/read',
    tag: 'casa',
    summary: { es: 'El proceso vive', en: 'The process lives' },
    answers: { 200: { description: 'Vive', schema: answers.alive } },
  },
  isReady: {
    method: 'GET',
    path: '/readyz',
    action: 'house/read',
    tag: 'casa',
    summary: {
      es: 'El almacén responde y guarda, y las vistas responden',
      en: 'The store answers and takes what is written, and the read models answer',
    },
    answers: {
      200: { description: 'Listo', schema: answers.readiness },
      503: { description: 'No está listo', schema: answers.readiness },
    },
  },
  readMetrics: {
    method: 'GET',
    path: '/metrics',
    action: 'house/read',
    tag: 'casa',
    summary: { es: 'Métricas de Prometheus', en: 'Prometheus metrics' },
    answers: { 200: { description: 'Las métricas', alsoAs: ['text/plain'] } },
  },
} as const satisfies Record<string, RouteDefinition>;
