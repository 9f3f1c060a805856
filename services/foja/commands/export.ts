import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type CaseFiles, type Job, openCaseFiles, type Requester, vaultDisclosures } from '@foja/casefiles';
import { CaseFileRequestedV1, type CaseScope, caseScope } from '@foja/contracts/events/indecopi.ts';
import { createDocuments } from '@foja/documents';
import { queueCaseFileNotice } from '@foja/notifications';
import { Command, Option } from 'commander';
import { CASE_FILES_LOCK } from '../background/case-files.ts';
import { runSingleton } from '../background/singleton.ts';
import { CASE_FILES_FOLDER } from '../data-dir.ts';
import { openFiles } from '../files.ts';
import { print, printJson, tell } from '../output/print.ts';
import { type ReadModelSession, readModelPool, withReadModels } from '../read-models.ts';
import { accepted } from '../refusal.ts';
import { sealedCaseFiles } from '../sealing/case-files.ts';
import { openSealing, SEALING_LOCK, type Sealing } from '../sealing/service.ts';
import { now, operator } from '../session.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';
import { asOption, parsed } from './fields.ts';

interface Options {
  readonly ruc?: string;
  readonly all?: boolean;
  readonly book?: string;
  readonly claim?: string;
  readonly from?: string;
  readonly to?: string;
  readonly reference?: string;
  readonly dueOn?: string;
  readonly pdf: 'printed' | 'all';
  readonly resume?: string;
  readonly out: string;
  readonly json?: boolean;
}

/** Whose case files the command line's are. */
const REQUESTER: Requester = { role: 'operator', id: 'command-line' };
const LOOK_MS = 200;
const TELL_MS = 2_000;
const READ_MODELS_MS = 60_000;

/** `foja export`: a case file as a ZIP on this disk. */
export function exportCommand(environment: Environment): Command {
  const command = new Command('export')
    .description('el expediente de una hoja, un libro, unas fechas o todo un proveedor, en un ZIP')
    .option('--ruc <ruc>', 'del proveedor')
    .option('--all', 'de todos los proveedores')
    .option('--book <id>', 'solo este libro')
    .option('--claim <id>', 'solo esta hoja')
    .option('--from <fecha>', 'presentadas desde este día')
    .option('--to <fecha>', 'presentadas hasta este día')
    .option(
      '--reference <número>',
      'número del oficio o expediente de Indecopi: el pedido y la entrega quedan en cada hoja',
    )
    .option('--due-on <fecha>', 'hasta cuándo lo pide Indecopi')
    .addOption(
      new Option('--pdf <cuáles>', 'printed: los ya impresos; all: imprime lo que falta, hasta 50 hojas')
        .choices(['printed', 'all'])
        .default('printed'),
    )
    .option('--resume <id>', 'sigue con uno que se pidió antes')
    .requiredOption('--out <archivo>', 'dónde dejarlo; no reemplaza un archivo que ya está')
    .option('--json', 'como JSON')
    .action((options: Options) => run(environment, options));
  return withExamples(
    command,
    'export --ruc 20999999990 --out expediente.zip',
    'export --ruc 20999999990 --from 2026-01-01 --to 2026-10-31 --reference "Oficio 812-2026" --out oficio.zip',
    'export --resume 5b1f2c3d-8a4e-4f60-9b7a-1c2d3e4f5a6b --out expediente.zip --json',
  );
}

async function run(environment: Environment, options: Options): Promise<void> {
  if (existsSync(options.out)) throw new Stop(`--out: ya existe ${options.out}`, 'wrong-use');
  const ways = [options.ruc, options.all, options.resume].filter((way) => way !== undefined);
  if (ways.length !== 1)
    throw new Stop('indique --ruc, --all, o --resume con el identificador de uno que se pidió antes', 'wrong-use');
  const about = parsed(
    CaseFileRequestedV1.pick({ reference: true, dueOn: true }),
    { reference: options.reference, dueOn: options.dueOn },
    asOption,
  );
  await withReadModels(environment, async (session) => {
    const { caseFiles, sealing, close } = await openWorkshop(session);
    try {
      await session.caughtUp(READ_MODELS_MS);
      const exportId = options.resume ?? (await ask(caseFiles, scopesOf(options, session), about, options.pdf));
      const job = await make(exportId, { caseFiles, sealing, ...session }, options.json === true);
      await save(job, caseFiles, options.out);
      show(job, options);
    } finally {
      await close();
    }
  });
}

function scopesOf({ ruc, book, claim, from, to }: Options, { commands }: ReadModelSession): CaseScope[] {
  const names: Readonly<Record<string, string>> = {
    ruc: '--ruc',
    bookId: '--book',
    claimId: '--claim',
    filedFrom: '--from',
    filedTo: '--to',
  };
  return (ruc === undefined ? commands.rucs() : [ruc]).map((each) => {
    const typed = { ruc: each, bookId: book, claimId: claim, filedFrom: from, filedTo: to };
    const given = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined));
    return parsed(caseScope, given, (field) => names[field] ?? field);
  });
}

async function ask(
  caseFiles: CaseFiles,
  scopes: readonly CaseScope[],
  { reference, dueOn }: { readonly reference?: string | undefined; readonly dueOn?: string | undefined },
  pdf: Options['pdf'],
): Promise<string> {
  const recipient = reference === undefined ? 'provider' : 'indecopi';
  const request = {
    requester: REQUESTER,
    recipient,
    scopes,
    reference,
    dueOn,
    pdf,
  } as const;
  const { job } = accepted(await caseFiles.request(request, operator()));
  tell(`Expediente ${job.exportId}; si se interrumpe, siga con --resume ${job.exportId}`);
  return job.exportId;
}

/** The workshop of this process; where a server is running, that one may be the one that works. */
async function openWorkshop(session: ReadModelSession) {
  const { store, stored, vault, commands, projections, settings, appUrl } = session;
  const pool = readModelPool(appUrl);
  const sealing = openSealing({
    ...session,
    log: { error: (_about: unknown, message?: string) => tell(`foja: ${message ?? ''}`) },
  });
  const files = await openFiles(settings);
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const loud = {
    ...quiet,
    error: (about: object, message: string) => tell(`foja: ${message} ${JSON.stringify(about)}`),
  };
  const documents = await createDocuments({ files, pool, commands, clock: now, log: quiet });
  const caseFiles = await openCaseFiles({
    store,
    stored,
    disclosures: vaultDisclosures(vault),
    ...sealedCaseFiles(sealing.log, await sealing.key()),
    pool,
    commands,
    projections,
    documents,
    files,
    folder: join(settings.dataDir, CASE_FILES_FOLDER),
    clock: now,
    log: loud,
    tell: (notice) => queueCaseFileNotice(pool, notice),
  });
  const close = async () => {
    await documents.close();
    await sealing.close();
    await pool.end();
  };
  return { caseFiles, sealing, close };
}

/** Until it is whole, whoever of the processes makes it. */
async function make(
  exportId: string,
  { caseFiles, sealing, appUrl }: { readonly caseFiles: CaseFiles; readonly sealing: Sealing; readonly appUrl: string },
  json: boolean,
): Promise<Job> {
  const ending = new AbortController();
  const task = { url: appUrl, signal: ending.signal, log: (message: string) => tell(`foja: ${message}`) };
  const working = Promise.all([
    // What is written on the claims is sealed before its proofs are asked for; a running server has the lock, and does it.
    runSingleton({ ...task, name: 'sealing', lock: SEALING_LOCK, work: (until) => sealing.run(until) }),
    runSingleton({ ...task, name: 'case files', lock: CASE_FILES_LOCK, work: (until) => caseFiles.run(until) }),
  ]);
  try {
    let toldAt = Number.NEGATIVE_INFINITY;
    let told = '';
    for (;;) {
      const job = await caseFiles.find(exportId);
      if (job === undefined) throw new Stop(`no existe el expediente ${exportId}`, 'refused');
      if (job.status === 'ready') return job;
      if (job.status !== 'queued' && job.status !== 'running')
        throw new Stop(`el expediente ${exportId} ${ENDS[job.status]}`, 'refused');
      const words = progressOf(job);
      if (!json && words !== told && performance.now() - toldAt > TELL_MS) {
        tell(words);
        told = words;
        toldAt = performance.now();
      }
      await delay(LOOK_MS);
    }
  } finally {
    ending.abort();
    await working;
  }
}

const ENDS = { failed: 'no se pudo hacer', cancelled: 'se canceló', expired: 'ya no se guarda' } as const;

function progressOf({ status, phase, claims, done, told }: Job): string {
  if (status === 'queued') return 'En espera de su turno';
  switch (phase) {
    case 'counting':
      return 'Contando las hojas';
    case 'collecting':
      return `Reuniendo: ${done} de ${claims} hojas`;
    case 'closing':
      return 'Escribiendo el índice y el manifiesto';
    case 'telling':
      return `Anotando la entrega: ${told} de ${done} hojas`;
    default:
      return phase satisfies never;
  }
}

/** Beside first, then renamed: what has its name is whole. */
async function save({ exportId }: Job, caseFiles: CaseFiles, out: string): Promise<void> {
  const opened = accepted(await caseFiles.open(exportId, undefined, operator()));
  const part = `${out}.parte`;
  try {
    await opened.copyTo(part);
    await rename(part, out);
  } catch (cause) {
    await rm(part, { force: true });
    throw new Stop(`--out: no se pudo escribir ${out}`, 'unavailable', cause);
  }
}

function show({ exportId, done, sizeBytes, sha256, manifestSha256, expiresAt }: Job, { out, json }: Options): void {
  if (json === true) {
    printJson({ exportId, file: out, claims: done, sizeBytes, sha256, manifestSha256, expiresAt });
    return;
  }
  print(`${out}: ${done} hojas, ${sizeBytes} bytes`);
  print(`SHA-256 ${sha256}`);
}
