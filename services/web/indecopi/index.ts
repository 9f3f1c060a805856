import { dirname } from 'node:path';
import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import { openKeySessions } from '../keyed/sessions.ts';
import { answerErrorsInside, loadAssets, loadViews, sendAsset } from '../layout/index.ts';
import { refuseForeignForm } from '../panel/csrf.ts';
import { does } from '../panel/desk.ts';
import { askRoutes } from './ask.ts';
import { organisationRoutes } from './by-organisation.ts';
import { caseFileRoutes } from './case-file-page.ts';
import { homeRoutes } from './home.ts';
import { openOfficialIdentities } from './identities.ts';
import { type Office, type OfficeDependencies, page } from './office.ts';
import { readPass } from './pass.ts';
import { signInRoutes } from './sign-in.ts';

export type { OfficeDependencies } from './office.ts';

const AREAS = ['layout', 'indecopi'] as const;

/** Adds Indecopi's pages to the app that `buildApp` made; its guard holds here, too. They work without JavaScript. */
export async function registerIndecopi(app: FastifyInstance, dependencies: OfficeDependencies): Promise<void> {
  const root = dirname(import.meta.dirname);
  const assets = loadAssets(root, AREAS);
  const sessions = await openKeySessions(dependencies.pool, 'official_sessions');
  const identities = await openOfficialIdentities(dependencies.pool);
  const office: Office = { ...dependencies, sessions, identities, views: loadViews(root, AREAS, assets) };
  await app.register(async (scope) => {
    answerErrorsInside(scope, {
      log: office.log,
      door: () => '/indecopi/entrar',
      advice: ADVICE,
      show: (request, reply, told) => page(office, request, reply, told),
    });
    await scope.register(formbody, { bodyLimit: 64 * 1024 });
    await readPass(scope, office);
    scope.addHook('preHandler', async (request) => {
      if (request.method !== 'GET' && request.method !== 'HEAD') refuseForeignForm(request);
    });
    scope.get<{ Params: { file: string } }>(
      '/recursos/indecopi/:file',
      does('house/read', '/recursos/indecopi/{file}'),
      async (request, reply) => {
        const href = `/recursos/indecopi/${request.params.file}`;
        const asset = [...assets.all()].find((each) => each.href === href);
        if (asset === undefined) return reply.callNotFound();
        reply.header('cache-control', 'public, max-age=31536000, immutable');
        return sendAsset(request, reply, asset);
      },
    );
    for (const routes of [signInRoutes, organisationRoutes, homeRoutes, askRoutes, caseFileRoutes])
      routes(scope, office);
  });
}

const ADVICE: Readonly<Record<number, string>> = {
  403: 'Su permiso no alcanza para esto.',
  404: 'Esa página o ese expediente no existe, o no está en su permiso.',
  410: 'Ese expediente ya no se guarda. Puede pedirlo otra vez.',
  429: 'Demasiados envíos desde su conexión. Espere un minuto y vuelva a intentarlo.',
};
