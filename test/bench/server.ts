import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };

/** As `npm start` runs it: what package.json says of node and of its memory. */
const START = manifest.scripts.start;
const NODE_FLAGS = START.match(/--max-[\w-]+=\d+/g) ?? [];
const MEMORY = { MALLOC_ARENA_MAX: /MALLOC_ARENA_MAX=(\d+)/.exec(START)?.[1] };
const MAIN = fileURLToPath(new URL('../../services/foja/main.ts', import.meta.url));
const START_MS = 120_000;

/** A folder of this run's own, gone at its end. */
export function temporaryDataDir(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'foja-bench-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** `foja <args>` to its end. @returns what it wrote, how long it took, and its highest resident memory. */
export async function runFoja(
  dataDir: string,
  args: readonly string[],
): Promise<{ readonly output: string; readonly seconds: number; readonly memoryMb: number }> {
  const from = performance.now();
  const child = spawn(process.execPath, [...NODE_FLAGS, MAIN, ...args], {
    env: { ...process.env, ...MEMORY, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const memory = watchMemory(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`foja ${args.join(' ')} ended with ${code}:\n${output}`);
  return { output, seconds: (performance.now() - from) / 1000, memoryMb: memory.stop() };
}

export interface RunningServer {
  readonly url: string;
  readonly operatorKey: string;
  /** Starts the count of the highest memory anew. */
  measureMemory(): { stop(): number };
  /** Processor time that the process has taken since it began, of user and system. */
  cpuMs(): number;
  stop(): Promise<void>;
}

/**
 * `foja start` as a process of its own, as `npm start` runs it, ready to answer. Without rate limits; without mail, because
 * printing a PDF for each filing would go on for minutes after a round, and slow what the next round compares with.
 */
export async function startServer(
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const port = await freePort();
  const child = spawn(process.execPath, [...NODE_FLAGS, MAIN, 'start'], {
    env: {
      ...process.env,
      ...MEMORY,
      DATA_DIR: dataDir,
      PORT: String(port),
      RATE_LIMIT: 'off',
      MAIL: 'off',
      LOG_LEVEL: 'warn',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  const url = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + START_MS;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || performance.now() > deadline)
      throw new Error(`the server did not start:\n${output}`);
    await delay(50);
  }
  return {
    url,
    operatorKey: readFileSync(join(dataDir, 'operator-key'), 'utf8').trim(),
    measureMemory: () => watchMemory(child),
    cpuMs: () => cpuMsOf(child),
    async stop() {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** User and system, in ticks of a hundredth of a second (proc(5), fields 14 and 15). */
function cpuMsOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The highest resident memory of a process, looked at ten times a second. */
function watchMemory(child: ChildProcess): { stop(): number } {
  let highestKb = 0;
  const look = () => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      highestKb = Math.max(highestKb, Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // It has ended: what was seen before stands.
    }
  };
  look();
  const timer = setInterval(look, 100);
  return {
    stop() {
      look();
      clearInterval(timer);
      return Math.round(highestKb / 1024);
    },
  };
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
