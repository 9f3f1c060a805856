import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { buildApp } from '@foja/api';
import { openCaseFiles, vaultDisclosures } from '@foja/casefiles';
import { type CommandSide, createCommands } from '@foja/commands';
import { readRetention } from '@foja/commands/retention.ts';
import { createDocuments, type Documents } from '@foja/documents';
import { respond } from '@foja/domain/claim/index.ts';
import { openLocalFiles } from '@foja/files';
import { createProjections, type Projections } from '@foja/projections';
import type { FastifyInstance } from 'fastify';
import { carryOutErasure } from 'foja/erasure/erasure.ts';
import { erasureParts } from 'foja/erasure/parts.ts';
import { type Ledger, openLedger } from 'foja/ledger.ts';
import { readSettings, type Settings } from 'foja/settings.ts';
import pg from 'pg';
import pino from 'pino';
import { type Client, clientOf } from '../acceptance/client.ts';
import { caller, filingOn, openTestBook, RUC, registerFirm } from '../support/commands.ts';
import { preparedDirectory } from '../support/prepared.ts';

/** A house on a DATA_DIR and a server of its own, as `foja start` puts it together, at whatever time a spec says. */
export interface PersonalHouse {
  readonly dataDir: string;
  readonly ledger: Ledger;
  readonly commands: CommandSide;
  readonly projections: Projections;
  readonly documents: Documents;
  readonly parts: Awaited<ReturnType<typeof erasureParts>>;
  readonly pool: pg.Pool;
  readonly operator: Client;
  readonly as: (key: string) => Client;
  readonly app: FastifyInstance;
  readonly bookId: string;
  readonly logged: () => string;
  setClock(instant: string): void;
  /** Stops all but the folder. */
  stop(): Promise<void>;
  /** And removes that, too. */
  close(): Promise<void>;
}

export const OPERATOR_KEY = 'operator-key-of-the-tests';
/** Long ago enough that everything filed then may go by now. */
export const THEN = '2023-03-01T10:00:00-05:00';
export const ANSWERED = '2023-03-10T10:00:00-05:00';
export const NOW = '2026-11-20T10:00:00-05:00';

export async function openPersonalHouse(environment: Record<string, string> = {}): Promise<PersonalHouse> {
  const dataDir = environment['DATA_DIR'] ?? preparedDirectory();
  const settings: Settings = readSettings({ ...environment, DATA_DIR: dataDir });
  const ledger = await openLedger(settings, { log: () => undefined, mayBegin: true });
  let present = THEN;
  const clock = () => present;
  const { store } = ledger;
  const commands = await createCommands({
    store,
    clock,
    failed: (error) => {
      throw error;
    },
  });
  const pool = new pg.Pool({ connectionString: ledger.appUrl, max: 10 });
  pool.on('error', () => undefined);
  const projections = createProjections({ pool, store });
  await projections.start();
  const quiet = { warn: () => undefined, error: () => undefined };
  const files = await openLocalFiles(join(dataDir, 'files'));
  const documents = await createDocuments({ files, pool, commands, clock, log: quiet });
  let logged = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  const caseFiles = await openCaseFiles({
    ...{ store, stored: ledger.stored, pool, commands, projections, documents, files, clock },
    disclosures: vaultDisclosures(ledger.vault),
    folder: join(dataDir, 'expedientes'),
    log: pino({ level: 'trace' }, sink),
    tell: async () => undefined,
  });
  const parts = {
    ...(await erasureParts({ ...ledger, settings, pool, commands, projections, documents, caseFiles })),
    clock,
  };
  const app = await buildApp({
    ...{ commands, projections, documents, store, stored: ledger.stored, clock },
    caseFiles,
    erasure: {
      rules: () => readRetention(store),
      carryOut: async (claimId) => void (await carryOutErasure(parts, [claimId])),
    },
    log: pino({ level: 'trace' }, sink),
    settings: { operatorKey: OPERATOR_KEY, trackingKey: Buffer.alloc(32, randomUUID()), rateLimit: false },
  });
  await app.ready();
  const known = commands.rucs().includes(RUC);
  if (!known) await registerFirm(commands);
  const [standing] = (await commands.provider(RUC)).books.keys();
  const bookId = standing ?? (await openTestBook(commands));
  const stop = async (): Promise<void> => {
    await app.close();
    await documents.close();
    await projections.stop();
    await commands.close();
    await pool.end();
    await ledger.close('stop');
  };
  let stopped: Promise<void> | undefined;
  return {
    ...{ dataDir, ledger, commands, projections, documents, parts, pool, app, bookId },
    operator: clientOf(app, OPERATOR_KEY),
    as: (key) => clientOf(app, key),
    logged: () => logged,
    setClock(instant) {
      present = instant;
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
    async close() {
      stopped ??= stop();
      await stopped;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A claim filed at the house's present time, with these words in it; its id. */
export async function fileWith(
  house: PersonalHouse,
  words: { name: string; document: string; email: string; detail: string },
) {
  const filing = filingOn(house.bookId, randomUUID(), words.detail);
  const { body } = filing;
  const consumer = { ...body.consumer, name: words.name, documentNumber: words.document, email: words.email };
  const filed = await house.commands.file({ ...filing, body: { ...body, consumer } }, caller('anonymous'));
  if (!filed.ok) throw new Error(filed.refusal.code);
  return filed.claimId;
}

export async function answer(
  house: PersonalHouse,
  claimId: string,
  text: string,
  communicatedAt = ANSWERED,
): Promise<void> {
  const reply = { outcome: 'accepted', text, medium: 'email', communicatedAt } as const;
  house.setClock(communicatedAt);
  const result = await house.commands.onClaim(claimId, (claim, about) => respond(claim, reply, about), caller());
  if (!result.ok) throw new Error(result.refusal.code);
}

/** Waits until the read models show all there is. */
export async function caughtUp({ projections, ledger }: PersonalHouse): Promise<void> {
  if (!(await projections.waitFor(await ledger.store.head(), 20_000))) throw new Error('the read models are behind');
}
