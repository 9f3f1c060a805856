import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Path of a Chromium or Chrome on this machine; undefined where there is none. PUPPETEER_EXECUTABLE_PATH, where set, is
 * the only place looked at: whoever names a browser wants no other. Looks at the disk each time, so that one installed
 * while Foja runs is found.
 */
export function findChromium(env: Environment = process.env): string | undefined {
  const named = env['PUPPETEER_EXECUTABLE_PATH'];
  if (named !== undefined && named !== '') return isProgram(named) ? named : undefined;
  return [...onPath(env), ...wellKnown, ...downloaded(env)].find(isProgram);
}

const programs = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

const wellKnown = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/lib/chromium/chromium',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

function onPath(env: Environment): string[] {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
  return folders.flatMap((folder) => programs.map((program) => join(folder, program)));
}

/** What the set-up step downloaded, newest first: `<cache>/chrome/linux-141.0.7390.76/chrome-linux64/chrome`. */
function downloaded(env: Environment): string[] {
  const caches = [
    fileURLToPath(new URL('../../../node_modules/.cache/puppeteer', import.meta.url)),
    env['PUPPETEER_CACHE_DIR'] ?? join(homedir(), '.cache', 'puppeteer'),
  ];
  const inside = [
    'chrome-linux64/chrome',
    'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  ];
  return caches.flatMap((cache) => {
    const chrome = join(cache, 'chrome');
    const versions = listed(chrome).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    return versions.flatMap((version) => inside.map((program) => join(chrome, version, program)));
  });
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
