import { dirname } from 'node:path';
import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import { loadAssets, loadViews, sendAsset } from '../layout/index.ts';
import { accountRoutes } from './account/account.ts';
import { organisationRoutes } from './account/by-organisation.ts';
import { enrolmentRoutes } from './account/enrolment.ts';
import { signInRoutes } from './account/sign-in.ts';
import { answerRoutes } from './claims/answer.ts';
import { claimPageRoutes } from './claims/claim-page.ts';
import { claimCommandRoutes } from './claims/commands.ts';
import { descargosRoutes } from './claims/descargos.ts';
import { exportRoutes } from './claims/export.ts';
import { fileRoutes } from './claims/files.ts';
import { listRoutes } from './claims/list.ts';
import { printedRoutes } from './claims/printed.ts';
import { refuseForeignForm } from './csrf.ts';
import type { PanelDependencies } from './dependencies.ts';
import { type Desk, does } from './desk.ts';
import { answerAsPages } from './errors.ts';
import { homeRoutes } from './home/home.ts';
import { liveRoutes } from './home/live.ts';
import { caseFileRoutes } from './indecopi/case-file.ts';
import { indecopiRoutes } from './indecopi/indecopi.ts';
import { sheetRoutes } from './indecopi/sheet.ts';
import { mailRoutes } from './mails.ts';
import { readPass } from './pass.ts';
import { blankSheetRoutes } from './settings/blank-sheets.ts';
import { bookRoutes } from './settings/books.ts';
import { keyRoutes } from './settings/keys.ts';
import { settingsRoutes } from './settings/settings.ts';
import { teamRoutes } from './settings/team.ts';
import { webhookRoutes } from './settings/webhooks.ts';
import { sirecRoutes } from './sirec/pages.ts';
import { transcriptionRoutes } from './transcription.ts';
import { readUploads } from './uploads.ts';

export type {
  PanelDependencies,
  PanelDocuments,
  PanelSettings,
} from './dependencies.ts';

const AREAS = ['layout', 'panel'] as const;

/**
 * Adds the panel to the app that `buildApp` made. Whoever is signed in is an actor like any other: the guard of the API asks
 * `authorize` for every route here, too. The layout's own assets are served by `registerWeb`.
 */
export async function registerPanel(app: FastifyInstance, dependencies: PanelDependencies): Promise<void> {
  const root = dirname(import.meta.dirname);
  const assets = loadAssets(root, AREAS);
  const desk: Desk = { ...dependencies, views: loadViews(root, AREAS, assets) };
  await app.register(async (scope) => {
    answerAsPages(scope, desk);
    await scope.register(formbody, { bodyLimit: 256 * 1024 });
    await readPass(scope, desk.staff);
    await readUploads(scope);
    scope.addHook('preHandler', async (request) => {
      if (request.method !== 'GET' && request.method !== 'HEAD') refuseForeignForm(request);
    });

    scope.get<{ Params: { file: string } }>(
      '/recursos/panel/:file',
      does('house/read', '/recursos/panel/{file}'),
      async (request, reply) => {
        const href = `/recursos/panel/${request.params.file}`;
        const asset = [...assets.all()].find((each) => each.href === href);
        if (asset === undefined) return reply.callNotFound();
        reply.header('cache-control', 'public, max-age=31536000, immutable');
        return sendAsset(request, reply, asset);
      },
    );
    for (const routes of ALL) routes(scope, desk);
  });
}

const ALL = [
  signInRoutes,
  organisationRoutes,
  enrolmentRoutes,
  accountRoutes,
  homeRoutes,
  liveRoutes,
  listRoutes,
  exportRoutes,
  claimPageRoutes,
  claimCommandRoutes,
  answerRoutes,
  fileRoutes,
  descargosRoutes,
  indecopiRoutes,
  caseFileRoutes,
  sheetRoutes,
  printedRoutes,
  transcriptionRoutes,
  sirecRoutes,
  mailRoutes,
  settingsRoutes,
  bookRoutes,
  blankSheetRoutes,
  teamRoutes,
  keyRoutes,
  webhookRoutes,
];
