import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { doorRoutes } from '../keyed/door.ts';
import type { Wrong } from '../panel/form.ts';
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
    show: (request, reply, errores) => signInPage(office, request, reply, { errores, status: 401 }),
  });
}

/** `status`: where there is something wrong. */
export function signInPage(
  office: Office,
  request: FastifyRequest,
  reply: FastifyReply,
  { errores, status }: { readonly errores: readonly Wrong[]; readonly status: number },
) {
  const organizacion = office.organisation !== undefined;
  return page(office, request, reply, {
    view: 'entrar',
    ...(errores.length === 0 ? {} : { status }),
    data:
      errores.length === 0
        ? { titulo: 'Entrar', errores, organizacion }
        : { titulo: 'Error: entrar', resumen: 'No pudimos dejarle entrar', errores, organizacion },
  });
}
