import * as answers from '../answers.ts';
import { deadlinesQuery, providersQuery, registerQuery } from '../parameters.ts';
import type { RouteDefinition } from '../route.ts';

/** The same views over every provider that whoever asks may see: for those who look after several. */
export const overviewRoutes = {
  listProviders: {
    method: 'GET',
    path: '/v1/providers',
    action: 'provider/list',
    tag: 'proveedores',
    summary: { es: 'Los proveedores que usted puede ver', en: 'The providers that you may see' },
    query: providersQuery,
    answers: { 200: { description: 'Por RUC', schema: answers.providersPage } },
  },
  searchAllClaims: {
    method: 'GET',
    path: '/v1/claims',
    action: 'register/search',
    tag: 'reclamos',
    summary: {
      es: 'Busca en el registro de todos los proveedores que usted puede ver',
      en: 'Searches the registers of all the providers that you may see',
    },
    query: registerQuery,
    readModel: true,
    spreadsheet: true,
    answers: {
      200: {
        description: 'Los más recientes primero; como CSV, el registro entero en vez de una página',
        schema: answers.registerPage,
        alsoAs: ['text/csv'],
      },
    },
  },
  listAllDeadlines: {
    method: 'GET',
    path: '/v1/deadlines',
    action: 'deadlines/read',
    tag: 'plazos',
    summary: {
      es: 'Plazos de todos los proveedores que usted puede ver',
      en: 'Deadlines of all the providers that you may see',
    },
    query: deadlinesQuery,
    readModel: true,
    spreadsheet: true,
    answers: {
      200: {
        description: 'Los que vencen primero, primero; como CSV, la lista entera en vez de una página',
        schema: answers.deadlinesPage,
        alsoAs: ['text/csv'],
      },
    },
  },
} as const satisfies Record<string, RouteDefinition>;
