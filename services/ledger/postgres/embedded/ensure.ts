import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Cluster, lastPort, writeSettings } from './cluster.ts';
import { freePort } from './port.ts';
import { isAlive, pidExists, processesIn, readPidFile } from './postmaster.ts';
import { runAs } from './process.ts';
import { connectAsOwner } from './session.ts';

export interface Running {
  readonly pid: number;
  readonly port: number;
  /** False where a server that was running already has been adopted. */
  readonly startedHere: boolean;
}

const STOPS: readonly [mode: string, seconds: number][] = [
  ['fast', 20],
  ['immediate', 10],
];
const SETTLE_MS = 60_000;
const CHILDREN_MS = 10_000;
const START_ATTEMPTS = 5;
/** Recovery after a crash reads up to max_wal_size of log. */
const START_TIMEOUT_S = 300;

/**
 * A running server on the cluster: the one that runs there, else a new one. With `port` the new one uses that port or
 * fails. Survives a stale `postmaster.pid`, also where its number belongs to another process by now. Call under the
 * launch lock.
 */
export async function ensureRunning(cluster: Cluster, port?: number): Promise<Running> {
  const adopted = await adopt(cluster);
  if (adopted !== undefined) return adopted;
  for (let attempt = 1; ; attempt += 1) {
    const chosen = port ?? (await freePort(attempt === 1 ? lastPort(cluster) : undefined));
    try {
      return await start(cluster, chosen);
    } catch (error) {
      if (attempt === START_ATTEMPTS || !(error instanceof PortTaken)) throw error;
      if (port !== undefined) await delay(200);
    }
  }
}

/** Stops the server: `fast` (sessions are cut, data flushed); where that takes too long `immediate` (recovery next time). */
export async function stopServer(cluster: Cluster): Promise<void> {
  const stop = (mode: string, seconds: number) =>
    runAs(
      cluster.account,
      cluster.binaries.pgCtl,
      ['stop', '-D', cluster.folder, '-m', mode, '-w', '-t', String(seconds), '-s'],
      { cwd: cluster.home, timeoutMs: (seconds + 5) * 1_000 },
    );
  for (const [mode, seconds] of STOPS) {
    if (!serves(cluster)) break;
    await stop(mode, seconds).catch(() => undefined);
  }
  if (serves(cluster)) throw new Error(`the embedded PostgreSQL on ${cluster.folder} does not stop`);
  await childrenGone(cluster);
}

async function adopt(cluster: Cluster): Promise<Running | undefined> {
  const giveUpAt = Date.now() + SETTLE_MS;
  for (;;) {
    const postmaster = readPidFile(cluster.folder);
    const members = processesIn(cluster.folder);
    const alive = postmaster !== undefined && (members?.includes(postmaster.pid) ?? isAlive(postmaster.pid));
    if (alive && postmaster.port !== undefined && (await answers(cluster, postmaster.port))) {
      return { pid: postmaster.pid, port: postmaster.port, startedHere: false };
    }
    // Nobody there. Children of a killed server may still hold its shared memory: never start over them.
    if (!alive && (members === undefined || members.length === 0)) {
      // PostgreSQL clears a dead pid itself, but believes one that a zombie or by now another process has.
      if (postmaster !== undefined && members !== undefined && pidExists(postmaster.pid)) removePidFile(cluster);
      return undefined;
    }
    if (Date.now() > giveUpAt) {
      throw new Error(`processes ${members?.join(', ') ?? postmaster?.pid} hold ${cluster.folder} and do not answer`);
    }
    await delay(25);
  }
}

function serves(cluster: Cluster): boolean {
  const postmaster = readPidFile(cluster.folder);
  return postmaster !== undefined && (processesIn(cluster.folder)?.includes(postmaster.pid) ?? isAlive(postmaster.pid));
}

/** Children of a killed server leave by themselves once they notice. */
async function childrenGone(cluster: Cluster): Promise<void> {
  const giveUpAt = Date.now() + CHILDREN_MS;
  while ((processesIn(cluster.folder)?.length ?? 0) > 0) {
    if (Date.now() > giveUpAt)
      throw new Error(`processes ${processesIn(cluster.folder)?.join(', ')} stay in ${cluster.folder}`);
    await delay(25);
  }
}

/** Whether a server answers there that takes our password and serves our folder. False while it starts or stops. */
async function answers(cluster: Cluster, port: number): Promise<boolean> {
  try {
    const session = await connectAsOwner({ port, password: cluster.passwords.owner, database: 'postgres' });
    try {
      const { rows } = await session.query<{ folder: string }>("SELECT current_setting('data_directory') AS folder");
      return rows[0] !== undefined && realpathSync(rows[0].folder) === realpathSync(cluster.folder);
    } finally {
      await session.end();
    }
  } catch (error) {
    if ((error as { code?: unknown }).code !== '28P01') return false;
    throw new Error(`the server on ${cluster.folder} refuses the password kept in DATA_DIR`, { cause: error });
  }
}

async function start(cluster: Cluster, port: number): Promise<Running> {
  writeSettings(cluster, port);
  const logged = existsSync(cluster.logFile) ? readFileSync(cluster.logFile, 'utf8').length : 0;
  try {
    await runAs(
      cluster.account,
      cluster.binaries.pgCtl,
      ['start', '-D', cluster.folder, '-w', '-t', String(START_TIMEOUT_S), '-l', cluster.logFile, '-s'],
      { cwd: cluster.home, timeoutMs: (START_TIMEOUT_S + 5) * 1_000 },
    );
  } catch (cause) {
    const said = existsSync(cluster.logFile) ? readFileSync(cluster.logFile, 'utf8').slice(logged).trim() : '';
    if (said.includes('could not bind')) throw new PortTaken(`port ${port} is taken`, { cause });
    throw new Error(`the embedded PostgreSQL did not start: ${said.slice(-2_000) || String(cause)}`, { cause });
  }
  const postmaster = readPidFile(cluster.folder);
  if (postmaster === undefined) throw new Error(`the embedded PostgreSQL left no ${cluster.folder}/postmaster.pid`);
  return { pid: postmaster.pid, port, startedHere: true };
}

function removePidFile(cluster: Cluster): void {
  rmSync(join(cluster.folder, 'postmaster.pid'), { force: true });
}

class PortTaken extends Error {}
