import type { FastifyInstance } from 'fastify';
import { doorRoutes } from '../keyed/door.ts';
import { type Office, page } from './office.ts';
import { credentialOf, pass } from './pass.ts';

export function signInRoutes(app: FastifyInstance, office: Office): void {
  doorRoutes(app, {
    path: '/indecopi',
    pass,
    sessions: office.sessions,
    clock: office.clock,
    isIn: ({ official }) => official !== undefined,
    credentialOf: (key) => credentialOf(key, office),
    show: (request, reply, errores) =>
      page(office, request, reply, {
        view: 'entrar',
        ...(errores.length === 0 ? {} : { status: 401 }),
        data:
          errores.length === 0
            ? { titulo: 'Entrar', errores }
            : { titulo: 'Error: entrar', resumen: 'No pudimos dejarle entrar', errores },
      }),
  });
}
