import { scopesInForce } from '@foja/domain/indecopi/index.ts';
import type { FastifyInstance } from 'fastify';
import { issuerRoutes } from '../staff/oidc/door.ts';
import { type Office, page } from './office.ts';
import { pass } from './pass.ts';
import { signInPage } from './sign-in.ts';

/** In with an account of one's organisation, by a leave that bears its e-mail; what it lets see is its own to say. */
export function organisationRoutes(app: FastifyInstance, office: Office): void {
  const { organisation, identities, sessions, clock, log, commands } = office;
  if (organisation === undefined) return;
  issuerRoutes(app, {
    path: '/indecopi',
    ...organisation,
    ...{ clock, log },
    safePath: () => '/indecopi',
    async candidates(identity) {
      const grants = await Promise.all(
        (await identities.of(identity)).map((grantId) => commands.official(grantId, { fresh: true })),
      );
      return grants.flatMap((grant) => {
        const inForce = scopesInForce(grant, clock()).length > 0 ? grant.issued : undefined;
        return inForce === undefined ? [] : [{ id: inForce.grantId, label: inForce.reference }];
      });
    },
    async enter(request, reply, grantId, identity) {
      await identities.bind(grantId, identity);
      await sessions.close(request.passToken);
      pass.give(request, reply, await sessions.open({ ruc: undefined, keyId: grantId }, clock()));
    },
    showWrong(request, reply, texto, status) {
      pass.ensure(request, reply);
      return signInPage(office, request, reply, { errores: [{ texto }], status });
    },
    showChoice(request, reply, de) {
      pass.ensure(request, reply);
      return page(office, request, reply, {
        view: 'elegir-permiso',
        data: { titulo: '¿Por qué expediente entra?', de },
      });
    },
  });
}
