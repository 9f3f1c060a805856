import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildApp } from '@foja/api';
import { type CaseFiles, openCaseFiles } from '@foja/casefiles';
import type { CommandSide } from '@foja/commands';
import type { StaffRole } from '@foja/contracts/events/staff.ts';
import { createDocuments } from '@foja/documents';
import { registerProvider } from '@foja/domain/provider/index.ts';
import { loadAssets, serveAssets } from '@foja/web/layout/index.ts';
import { type PanelDependencies, registerPanel } from '@foja/web/panel/index.ts';
import { openStaff, type Staff } from '@foja/web/staff/index.ts';
import type { FastifyInstance } from 'fastify';
import { caller, openTestBook, RUC, registerFirm } from '../support/commands.ts';
import { type Ground, noRenderer, openGround } from '../support/ground.ts';
import { openDesk } from '../webhooks/desk.ts';
import { hire, type PersonToSignIn } from './people.ts';

/** The panel with two firms and their people, on a database of its own. */
export interface PanelHouse
  extends Pick<
    Ground,
    'store' | 'commands' | 'projections' | 'files' | 'pool' | 'logged' | 'setClock' | 'settled' | 'close'
  > {
  readonly app: FastifyInstance;
  readonly staff: Staff;
  readonly caseFiles: CaseFiles;
  readonly bookId: string;
  readonly foreignBookId: string;
  readonly people: Readonly<Record<StaffRole | 'foreigner', PersonToSignIn>>;
  readonly now: () => string;
  /** Listens on a port of its own. */
  listen(): Promise<string>;
}

export const NOW = '2026-10-20T10:00:00-05:00';
export const FOREIGN_RUC = '20131312955';

export async function openPanelHouse(more: Partial<PanelDependencies> = {}): Promise<PanelHouse> {
  const ground = await openGround(NOW);
  const { store, stored, pool, commands, projections, files, folder, log, clock } = ground;
  const settings = { operatorKey: 'operator-key-of-the-tests', trackingKey: Buffer.alloc(32, 7), rateLimit: false };
  // The first firm is a demonstration's; the other one's administrator needs a second factor.
  const withoutSecondFactor = new Set([RUC]);
  const staff = await openStaff({ pool, commands, clock, secret: Buffer.alloc(32, 9), withoutSecondFactor });
  const documents = await createDocuments({ files, pool, commands, clock, log, renderer: noRenderer() });
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
  const app = await buildApp({ commands, projections, documents, caseFiles, store, stored, clock, log, settings });
  await app.register(async (scope) => {
    serveAssets(scope, loadAssets(new URL('../../services/web', import.meta.url).pathname, ['layout']));
  });
  const desk = await openDesk(ground);
  await registerPanel(app, {
    commands,
    projections,
    store,
    caseFiles,
    staff,
    webhooks: desk.webhooks,
    clock,
    log,
    files,
    documents,
    settings: { rateLimit: false },
    ...more,
  });
  await registerFirm(commands);
  await registerForeigner(commands);
  const bookId = await openTestBook(commands);
  const foreignBookId = await openTestBook(commands, { ruc: FOREIGN_RUC });
  const people = {
    admin: await hire(staff, RUC, 'admin', 'Ana Ficticia'),
    respondent: await hire(staff, RUC, 'respondent', 'Rafael Ficticio'),
    viewer: await hire(staff, RUC, 'viewer', 'Violeta Ficticia'),
    foreigner: await hire(staff, FOREIGN_RUC, 'admin', 'Fausto Foráneo'),
  };
  return {
    ...ground,
    app,
    staff,
    caseFiles,
    bookId,
    foreignBookId,
    people,
    now: clock,
    async listen() {
      await app.listen({ port: 0, host: '127.0.0.1' });
      return `http://localhost:${(app.server.address() as AddressInfo).port}`;
    },
    async close() {
      await app.close();
      await documents.close();
      await desk.close();
      await ground.close();
    },
  };
}

async function registerForeigner(commands: CommandSide): Promise<void> {
  const provider = {
    ruc: FOREIGN_RUC,
    legalName: 'Otra Firma Ficticia S.A.',
    address: 'Calle Ajena 9, Arequipa',
    email: 'libro@otra.example',
    sector: 'general',
  } as const;
  const result = await commands.onProvider(
    FOREIGN_RUC,
    (state) => registerProvider(state, provider),
    caller('operator'),
  );
  if (!result.ok) throw new Error(result.refusal.code);
}
