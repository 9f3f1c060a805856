import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from './step.mjs';

const WAIT_MS = 20 * 60_000;

/** Runs `work` while no other set-up changes this checkout. `waiting` is called where somebody else is at it. */
export async function withLock(file, waiting, work) {
  const giveUpAt = Date.now() + WAIT_MS;
  while (!take(file)) {
    const holder = holderOf(file);
    if (holder !== undefined && !isAlive(holder)) takeAway(file, holder);
    else if (Date.now() > giveUpAt) throw new Failure(`another set-up (process ${holder}) does not end: see ${file}`);
    else waiting();
    await delay(100);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** A hard link appears whole or not at all, so nobody reads a lock that does not name its holder yet. */
function take(file) {
  const mine = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw new Failure(`cannot write ${file}: ${error.code}`);
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Removes the lock of a dead holder; puts it back where somebody living took it in between. */
function takeAway(file, dead) {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
    if (holderOf(aside) !== dead) linkSync(aside, file);
  } catch {
    // Somebody else took it away first.
  }
  rmSync(aside, { force: true });
}

function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
