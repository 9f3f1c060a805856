import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { dataDirectory } from '../support/own-server.ts';

/** `foja` as people run it: a process of its own, its exit code, and what it printed where. */

const main = join(import.meta.dirname, '..', '..', 'services', 'foja', 'main.ts');
/** As `npm start` and `npm run foja` have it. */
const compiled = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'foja');
const READY_MS = 300_000;
const COMMAND_MS = 300_000;

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export type Settings = Readonly<Record<string, string>>;

/** Runs a command to its end. */
export async function foja(args: readonly string[], settings: Settings = {}): Promise<Ended> {
  const run = begin(args, settings);
  const timer = setTimeout(() => run.child.kill('SIGKILL'), COMMAND_MS);
  const ended = await run.ended;
  clearTimeout(timer);
  return ended;
}

export interface Running {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  out(): string;
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

/** Starts the server on a free port and waits until it says that it is ready. */
export async function startFoja(settings: Settings, args: readonly string[] = []): Promise<Running> {
  const run = begin(['start', ...args], { PORT: '0', RATE_LIMIT: 'off', LOG_LEVEL: 'warn', ...settings });
  let over: Ended | undefined;
  void run.ended.then((ended) => {
    over = ended;
  });
  const giveUpAt = Date.now() + READY_MS;
  for (;;) {
    const url = /Listo en .*?: (http:\/\/[^/\s]+)/.exec(run.out())?.[1];
    if (url !== undefined) return { ...run, url, stop: (signal = 'SIGTERM') => stop(run, signal) };
    if (over !== undefined) throw new Error(`foja start ended with ${over.code}: ${over.out}${over.err}`);
    if (Date.now() > giveUpAt) {
      run.child.kill('SIGKILL');
      throw new Error(`foja start did not get ready: ${run.out()}`);
    }
    await delay(20);
  }
}

/** A DATA_DIR of the spec's own; `remove` also ends a database that a killed server left behind. */
export function ownDataDir(dataDir = dataDirectory()): { readonly dataDir: string; remove(): Promise<void> } {
  return {
    dataDir,
    async remove() {
      const pid = databaseOf(dataDir);
      if (pid !== undefined) {
        process.kill(pid, 'SIGQUIT');
        while (isAlive(pid)) await delay(20);
      }
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Process id of the database that serves this DATA_DIR; undefined where none is alive. */
export function databaseOf(dataDir: string): number | undefined {
  const file = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  return isAlive(pid) ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Starts a command that goes on until it is told to stop. */
export function begin(args: readonly string[], settings: Settings = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      NODE_COMPILE_CACHE: compiled,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8');
  });
  const ended = new Promise<Ended>((done) => {
    child.once('close', (code) => done({ code, out, err }));
  });
  return { child, ended, out: () => out };
}

async function stop({ child, ended }: { child: ChildProcess; ended: Promise<Ended> }, signal: NodeJS.Signals) {
  child.kill(signal);
  return ended;
}
