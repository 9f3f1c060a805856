import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathOfWhole } from '@foja/casefiles/archive/archive.ts';
import type { CommandSide } from '@foja/commands';
import { openShelf } from '@foja/documents/shelf.ts';
import { attachEvidence, offerSettlement, requestCopy, respond, viewClaim } from '@foja/domain/claim/index.ts';
import { copyDue, limaDateOf } from '@foja/domain/deadline/index.ts';
import { completeCaseFile, requestCaseFile } from '@foja/domain/indecopi/index.ts';
import { parseVerifierKey, type VerifierKey } from '@foja/domain/ledger/index.ts';
import { openLocalFiles } from '@foja/files';
import { grantDatabase } from '@foja/ledger/postgres/migrate.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import { sealAll } from '@foja/ledger/sealing/index.ts';
import { confidentialStore, openPostgresVault } from '@foja/ledger/vault/index.ts';
import { CASE_FILES_FOLDER } from 'foja/data-dir.ts';
import type { Ledger } from 'foja/ledger.ts';
import { keyringOf } from 'foja/master-key.ts';
import { ledgerKey } from 'foja/sealing/key.ts';
import { checkpointFile } from 'foja/sealing/memory.ts';
import { openSealing, type Sealing } from 'foja/sealing/service.ts';
import { readSettings, type Settings } from 'foja/settings.ts';
import { type Verified, verifyLedger } from 'foja/verify/verify.ts';
import pg from 'pg';
import { inject } from 'vitest';
import { caller, filingOn, openTestBook, RUC, registerFirm, startCommands } from '../support/commands.ts';
import { freshDatabase, inDatabase, openStore } from '../support/postgres.ts';

/** A ledger that was used, sealed and put away; every test tampers with a copy of its own. */
export interface Specimen {
  readonly claimIds: readonly string[];
  /** SHA-256 of a printed document, and of evidence. */
  readonly pdf: string;
  readonly photo: string;
  /** Events sealed. */
  readonly size: number;
  readonly exportId: string;
  /** Path of a case file's bytes, below the folder. */
  readonly caseFile: string;
  copy(): Promise<Copy>;
  drop(): Promise<void>;
}

export interface Copy {
  readonly dataDir: string;
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly sealing: Sealing;
  /** As a superuser, with nothing in the way. */
  tamper(...sql: string[]): Promise<void>;
  verify(more?: Pick<Parameters<typeof verifyLedger>[0], 'key' | 'older' | 'work'>): Promise<Verified>;
  /** So many events of a type that nobody knows, and so `unreadable`, in a stream of their own. */
  append(count: number): Promise<void>;
  /** What a server does that starts on it: undefined where it seals, else why it does not. */
  restart(): Promise<string | undefined>;
  /** What a server that seals already finds, some time after the change. */
  whileSealing(change: () => Promise<void>): Promise<string | undefined>;
  /** Seals one event more. @returns the note. */
  sealOn(): Promise<string>;
  /** That the database names. */
  signingKey(): Promise<VerifierKey>;
  drop(): Promise<void>;
}

const CLAIMS = 12;
const FILED = '2026-10-05T18:42:00-05:00';
/** After every claim was due. */
const NOW = '2026-11-20T10:00:00-05:00';
const MASTER_KEY = randomBytes(32).toString('base64');

export async function makeSpecimen(): Promise<Specimen> {
  const database = await freshDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'foja-specimen-'));
  const made = await opened(database.appUrl, dataDir);
  const { ledger, settings, sealing } = made;
  let now = FILED;
  const commands = await startCommands(ledger.store, () => now);
  await registerFirm(commands);
  const bookId = await openTestBook(commands);
  const claimIds: string[] = [];
  for (let n = 0; n < CLAIMS; n += 1) {
    const filed = await commands.file(filingOn(bookId, randomUUID()), caller('consumer'));
    if (!filed.ok) throw new Error(filed.refusal.code);
    claimIds.push(filed.claimId);
    await commands.onClaim(filed.claimId, viewClaim, caller());
  }
  const [first = ''] = claimIds;
  const files = await openLocalFiles(join(dataDir, 'files'));
  const photo = await files.put(randomBytes(500), { mediaType: 'image/png' });
  const pdf = await files.put(randomBytes(900), { mediaType: 'application/pdf' });
  const evidence = {
    evidenceId: randomUUID(),
    by: 'consumer',
    fileName: 'foto.png',
    mediaType: 'image/png',
    bytes: 'kept',
    ...photo,
  } as const;
  await commands.onClaim(first, (claim) => attachEvidence(claim, evidence), caller('consumer'));
  await offer(commands, claimIds[6] ?? '', FILED);
  now = NOW;
  await answer(commands, claimIds[5] ?? '', NOW);
  const bytes = randomBytes(700);
  const caseFile = { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length };
  const exportId = await copies(commands, [claimIds[7] ?? '', claimIds[8] ?? ''], { now: NOW, caseFile });
  mkdirSync(join(dataDir, CASE_FILES_FOLDER, exportId), { recursive: true });
  writeFileSync(pathOfWhole(join(dataDir, CASE_FILES_FOLDER, exportId)), bytes);
  await commands.close();
  const pool = new pg.Pool({ connectionString: database.appUrl });
  const shelf = await openShelf(pool);
  await shelf.keep({ claimId: first, kind: 'sheet', copy: 'consumer', revision: 1 }, pdf);
  await pool.end();
  const key = await ledgerKey(settings, sealing.table);
  const last = await sealAll({ stored: ledger.stored, table: sealing.table, key, memory: checkpointFile(dataDir) });
  await made.close();

  return {
    claimIds,
    pdf: pdf.sha256,
    photo: photo.sha256,
    size: last?.size ?? 0,
    exportId,
    caseFile: pathOfWhole(join(CASE_FILES_FOLDER, exportId)),
    copy: () => copyOf(database.appUrl, dataDir),
    async drop() {
      rmSync(dataDir, { recursive: true, force: true });
      await database.drop();
    },
  };
}

async function offer(commands: CommandSide, claimId: string, communicatedAt: string): Promise<void> {
  const made = { mode: 'remote', medium: 'email', text: 'Se cambia el producto.', communicatedAt } as const;
  done(await commands.onClaim(claimId, (claim, about) => offerSettlement(claim, made, about), caller()));
}

/** A late one. */
async function answer(commands: CommandSide, claimId: string, communicatedAt: string): Promise<void> {
  const given = { outcome: 'accepted', text: 'Se cambia.', medium: 'email', communicatedAt } as const;
  done(await commands.onClaim(claimId, (claim, about) => respond(claim, given, about), caller()));
}

/** Indecopi asks for a copy of one claim, and for a case file that holds the other, each without a date of its own. */
async function copies(
  commands: CommandSide,
  [alone = '', held = '']: readonly string[],
  {
    now,
    caseFile,
  }: { readonly now: string; readonly caseFile: { readonly sha256: string; readonly sizeBytes: number } },
): Promise<string> {
  const reference = 'Oficio 812-2026';
  const by = caller('indecopi');
  done(await commands.onClaim(alone, (claim, about) => requestCopy(claim, { reference }, about), caller('indecopi')));
  const exportId = by.commandId;
  const { dueOn, dueRule } = copyDue(commands.law(), limaDateOf(now)) ?? {};
  if (dueOn === undefined || dueRule === undefined) throw new Error('no rule gives a date');
  const request = {
    ...{ exportId, reference, filedUntil: now, dueOn, dueRule, scopes: [{ ruc: RUC, claimId: held }] },
    ...({ recipient: 'indecopi', pdf: 'printed', dueSetBy: 'rule' } as const),
  };
  done(await commands.onCaseFile(exportId, (state) => requestCaseFile(state, request), by));
  const written = { reference, dueOn, dueRule, exportId };
  const completion = { exportId, ...caseFile, claims: 1, files: 1, manifestSha256: caseFile.sha256 };
  done(await commands.onCaseFile(exportId, (state) => completeCaseFile(state, completion), caller('system')));
  done(await commands.onClaim(held, (claim, about) => requestCopy(claim, written, about), caller('indecopi')));
  return exportId;
}

function done(
  result: { readonly ok: true } | { readonly ok: false; readonly refusal: { readonly code: string } },
): void {
  if (!result.ok) throw new Error(result.refusal.code);
}

async function copyOf(appUrl: string, from: string): Promise<Copy> {
  const server = inject('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = new URL(appUrl).pathname.slice(1);
  await inDatabase(server.adminUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const at = (url: string) => Object.assign(new URL(url), { pathname: name }).toString();
  await inDatabase(at(server.adminUrl), grantDatabase);
  const dataDir = mkdtempSync(join(tmpdir(), 'foja-copy-'));
  cpSync(from, dataDir, { recursive: true });
  const parts = await opened(at(server.appUrl), dataDir);
  const { ledger, settings, sealing } = parts;

  async function restart(): Promise<string | undefined> {
    const { log, ending, problem } = untilRefused();
    const again = openSealing({ settings, ...ledger, log });
    const before = (await again.table.last())?.size ?? 0;
    // A server that seals goes on with what is appended now.
    await ledger.stored.append({ stream: `test-${randomUUID()}`, expectedRevision: -1, events: [sample()] });
    const running = again.run(ending.signal);
    while (problem() === undefined && ((await again.table.last())?.size ?? 0) === before) {
      await new Promise((done) => setImmediate(done));
    }
    ending.abort();
    await running;
    await again.close();
    return problem();
  }

  return {
    ...{ dataDir, ledger, settings, sealing },
    async tamper(...sql) {
      await inDatabase(at(server.adminUrl), async (superuser) => {
        for (const table of ['ledger.events', 'sealing.checkpoints', 'sealing.log', 'sealing.key_changes']) {
          await superuser.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
        }
        for (const statement of sql) {
          const { rowCount } = await superuser.query(statement);
          if (rowCount === 0) throw new Error(`changed nothing: ${statement}`);
        }
      });
    },
    verify: (more = {}) => verifyLedger({ settings, ledger, sealing, ...more, progress: () => undefined }),
    async append(count) {
      const events = Array.from({ length: count }, sample);
      await ledger.stored.append({ stream: `test-${randomUUID()}`, expectedRevision: -1, events });
    },
    restart,
    async whileSealing(change) {
      const { log, ending, problem } = untilRefused();
      const rereads = { firstMs: 0, everyMs: 20 };
      const running = openSealing({ settings, ...ledger, log, rereads });
      const ran = running.run(ending.signal);
      while ((await running.state()).state !== 'sealing') await new Promise((done) => setImmediate(done));
      await change();
      await ran;
      await running.close();
      return problem();
    },
    async sealOn() {
      const refused = await restart();
      if (refused !== undefined) throw new Error(refused);
      return (await sealing.table.last())?.note ?? '';
    },
    async signingKey() {
      const key = parseVerifierKey(primitives.sha256, (await sealing.table.name())?.key ?? '');
      if (key === undefined) throw new Error('no key');
      return key;
    },
    async drop() {
      await parts.close();
      rmSync(dataDir, { recursive: true, force: true });
      await inDatabase(server.adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** A server's log, which ends what runs at the first refusal. */
function untilRefused() {
  const ending = new AbortController();
  let problem: string | undefined;
  const log = {
    error: (about: { readonly problem: string }) => {
      problem = about.problem;
      ending.abort();
    },
  };
  return { log: log as never, ending, problem: () => problem };
}

function sample() {
  return {
    id: randomUUID(),
    type: 'Tried',
    version: 1,
    data: {},
    metadata: {
      occurredAt: '2026-10-05T18:42:00.000-05:00',
      actor: { role: 'test', id: 'sealing' },
      causationId: randomUUID(),
      correlationId: randomUUID(),
    },
  };
}

async function opened(appUrl: string, dataDir: string) {
  const settings = readSettings({ DATA_DIR: dataDir, MASTER_KEY });
  const stored = openStore(appUrl);
  const vault = openPostgresVault({ url: appUrl, keyring: keyringOf(settings) });
  const store = confidentialStore(stored, vault);
  const close = async () => {
    await stored.close();
    await vault.close();
  };
  const ledger: Ledger = { store, stored, vault, appUrl, adminUrl: appUrl, embedded: undefined, close };
  const sealing = openSealing({ settings, ...ledger, log: { error: () => undefined } });
  return {
    ...{ settings, ledger, sealing },
    async close() {
      await sealing.close();
      await close();
    },
  };
}
