import { setTimeout as delay } from 'node:timers/promises';
import { buildApp } from '@foja/api';
import { vaultDisclosures } from '@foja/casefiles';
import { createCommands } from '@foja/commands';
import { readRetention } from '@foja/commands/retention.ts';
import { START } from '@foja/ledger';
import { createProjections } from '@foja/projections';
import { createDemoStaff } from '@foja/web/staff/index.ts';
import pino, { type Logger } from 'pino';
import { CASE_FILES_LOCK, openCaseFileService } from './background/case-files.ts';
import { runLapseClerk } from './background/lapse-clerk.ts';
import { openMailService } from './background/mail.ts';
import { runNumbering } from './background/numbering.ts';
import { runRetention } from './background/retention.ts';
import { runSingleton } from './background/singleton.ts';
import { programVersion } from './commands/version.ts';
import { demoLines, demoRuc, registerDemo } from './demo.ts';
import { carryOutErasure } from './erasure/erasure.ts';
import { erasureParts } from './erasure/parts.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { print, table } from './output/print.ts';
import { openPages } from './pages.ts';
import { readModelPool } from './read-models.ts';
import { sealedCaseFiles } from './sealing/case-files.ts';
import { runOutside } from './sealing/outside.ts';
import { openSealing, SEALING_LOCK } from './sealing/service.ts';
import { verificationOf } from './sealing/verification.ts';
import { loadSecrets, type Secrets } from './secrets.ts';
import { now } from './session.ts';
import { describeSettings, type Environment, readSettings, type Settings } from './settings.ts';
import { Stop } from './stop.ts';

/** Session locks of the singletons ("foj" in ASCII, and a number). */
const LOCKS = {
  lapseClerk: 0x666f6a_10,
  numbering: 0x666f6a_11,
  mail: 0x666f6a_12,

  retention: 0x666f6a_13,
  sealing: SEALING_LOCK,
  witnesses: 0x666f6a_15,
};
/** For 10 MB of evidence over the line of a cheap phone; headers have their own, short limit. */
const UPLOAD_MS = 5 * 60_000;
/** Longest that requests in flight, and what runs behind them, are given to finish. */
const SHUTDOWN_MS = 15_000;

/** Serves until it is told to stop; resolves once everything is down. */
export async function start(environment: Environment, { demo }: { readonly demo: boolean }): Promise<void> {
  const settings = readSettings(environment);
  const startedAt = performance.now();
  print(`Foja ${programVersion()}`);
  for (const line of table(describeSettings(settings), '  ')) print(line);
  const log = pino({ level: settings.logLevel, base: null }, pino.destination({ dest: 2, sync: true }));
  const secrets = loadSecrets(settings.dataDir, settings.operatorKey);
  const ledger = await openLedger(settings, { log: (message) => log.info(message), serveAs: 'foja start' });
  const stopped = stopSignal();
  try {
    await serve({ settings, secrets, ledger, log, stopped, demo, startedAt });
  } finally {
    await ledger.close('stop');
    log.info('stopped');
  }
}

interface Serving {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly ledger: Ledger;
  readonly log: Logger;
  readonly stopped: StopSignal;
  readonly demo: boolean;
  readonly startedAt: number;
}

async function serve({ settings, secrets, ledger, log, stopped, demo, startedAt }: Serving): Promise<void> {
  const { store, embedded, appUrl } = ledger;
  const ending = new AbortController();
  const { signal } = ending;
  let broken: unknown;
  const failed = (error: unknown): void => {
    broken ??= error;
    log.fatal({ err: error }, 'the ledger can no longer be followed');
    stopped.stop();
  };
  // First of all: the database may die while we still start.
  const supervision = embedded?.supervise(signal);
  const pool = readModelPool(appUrl);
  const sealing = openSealing({ ...ledger, settings, log });
  const commands = await createCommands({ store, clock: now, failed });
  const projections = createProjections({ pool, store, log });
  await projections.start();
  const { deadlines } = projections.queries;
  let address = '';
  const publicUrl = () => settings.publicUrl ?? address;
  const demoHere = demo && embedded !== undefined;
  const pages = await openPages({
    ...{ settings, secrets, store, stored: ledger.stored, sealing, pool, commands, projections, publicUrl, log },
    checking: { verification: verificationOf(sealing, pool), proofFile: (claimId) => sealing.proofFile(claimId) },
    demo: demoHere,
  });
  const mail = await openMailService({
    settings,
    secrets,
    appUrl,
    store,
    commands,
    deadlines,
    documents: pages.documents,
    proofFile: (claimId) => sealing.proofFile(claimId),
    publicUrl,
    clock: now,
    log,
  });
  const caseFiles = await openCaseFileService({
    store,
    stored: ledger.stored,
    disclosures: vaultDisclosures(ledger.vault),
    ...sealedCaseFiles(sealing.log, await sealing.key()),
    pool,
    commands,
    projections,
    documents: pages.documents,
    files: pages.files,
    clock: now,
    dataDir: settings.dataDir,
    mail,
    log,
  });
  const { documents } = pages;
  const erasure = await erasureParts({ ...ledger, settings, pool, commands, projections, documents, caseFiles });
  const app = await buildApp({
    commands,
    projections,
    documents: pages.documents,
    caseFiles,
    store,
    stored: ledger.stored,
    sealing,
    erasure: {
      rules: () => readRetention(store),
      carryOut: async (claimId) => void (await carryOutErasure(erasure, [claimId])),
    },
    log,
    clock: now,
    waitingFilings: () => commands.waitingFilings(),
    mails: () => mail.counts(),
    settings: {
      ...secrets,
      rateLimit: settings.rateLimit,
      version: programVersion(),
      limits: { requestTimeoutMs: UPLOAD_MS },
    },
  });
  await pages.register(app, mail, caseFiles);
  const task = { url: appUrl, signal, log: (message: string) => log.warn(message) };
  const tasks = [
    supervision,
    runSingleton({
      ...task,
      name: 'lapse clerk',
      lock: LOCKS.lapseClerk,
      work: (until) => runLapseClerk({ commands, deadlines, clock: now, signal: until }),
    }),
    runSingleton({ ...task, name: 'case files', lock: CASE_FILES_LOCK, work: (until) => caseFiles.run(until) }),
    ...(settings.witnesses.length === 0 && settings.tsaUrl === undefined
      ? []
      : [
          runSingleton({
            ...task,
            name: 'witnesses',
            lock: LOCKS.witnesses,
            work: (until) => runOutside(sealing, { settings, signal: until, log }),
          }),
        ]),
    runSingleton({ ...task, name: 'sealing', lock: LOCKS.sealing, work: (until) => sealing.run(until) }),
    runSingleton({
      ...task,
      name: 'retention',
      lock: LOCKS.retention,
      work: (until) => runRetention({ ...erasure, register: projections.queries.register, signal: until, log }),
    }),
    ...(store.appendAtomically === undefined
      ? [
          runSingleton({
            ...task,
            name: 'numbering',
            lock: LOCKS.numbering,
            work: (until) => runNumbering(store, settings.dataDir, until),
          }),
        ]
      : []),
  ];
  try {
    address = await listen(app, settings);
    // Only now are there pages that a mail can lead to.
    if (settings.mail) {
      tasks.push(runSingleton({ ...task, name: 'mail', lock: LOCKS.mail, work: (until) => mail.run(until) }));
    }
    if (secrets.operatorKeyIsNew) print(`\nLlave del operador, que no se vuelve a mostrar: ${secrets.operatorKey}`);
    if (demoHere && (await store.head()) === START) {
      print();
      const registered = await registerDemo(commands);
      const people = await createDemoStaff(pages.staff, commands, demoRuc);
      for (const line of demoLines(registered, people, address)) print(line);
    }
    print(`\nListo en ${((performance.now() - startedAt) / 1000).toFixed(1)} s: ${address}   (Ctrl+C para detener)`);
    log.info({ address }, 'ready');
    await stopped.reached;
    log.info('stopping: requests in flight are finished');
  } finally {
    const down = (async () => {
      await app.close();
      ending.abort();
      await Promise.all([...tasks, projections.stop(), commands.close()]);
      await Promise.all([mail.close(), pages.close()]);
      await sealing.close();
      await pool.end();
    })();
    const late = delay(SHUTDOWN_MS, 'late' as const, { ref: false });
    if ((await Promise.race([down, late])) === 'late') log.error('not everything ended in time');
    ending.abort();
  }
  if (broken !== undefined)
    throw new Stop('el servidor dejó de seguir al libro mayor; inícielo de nuevo', 'unavailable', broken);
}

async function listen(
  app: { listen(at: { port: number; host: string }): Promise<string> },
  { port, host }: Settings,
): Promise<string> {
  try {
    return await app.listen({ port, host });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new Stop(`PORT: el puerto ${port} ya está en uso; pruebe PORT=${port + 1} npm start`, 'unavailable', cause);
    }
    if (code === 'EACCES') throw new Stop(`PORT: falta permiso para el puerto ${port}`, 'unavailable', cause);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new Stop(`HOST: ${host} no es una dirección de este equipo`, 'unavailable', cause);
    }
    throw cause;
  }
}

interface StopSignal {
  readonly reached: Promise<void>;
  stop(): void;
}

/** SIGTERM or SIGINT asks for an orderly end; a second one ends at once. */
function stopSignal(): StopSignal {
  let stop: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let asked = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(130);
      asked = true;
      stop();
    });
  }
  return { reached, stop: () => stop() };
}
