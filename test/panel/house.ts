import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { buildApp } from '@foja/api';
import { type CommandSide, createCommands } from '@foja/commands';
import type { StaffRole } from '@foja/contracts/events/staff.ts';
import { createDocuments, createRenderer, NoBrowser, type Renderer } from '@foja/documents';
import { registerProvider } from '@foja/domain/provider/index.ts';
import { openLocalFiles } from '@foja/files';
import type { EventStore } from '@foja/ledger/port.ts';
import { createProjections, type Projections } from '@foja/projections';
import { loadAssets, serveAssets } from '@foja/web/layout/index.ts';
import { type PanelDependencies, registerPanel } from '@foja/web/panel/index.ts';
import { openStaff, type Staff } from '@foja/web/staff/index.ts';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import pino from 'pino';
import { caller, openTestBook, RUC, registerFirm } from '../support/commands.ts';
import { freshDatabase, openStore } from '../support/postgres.ts';
import { hire, type PersonToSignIn } from './people.ts';

/** The panel with two firms and their people, on a database of its own. */
export interface PanelHouse {
  readonly app: FastifyInstance;
  readonly store: EventStore;
  readonly commands: CommandSide;
  readonly projections: Projections;
  readonly staff: Staff;
  readonly pool: pg.Pool;
  readonly bookId: string;
  readonly foreignBookId: string;
  readonly people: Readonly<Record<StaffRole | 'foreigner', PersonToSignIn>>;
  readonly logged: () => string;
  readonly setClock: (instant: string) => void;
  readonly now: () => string;
  /** Listens on a port of its own. */
  listen(): Promise<string>;
  /** Waits until the read models show all that was written. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export const NOW = '2026-10-20T10:00:00-05:00';
export const FOREIGN_RUC = '20131312955';

export async function openPanelHouse(more: Partial<PanelDependencies> = {}): Promise<PanelHouse> {
  const database = await freshDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'foja-panel-'));
  const store = openStore(database.appUrl);
  const pool = new pg.Pool({ connectionString: database.appUrl, max: 8 });
  pool.on('error', () => undefined);
  let present = NOW;
  const clock = () => present;
  const failures: unknown[] = [];
  const commands = await createCommands({ store, clock, failed: (error) => failures.push(error) });
  const projections = createProjections({ pool, store });
  await projections.start();
  let logged = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  const log = pino({ level: 'trace' }, sink);
  const settings = { operatorKey: 'operator-key-of-the-tests', trackingKey: Buffer.alloc(32, 7), rateLimit: false };
  // The first firm is a demonstration's; the other one's administrator needs a second factor.
  const withoutSecondFactor = new Set([RUC]);
  const staff = await openStaff({ pool, commands, clock, secret: Buffer.alloc(32, 9), withoutSecondFactor });
  const files = await openLocalFiles(join(folder, 'files'));
  const documents = await createDocuments({ files, pool, commands, clock, log, renderer: noRenderer() });
  const app = await buildApp({ commands, projections, documents, store, clock, log, settings });
  await app.register(async (scope) => {
    serveAssets(scope, loadAssets(new URL('../../services/web', import.meta.url).pathname, ['layout']));
  });
  await registerPanel(app, {
    commands,
    projections,
    store,
    staff,
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
    app,
    store,
    commands,
    projections,
    staff,
    pool,
    bookId,
    foreignBookId,
    people,
    logged: () => logged,
    setClock(instant) {
      present = instant;
    },
    now: clock,
    async listen() {
      await app.listen({ port: 0, host: '127.0.0.1' });
      return `http://localhost:${(app.server.address() as AddressInfo).port}`;
    },
    async settled() {
      await projections.waitFor(await store.head(), 10_000);
    },
    async close() {
      await app.close();
      await documents.close();
      await projections.stop();
      await commands.close();
      await store.close();
      await pool.end();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
      if (failures.length > 0) throw failures[0];
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

/** As on a machine without Chromium: what the panel prints needs none. */
function noRenderer(): Renderer {
  return {
    ...createRenderer({ warn: () => undefined }),
    render: async () => {
      throw new NoBrowser('none, in this test');
    },
    available: () => false,
  };
}
