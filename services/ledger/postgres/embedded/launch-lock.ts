import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from './postmaster.ts';

const WAIT_MS = 90_000;

/**
 * Runs `work` while no other process on this machine starts or stops the server of this DATA_DIR. The lock is a file
 * that names its holder, so one left behind by a killed process is recognised and taken over.
 */
export async function withLaunchLock<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  const file = join(dataDir, 'database-launch.lock');
  const giveUpAt = Date.now() + WAIT_MS;
  while (!take(file)) {
    const held = read(file);
    if (held !== undefined && !lives(held)) takeAway(file, held);
    else if (Date.now() > giveUpAt) throw new Error(`${file} is held by process ${held?.split(' ')[0] ?? '?'}`);
    await delay(20);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** A hard link appears whole or not at all, so nobody ever reads a lock without its holder. */
function take(file: string): boolean {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, `${process.pid} ${startOf(process.pid)}`, { mode: 0o600 });
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function lives(held: string): boolean {
  const [pid, start] = held.split(' ');
  return isAlive(Number(pid)) && startOf(Number(pid)) === start;
}

/** Removes the lock of a dead holder; puts back what turns out to be a live one, taken in between. */
function takeAway(file: string, dead: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
    if (read(aside) !== dead) linkSync(aside, file);
  } catch {
    // Somebody else took it away first.
  }
  rmSync(aside, { force: true });
}

/** When the process started, in the kernel's own ticks: tells a process from a later one with the same pid. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
