import { dirname } from 'node:path';
import formbody from '@fastify/formbody';
import { defaultLimits } from '@foja/api/limits.ts';
import type { FastifyInstance } from 'fastify';
import { doorRoutes } from '../keyed/door.ts';
import { openKeySessions } from '../keyed/sessions.ts';
import { answerErrorsInside, loadAssets, loadViews, sendAsset } from '../layout/index.ts';
import { refuseForeignForm } from '../panel/csrf.ts';
import { does } from '../panel/desk.ts';
import { actRoutes } from './act-page.ts';
import { type Bureau, type BureauDependencies, page } from './bureau.ts';
import { claimRoutes } from './claim-page.ts';
import { compareRoutes } from './compare-page.ts';
import { homeRoutes } from './home.ts';
import { credentialOf, pass, readPass } from './pass.ts';
import { sampleRoutes } from './sample-page.ts';

export type { BureauDependencies } from './bureau.ts';

const AREAS = ['layout', 'audit'] as const;

/** Adds the auditors' pages to the app that `buildApp` made; its guard holds here, too. They work without JavaScript. */
export async function registerAudit(app: FastifyInstance, dependencies: BureauDependencies): Promise<void> {
  const root = dirname(import.meta.dirname);
  const assets = loadAssets(root, AREAS);
  const sessions = await openKeySessions(dependencies.pool, 'auditor_sessions');
  const views = loadViews(root, AREAS, assets);
  const bureau: Bureau = { ...dependencies, sessions, views, limits: defaultLimits };
  await app.register(async (scope) => {
    answerErrorsInside(scope, {
      log: bureau.log,
      door: () => '/auditoria/entrar',
      advice: ADVICE,
      show: (request, reply, told) => page(bureau, request, reply, told),
    });
    await scope.register(formbody, { bodyLimit: 16 * 1024 });
    await readPass(scope, bureau);
    scope.addHook('preHandler', async (request) => {
      if (request.method !== 'GET' && request.method !== 'HEAD') refuseForeignForm(request);
    });
    scope.get<{ Params: { file: string } }>(
      '/recursos/audit/:file',
      does('house/read', '/recursos/audit/{file}'),
      async (request, reply) => {
        const href = `/recursos/audit/${request.params.file}`;
        const asset = [...assets.all()].find((each) => each.href === href);
        if (asset === undefined) return reply.callNotFound();
        reply.header('cache-control', 'public, max-age=31536000, immutable');
        return sendAsset(request, reply, asset);
      },
    );
    doorRoutes(scope, {
      path: '/auditoria',
      pass,
      sessions,
      clock: bureau.clock,
      isIn: ({ auditor }) => auditor !== undefined,
      credentialOf: (key) => credentialOf(key, bureau),
      show: (request, reply, errores) =>
        page(bureau, request, reply, {
          view: 'entrar',
          ...(errores.length === 0 ? {} : { status: 401 }),
          data:
            errores.length === 0
              ? { titulo: 'Entrar', errores }
              : { titulo: 'Error: entrar', resumen: 'No pudimos dejarle entrar', errores },
        }),
    });
    for (const routes of [homeRoutes, claimRoutes, actRoutes, compareRoutes, sampleRoutes]) routes(scope, bureau);
  });
}

const ADVICE: Readonly<Record<number, string>> = {
  403: 'Su llave no alcanza para esto.',
  404: 'Esa página o esa hoja no existe, o no es de un proveedor que usted puede ver.',
  422: 'Algún dato de la dirección no se entiende. Vuelva a la página anterior y elija otra vez.',
  429: 'Demasiados envíos desde su conexión. Espere un minuto y vuelva a intentarlo.',
};
