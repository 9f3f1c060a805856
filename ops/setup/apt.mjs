import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const INSTALL_LIMIT_MS = 10 * 60_000;
const LOOK_LIMIT_MS = 20_000;

/** Whether Debian's packages can be installed by whoever runs this. */
export function canApt() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Installs Debian's packages; answers what went wrong, in a few words. */
export async function apt(...names) {
  const options = { timeout: INSTALL_LIMIT_MS, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const patient = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=2'];
  try {
    await run('/usr/bin/apt-get', [...patient, 'update', '-qq'], { ...options, maxBuffer: 1 << 24 });
    const install = [...patient, 'install', '-y', '-qq', '--no-install-recommends', ...names];
    await run('/usr/bin/apt-get', install, { ...options, maxBuffer: 1 << 24 });
    return undefined;
  } catch (error) {
    return `apt-get: ${firstLine(error)}`;
  }
}

/** Whether a program is there and does what it is asked. */
export async function works(program, args) {
  try {
    await run(program, args, { timeout: LOOK_LIMIT_MS });
    return true;
  } catch {
    return false;
  }
}

/** What a program that failed said, on one line. */
export function firstLine(error) {
  if (error.killed) return `did not end within ${INSTALL_LIMIT_MS / 60_000} minutes`;
  const lines = `${error.stderr ?? ''}\n${error.message}`.split('\n').map((line) => line.trim());
  return lines.find((line) => /^E:|Error/i.test(line)) ?? lines.find((line) => line !== '') ?? 'failed';
}
