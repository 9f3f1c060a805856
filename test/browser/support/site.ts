import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildApp, trackingTokens } from '@foja/api';
import { type CaseFiles, openCaseFiles } from '@foja/casefiles';
import { createDocuments } from '@foja/documents';
import type { Webhooks } from '@foja/feeds/webhooks/index.ts';
import { openStaging, registerWeb } from '@foja/web';
import { registerAudit } from '@foja/web/audit/index.ts';
import { registerIndecopi } from '@foja/web/indecopi/index.ts';
import { registerPanel } from '@foja/web/panel/index.ts';
import { openStaff, type Staff } from '@foja/web/staff/index.ts';
import type { FastifyInstance } from 'fastify';
import { openTestBook, registerFirm } from '../../support/commands.ts';
import { type Ground, noRenderer, openGround } from '../../support/ground.ts';
import { openDesk } from '../../webhooks/desk.ts';

/** The whole site, book and panel, on a port of its own, with one made-up firm and its book. */
export interface Site extends Pick<Ground, 'files' | 'commands' | 'logged' | 'setClock' | 'settled' | 'close'> {
  /** `http://localhost:1234`. */
  readonly url: string;
  readonly app: FastifyInstance;
  readonly bookId: string;
  readonly staff: Staff;
  readonly caseFiles: CaseFiles;
  readonly webhooks: Webhooks;
  /** Addresses of the routes that people may open, as the app knows them: `/libro/:ruc`. */
  readonly gets: readonly string[];
  readonly tokenFor: (claimId: string) => string;
}

export interface SiteOptions {
  readonly rateLimit?: boolean;
  readonly filingsPerHour?: number;
  /** False: PDFs cannot be made. */
  readonly chromium?: boolean;
}

export const CODE = 'TIENDA-01';
export const OPERATOR_KEY = 'operator-key-of-the-tests';

export async function openSite({
  rateLimit = false,
  filingsPerHour,
  chromium = true,
}: SiteOptions = {}): Promise<Site> {
  const ground = await openGround();
  const { store, stored, pool, commands, projections, files, folder, log, clock } = ground;
  const trackingKey = randomBytes(32);
  const staging = await openStaging(join(folder, 'staging'));
  const tokens = trackingTokens(trackingKey);
  const options = { files, pool, commands, clock, log };
  const documents = await createDocuments(chromium ? options : { ...options, renderer: noRenderer() });
  const caseFiles = await openCaseFiles({
    store,
    pool,
    commands,
    projections,
    documents,
    files,
    folder: join(folder, 'expedientes'),
    clock,
    log,
  });
  const app = await buildApp({
    commands,
    projections,
    documents,
    caseFiles,
    store,
    stored,
    clock,
    log,
    settings: { operatorKey: OPERATOR_KEY, trackingKey, rateLimit },
  });
  const gets: string[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    if ([method].flat().includes('GET')) gets.push(url);
  });
  const staff = await openStaff({ pool, commands, clock, secret: randomBytes(32) });
  const desk = await openDesk(ground);
  const { webhooks } = desk;
  await registerPanel(app, {
    ...{ commands, projections, store, caseFiles, staff, webhooks, clock, log, files, documents },
    mailLog: { list: async () => ({ items: [deadLetter] }), retry: async () => true },
    settings: { rateLimit },
  });
  await registerIndecopi(app, { commands, projections, caseFiles, store, pool, clock, log });
  await registerAudit(app, { commands, projections, stored, sealing: undefined, pool, clock, log });
  await registerWeb(app, {
    commands,
    projections,
    clock,
    log,
    files,
    staging,
    documents,
    settings: {
      trackingKey,
      rateLimit,
      ...(filingsPerHour === undefined ? {} : { filingsPerHour }),
      demoRuc: '20999999990',
    },
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  await registerFirm(commands);
  const bookId = await openTestBook(commands, { code: CODE });
  return {
    ...ground,
    url: `http://localhost:${(app.server.address() as AddressInfo).port}`,
    app,
    bookId,
    staff,
    caseFiles,
    webhooks,
    gets,
    tokenFor: (claimId) => tokens.tokenFor(claimId),
    async close() {
      await app.close();
      await documents.close();
      staging.close();
      await desk.close();
      await ground.close();
    },
  };
}

const deadLetter = {
  mailId: '00000000-0000-4000-8000-000000000001',
  to: 'Consumidor',
  subject: 'Copia de la hoja',
  state: 'dead',
  attempts: 5,
  createdAt: '2026-10-20T10:00:00-05:00',
  failure: 'refused',
} as const;
