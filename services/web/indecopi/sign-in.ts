import type { FastifyInstance } from 'fastify';
import { does } from '../panel/desk.ts';
import { field, formOf } from '../panel/form.ts';
import { type Office, page } from './office.ts';
import { credentialOf, ensurePass, givePass, takePass } from './pass.ts';

/** In by the key that was shown once, and out. Any key that does not open is told in the same words. */
export function signInRoutes(app: FastifyInstance, office: Office): void {
  const path = '/indecopi/entrar';

  app.get(path, does('house/read', path), async (request, reply) => {
    if (request.official !== undefined) return reply.redirect('/indecopi', 303);
    ensurePass(request, reply);
    return page(office, request, reply, { view: 'entrar', data: { titulo: 'Entrar', errores: [] } });
  });

  app.post(path, does('house/read', path), async (request, reply) => {
    const credential = await credentialOf(field(formOf(request.body), 'llave').slice(0, 200), office);
    if (credential === undefined) {
      const errores = [{ campo: 'llave', texto: WRONG }];
      return page(office, request, reply, {
        view: 'entrar',
        status: 401,
        data: { titulo: 'Error: entrar', resumen: 'No pudimos dejarle entrar', errores },
      });
    }
    givePass(request, reply, await office.sessions.open(credential, office.clock()));
    return reply.redirect('/indecopi', 303);
  });

  app.post('/indecopi/salir', does('house/read', '/indecopi/salir'), async (request, reply) => {
    await office.sessions.close(request.passToken);
    takePass(reply);
    return reply.redirect(path, 303);
  });
}

const WRONG = 'La llave no abre: está incompleta, venció o fue revocada. Cópiela entera, desde foja_ hasta el final.';
