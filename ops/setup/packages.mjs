import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { withLock } from './lock.mjs';
import { house } from './places.mjs';
import { Failure } from './step.mjs';

const LIMIT_MS = 15 * 60_000;
const KEPT_OUTPUT = 20_000;

/** Installs exactly what package-lock.json names, where that has not been done for this very lockfile. */
export async function installPackages(busy) {
  if (installed()) return 'as the lockfile says';
  return withLock(
    join(house, '.setup.lock'),
    () => busy('waiting for another set-up'),
    async () => {
      if (installed()) return 'as the lockfile says';
      busy('installing (npm ci)');
      await npmCi();
      writeFileSync(stampFile, wanted());
      return 'installed';
    },
  );
}

const stampFile = join(house, 'node_modules', '.foja-setup');

/** What must have been installed: the lockfile, for this kind of machine. */
function wanted() {
  const lockfile = readFileSync(join(house, 'package-lock.json'));
  return `${createHash('sha256').update(lockfile).digest('hex')} ${process.platform}-${process.arch}\n`;
}

function installed() {
  if (!existsSync(join(house, 'node_modules', '.package-lock.json'))) return false;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted()) return true;
  return installedByHand();
}

/**
 * Whether somebody ran npm themselves: npm's own record of what it installed then holds every package of the lockfile
 * at its version. Packages for other machines are the optional ones that may be missing.
 */
function installedByHand() {
  const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const locked = read(join(house, 'package-lock.json'));
  const there = read(join(house, 'node_modules', '.package-lock.json'));
  const complete = Object.entries(locked).every(([path, { version, link, optional }]) => {
    if (!path.includes('node_modules') || link) return true;
    return there[path] === undefined ? optional === true : there[path].version === version;
  });
  if (complete && !foreign(there)) writeFileSync(stampFile, wanted());
  return complete && !foreign(there);
}

/** Installed for another kind of machine: a folder that was copied, or is shared with a container. */
function foreign(packages) {
  const fits = (allowed, mine) => allowed === undefined || allowed.includes(mine);
  return Object.values(packages).some(({ os, cpu }) => !fits(os, process.platform) || !fits(cpu, process.arch));
}

function npmCi() {
  const install = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  // npm waits up to a minute between tries; where there is no network, people should hear so sooner.
  const patience = ['--fetch-retries=3', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=8000'];
  const args = ['ci', ...install, ...patience];
  // Without our own node_modules/.bin: npm would run on the very Node that it is about to replace.
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !/node_modules[/\\]\.bin$/.test(folder));
  return new Promise((done, fail) => {
    const npm = spawn('npm', args, {
      cwd: house,
      env: { ...process.env, PATH: path.join(delimiter) },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    let printed = '';
    const keep = (chunk) => {
      printed = (printed + chunk).slice(-KEPT_OUTPUT);
    };
    npm.stdout.on('data', keep);
    npm.stderr.on('data', keep);
    npm.once('error', (error) => fail(new Failure(`npm cannot be run (${error.code}): install npm, then try again`)));
    npm.once('close', (code, signal) => (code === 0 ? done() : fail(whyNot(printed, code, signal))));
  });
}

function whyNot(printed, code, signal) {
  const network =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/;
  const trouble = network.exec(printed)?.[1];
  if (trouble !== undefined) {
    const where = 'check the connection, the proxy, and "npm config get registry"';
    return new Failure(`the npm registry could not be reached (${trouble}): ${where}, then run this again`, 3);
  }
  if (signal !== null) return new Failure(`npm ci did not end within ${LIMIT_MS / 60_000} minutes (${signal})`, 3);
  const said = printed
    .split('\n')
    .filter((line) => line.trim() !== '' && !/A complete log of this run/.test(line))
    .slice(0, 12)
    .join('\n');
  return new Failure(`npm ci failed with ${code}. It said:\n${said}`);
}
