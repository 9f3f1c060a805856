import { setTimeout as delay } from 'node:timers/promises';
import { START } from '@foja/ledger';
import type { Traces } from '@foja/ledger/tracing/port.ts';
import { createDemoStaff } from '@foja/web/staff/index.ts';
import pino, { type Logger } from 'pino';
import { dutiesOf } from './background/duties.ts';
import { takeErpCommands, takesErpCommands } from './background/erp-commands.ts';
import { type Part, type PartState, partsOf } from './background/parts.ts';
import { runSingleton } from './background/singleton.ts';
import { demoLines, demoRuc, registerDemo } from './demo.ts';
import { type House, openHouse } from './house.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { listen } from './listen.ts';
import { assertOneHouse } from './one-house.ts';
import { print, table } from './output/print.ts';
import { loadSecrets, operatorKeyWasSeen, type Secrets } from './secrets.ts';
import { describeSettings, type Environment, readSettings, type Settings } from './settings.ts';
import { Stop } from './stop.ts';
import { type StopSignal, stopSignal } from './stop-signal.ts';
import { openTracing } from './tracing.ts';
import { programVersion } from './version.ts';

/** Longest that requests in flight, and what runs behind them, are given to finish. */
const SHUTDOWN_MS = 15_000;

export interface StartOptions {
  readonly demo: boolean;
  /** Names of parts, by commas; undefined: all. */
  readonly only?: string | undefined;
}

/** Serves until it is told to stop; resolves once everything is down. */
export async function start(environment: Environment, { demo, only }: StartOptions): Promise<void> {
  const settings = readSettings(environment);
  const parts = partsOf(only, settings);
  const startedAt = performance.now();
  print(`Foja ${programVersion()}`);
  for (const line of table(describeSettings(settings), '  ')) print(line);
  if (only !== undefined) print(`\nEste proceso hace solo: ${[...parts].join(', ')}`);
  const log = pino({ level: settings.logLevel, base: null }, pino.destination({ dest: 2, sync: true }));
  const secrets = loadSecrets(settings);
  const ledger = await openLedger(settings, {
    log: (message) => log.info(message),
    serveAs: 'foja start',
    mayBegin: true,
  });
  const stopped = stopSignal();
  const tracing = await openTracing(settings);
  try {
    await assertOneHouse(ledger, { settings, secrets, parts, alone: only === undefined, log });
    await serve({ settings, secrets, ledger, parts, traces: tracing?.traces, log, stopped, demo, startedAt });
  } finally {
    await tracing?.close();
    await ledger.close('stop');
    log.info('stopped');
  }
}

interface Serving {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly ledger: Ledger;
  readonly parts: ReadonlySet<Part>;
  readonly traces: Traces | undefined;
  readonly log: Logger;
  readonly stopped: StopSignal;
  readonly demo: boolean;
  readonly startedAt: number;
}

async function serve({
  settings,
  secrets,
  ledger,
  parts,
  traces,
  log,
  stopped,
  demo,
  startedAt,
}: Serving): Promise<void> {
  const { store, embedded } = ledger;
  const ending = new AbortController();
  const { signal } = ending;
  let broken: unknown;
  const failed = (error: unknown): void => {
    broken ??= error;
    log.fatal({ err: error }, 'the ledger can no longer be followed');
    stopped.stop();
  };
  // First of all: the database may die while we still start.
  const tasks = [embedded?.supervise(signal)];
  let address = '';
  const states = new Map<Part, PartState>([...parts].map((part) => [part, 'needless']));
  const demoHere = demo && embedded !== undefined;
  const opening = { settings, secrets, ledger, parts, states, traces, failed, log };
  const house = await openHouse({ ...opening, demo: demoHere, address: () => address });
  const { app, pages, commands } = house;
  try {
    address = await listen(app, settings);
    // Only now are there pages that a mail can lead to.
    tasks.push(...(await beginWork(house, { ledger, parts, states, signal, log })));
    if (secrets.operatorKeyIsUnseen) {
      print(`\nLlave del operador, que no se vuelve a mostrar: ${secrets.operatorKey}`);
      operatorKeyWasSeen(settings);
    }
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
      await Promise.all(tasks);
      await house.close();
    })();
    const late = delay(SHUTDOWN_MS, 'late' as const, { ref: false });
    if ((await Promise.race([down, late])) === 'late') log.error('not everything ended in time');
    ending.abort();
  }
  if (broken !== undefined)
    throw new Stop('el servidor dejó de seguir al libro mayor; inícielo de nuevo', 'unavailable', broken);
}

interface Beginning extends Pick<Serving, 'ledger' | 'parts' | 'log'> {
  /** Kept up to date: what each part of this process does. */
  readonly states: Map<Part, PartState>;
  readonly signal: AbortSignal;
}

/** Sets this process's parts to work; what it answers ends after the signal. */
async function beginWork(house: House, { ledger, parts, states, signal, log }: Beginning): Promise<Promise<void>[]> {
  if (parts.has('api')) states.set('api', 'working');
  if (parts.has('projections')) {
    states.set('projections', 'standby');
    await house.projections.start((leading) => states.set('projections', leading ? 'working' : 'standby'));
  }
  const tasks: Promise<void>[] = [];
  if (parts.has('erp') && takesErpCommands(house.settings)) {
    states.set('erp', 'working');
    tasks.push(takeErpCommands(house, log, signal));
  }
  const duties = dutiesOf(house, log).filter(({ part }) => parts.has(part));
  const singletons = duties.map((duty) => {
    states.set(duty.part, 'standby');
    return runSingleton({
      ...duty,
      url: ledger.appUrl,
      name: duty.part,
      signal,
      log: (message) => log.warn(message),
      turn: (mine) => states.set(duty.part, mine ? 'working' : 'standby'),
    });
  });
  return [...tasks, ...singletons];
}
