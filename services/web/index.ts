import formbody from '@fastify/formbody';
import { trackingTokens } from '@foja/api';
import type { FastifyInstance } from 'fastify';
import { registerBook } from './book/index.ts';
import { answerErrorsAsPages, loadAssets, loadViews, notFoundPage, sendPage, serveAssets } from './layout/index.ts';
import { registerVerification } from './verification/routes.ts';
import { nothingSealed } from './verification/verification.ts';
import type { Web, WebDependencies } from './web.ts';

export { openStaging, type Staging } from './book/evidence/staging.ts';
export type { Web, WebDependencies, WebSettings } from './web.ts';

/** Folders of pages; each has `views` and may have `assets`. */
const AREAS = ['layout', 'book', 'verification'] as const;

/** Adds the pages to the app that `buildApp` made. Its hooks hold here, too: every route says what it does. */
export async function registerWeb(app: FastifyInstance, dependencies: WebDependencies): Promise<void> {
  const root = import.meta.dirname;
  const assets = loadAssets(root, AREAS);
  const views = loadViews(root, AREAS, assets);
  const web: Web = {
    ...dependencies,
    views,
    tokens: trackingTokens(dependencies.settings.trackingKey),
    page: (request, reply, page) => sendPage(views, request, reply, page),
  };
  app.notFoundPage = notFoundPage(views);
  await app.register(async (scope) => {
    answerErrorsAsPages(scope, views, web.log);
    await scope.register(formbody, { bodyLimit: 256 * 1024 });
    serveAssets(scope, assets);
    await registerBook(scope, web);
    registerVerification(scope, web, web.verification ?? nothingSealed);
  });
}
