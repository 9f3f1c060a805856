import type { FastifyInstance } from 'fastify';
import { issuerRoutes } from '../../staff/oidc/door.ts';
import { type Desk, does, page } from '../desk.ts';
import { ensurePass, givePass } from '../pass.ts';
import { safePath } from './safe-path.ts';
import { OUT, signInPage } from './sign-in.ts';

/** In with an account of one's organisation, where the house was told whom to ask. */
export function organisationRoutes(app: FastifyInstance, desk: Desk): void {
  const { issuer, staff, clock, log, commands, settings } = desk;
  if (issuer === undefined) return;

  app.get(OUT, does('house/read', OUT), async (request, reply) => {
    const origin = settings.publicUrl ?? `${request.protocol}://${request.host}`;
    const way = await issuer.wayOut(`${origin}/panel/entrar`);
    if (way === undefined) return reply.redirect('/panel/entrar', 303);
    return page(desk, request, reply, { view: 'salida', data: { titulo: 'Su sesión se cerró', salida: way.href } });
  });

  issuerRoutes(app, {
    path: '/panel',
    ...{ issuer, clock, log, safePath },
    sealing: staff.sealing,
    publicUrl: settings.publicUrl,
    async candidates(identity) {
      const members = await staff.knownBy(identity);
      const firms = await Promise.all(members.map(({ ruc }) => commands.provider(ruc)));
      return members.map(({ staffId, ruc }, index) => {
        const firm = firms[index]?.registered;
        return { id: staffId, label: `${firm?.tradeName ?? firm?.legalName ?? ''} (RUC ${ruc})` };
      });
    },
    async enter(request, reply, staffId, identity) {
      await staff.sessions.close(request.passToken);
      givePass(request, reply, await staff.enterByIssuer(staffId, identity));
    },
    showWrong(request, reply, wrong, status) {
      ensurePass(request, reply);
      return signInPage(desk, request, reply, { wrong, status, campo: undefined });
    },
    showChoice(request, reply, de) {
      ensurePass(request, reply);
      const titulo = '¿Con qué empresa quiere entrar?';
      return page(desk, request, reply, { view: 'elegir-empresa', data: { titulo, de } });
    },
  });
}
