import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { buildApp, trackingTokens } from '@foja/api';
import { type CommandSide, createCommands } from '@foja/commands';
import { createDocuments, createRenderer } from '@foja/documents';
import { NoBrowser } from '@foja/documents/renderer/errors.ts';
import { openLocalFiles } from '@foja/files';
import { createProjections } from '@foja/projections';
import { openStaging, registerWeb } from '@foja/web';
import { registerPanel } from '@foja/web/panel/index.ts';
import { openStaff, type Staff } from '@foja/web/staff/index.ts';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import pino from 'pino';
import { openTestBook, registerFirm } from '../../support/commands.ts';
import { freshDatabase, openStore } from '../../support/postgres.ts';

/** The whole site, book and panel, on a port of its own, with one made-up firm and its book. */
export interface Site {
  /** `http://localhost:1234`. */
  readonly url: string;
  readonly app: FastifyInstance;
  readonly commands: CommandSide;
  readonly bookId: string;
  readonly staff: Staff;
  /** Addresses of the routes that people may open, as the app knows them: `/libro/:ruc`. */
  readonly gets: readonly string[];
  readonly tokenFor: (claimId: string) => string;
  /** What the logs hold, as text. */
  readonly logged: () => string;
  /** Sets what time it is; undefined: the machine's. */
  readonly setClock: (instant: string | undefined) => void;
  /** Waits until the read models show all that was written. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface SiteOptions {
  readonly rateLimit?: boolean;
  readonly filingsPerHour?: number;
  /** False: PDFs cannot be made. */
  readonly chromium?: boolean;
}

export const CODE = 'TIENDA-01';

export async function openSite({
  rateLimit = false,
  filingsPerHour,
  chromium = true,
}: SiteOptions = {}): Promise<Site> {
  const database = await freshDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'foja-site-'));
  const store = openStore(database.appUrl);
  const pool = new pg.Pool({ connectionString: database.appUrl, max: 8 });
  pool.on('error', () => undefined);
  let present: string | undefined;
  const clock = () => present ?? new Date().toISOString();
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
  const trackingKey = randomBytes(32);
  const files = await openLocalFiles(join(folder, 'files'));
  const staging = await openStaging(join(folder, 'staging'));
  const tokens = trackingTokens(trackingKey);
  const options = { files, pool, commands, clock, log };
  const documents = await createDocuments(chromium ? options : { ...options, renderer: noRenderer() });
  const app = await buildApp({
    commands,
    projections,
    documents,
    store,
    clock,
    log,
    settings: { operatorKey: 'operator-key-of-the-tests', trackingKey, rateLimit },
  });
  const gets: string[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    if ([method].flat().includes('GET')) gets.push(url);
  });
  const staff = await openStaff({ pool, commands, clock, secret: randomBytes(32) });
  await registerPanel(app, {
    ...{ commands, projections, store, staff, clock, log, files, documents },
    mailLog: { list: async () => ({ items: [deadLetter] }), retry: async () => true },
    settings: { rateLimit },
  });
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
    url: `http://localhost:${(app.server.address() as AddressInfo).port}`,
    app,
    commands,
    bookId,
    staff,
    gets,
    tokenFor: (claimId) => tokens.tokenFor(claimId),
    logged: () => logged,
    setClock(instant) {
      present = instant;
    },
    async settled() {
      await projections.waitFor(await store.head(), 10_000);
    },
    async close() {
      await app.close();
      await documents.close();
      staging.close();
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

const deadLetter = {
  mailId: '00000000-0000-4000-8000-000000000001',
  to: 'Consumidor',
  subject: 'Copia de la hoja',
  state: 'dead',
  attempts: 5,
  createdAt: '2026-10-20T10:00:00-05:00',
  failure: 'refused',
} as const;

/** As on a machine without Chromium. */
function noRenderer(): ReturnType<typeof createRenderer> {
  const renderer = createRenderer({ warn: () => undefined });
  return {
    ...renderer,
    render: async () => {
      throw new NoBrowser('none, in this test');
    },
    available: () => false,
  };
}
