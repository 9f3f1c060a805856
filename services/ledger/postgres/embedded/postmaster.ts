import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** What `postmaster.pid` says; the file outlives a server that was killed. */
export interface Postmaster {
  readonly pid: number;
  /** Absent while the server has not got that far. */
  readonly port: number | undefined;
}

export function readPidFile(cluster: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number.isInteger(port) && port > 0 ? port : undefined };
}

/** Whether anybody has this pid, were it a zombie. Pids are used again, so it may be somebody else by now. */
export function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether a process with this pid runs. A killed server stays a zombie until whoever inherited it looks. */
export function isAlive(pid: number): boolean {
  if (!pidExists(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const state = stat.slice(stat.lastIndexOf(')') + 2)[0];
    return state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}

/**
 * Processes that work in the cluster's folder: the postmaster and its children, since PostgreSQL makes the data
 * directory their working directory. `undefined` where the system has no /proc to tell.
 */
export function processesIn(cluster: string): number[] | undefined {
  if (process.platform !== 'linux') return undefined;
  const folder = realpathSync(cluster);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === folder;
      } catch {
        return false; // gone meanwhile, a zombie, or somebody else's
      }
    });
}
