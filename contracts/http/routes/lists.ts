import * as answers from '../answers.ts';
import { deadlinesQuery, registerQuery } from '../parameters.ts';
import type { RouteDefinition } from '../route.ts';

/** The register: of one provider, and of all that whoever asks may see. */
export const registerList = {
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
} as const satisfies Partial<RouteDefinition>;

/** The deadlines, likewise. */
export const deadlinesList = {
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
} as const satisfies Partial<RouteDefinition>;
