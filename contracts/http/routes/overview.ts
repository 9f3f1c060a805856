import * as answers from '../answers.ts';
import { providersQuery } from '../parameters.ts';
import type { RouteDefinition } from '../route.ts';
import { deadlinesList, registerList } from './lists.ts';

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
    ...registerList,
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
    ...deadlinesList,
  },
} as const satisfies Record<string, RouteDefinition>;
