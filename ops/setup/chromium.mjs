import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { apt, canApt, firstLine, INSTALL_LIMIT_MS, works } from './apt.mjs';
import { house } from './places.mjs';

// The browser that makes PDFs. Foja starts without one (the PDF routes then say how to get it), so nothing here ever
// stops the set-up. Runs after the packages are installed: the search itself is the product's own.

const run = promisify(execFile);
const LOOK_LIMIT_MS = 20_000;
/** After a failure, how long a start does not wait for another try. */
const RETRY_AFTER_MS = 12 * 60 * 60_000;

const cache = join(house, 'node_modules', '.cache', 'puppeteer');
const failureStamp = join(house, 'node_modules', '.cache', 'foja-no-browser');

/**
 * Finds a Chromium, else installs Debian's (as root) or downloads puppeteer's own. For `step()`: answers one line.
 * `retry: true` tries again at once, even where the last try failed.
 */
export async function ensureChromium(busy, { env = process.env, retry = false } = {}) {
  const found = await findChromium(env);
  if (found !== undefined) return versionOf(found);
  if (env.PUPPETEER_EXECUTABLE_PATH) return `none: PUPPETEER_EXECUTABLE_PATH names no program; ${WITHOUT}`;
  if (!retry && failedLately()) return `none (the last try to install one failed); ${WITHOUT}`;
  const tried = [];
  for (const way of [aptGet, download]) {
    const trouble = await way(busy);
    const installed = await findChromium(env);
    if (installed !== undefined) {
      rmSync(failureStamp, { force: true });
      return versionOf(installed);
    }
    if (trouble !== undefined) tried.push(trouble);
  }
  mkdirSync(dirname(failureStamp), { recursive: true });
  writeFileSync(failureStamp, String(Date.now()));
  return `none (${tried.join('; ')}); ${WITHOUT}`;
}

/** `pdftotext`, `pdfinfo`, `pdffonts` and `pdftoppm`, which only the tests use. Same manners as `ensureChromium`. */
export async function ensurePoppler(busy) {
  if (await works('pdftotext', ['-v'])) return 'there';
  if (canApt()) {
    busy("installing Debian's poppler-utils");
    await apt('poppler-utils');
    if (await works('pdftotext', ['-v'])) return 'installed';
  }
  return 'none: tests that read PDFs cannot run (apt-get install poppler-utils)';
}

const WITHOUT = 'no PDFs until there is one, everything else works';

async function findChromium(env) {
  const search = join(house, 'services', 'documents', 'renderer', 'find-chromium.ts');
  const node = join(house, 'node_modules', '.bin', 'node');
  const script = `const { findChromium } = await import(${JSON.stringify(search)}); console.log(findChromium() ?? '');`;
  try {
    const { stdout } = await run(node, ['--input-type=module', '--eval', script], { timeout: LOOK_LIMIT_MS, env });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}

async function versionOf(program) {
  try {
    const { stdout } = await run(program, ['--version'], { timeout: LOOK_LIMIT_MS });
    return /\d+(?:\.\d+)+/.exec(stdout)?.[0] ?? program;
  } catch {
    return `${program} (does not tell its version)`;
  }
}

async function aptGet(busy) {
  if (!canApt()) return undefined;
  busy("installing Debian's chromium");
  return apt('chromium', 'chromium-sandbox');
}

async function download(busy) {
  const puppeteer = join(house, 'node_modules', '.bin', 'puppeteer');
  if (!existsSync(puppeteer)) return 'puppeteer is not installed';
  busy("downloading puppeteer's Chrome");
  try {
    const env = { ...process.env, PUPPETEER_CACHE_DIR: cache, PUPPETEER_SKIP_DOWNLOAD: 'false' };
    const node = join(house, 'node_modules', '.bin', 'node');
    await run(node, [puppeteer, 'browsers', 'install', 'chrome'], { timeout: INSTALL_LIMIT_MS, env, cwd: house });
    return undefined;
  } catch (error) {
    return `download: ${firstLine(error)}`;
  }
}

function failedLately() {
  try {
    return Date.now() - Number(readFileSync(failureStamp, 'utf8')) < RETRY_AFTER_MS;
  } catch {
    return false;
  }
}
