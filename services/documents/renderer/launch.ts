import { existsSync } from 'node:fs';
import puppeteer, { type Browser, TimeoutError } from 'puppeteer';
import { NoBrowser } from './errors.ts';
import { findChromium } from './find-chromium.ts';

/** Starting a browser on a busy two-core machine takes 1 to 3 s. */
const LAUNCH_TIMEOUT_MS = 30_000;

/**
 * Starts a browser that renders our own pages and nothing else: it resolves no name, opens no debugging port, ends when
 * this process ends (its pipe closes), and sees no variable of our environment but those it needs.
 * @throws NoBrowser where there is none, or it does not start.
 */
export async function launchBrowser(sandbox: boolean): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new NoBrowser('no Chromium was found on this machine');
  try {
    return await puppeteer.launch({
      ...(await behindEverythingElse(executablePath, flags(sandbox))),
      pipe: true,
      timeout: LAUNCH_TIMEOUT_MS,
      protocolTimeout: 60_000,
      // Whoever composes the process decides when it ends; the pipe sees to the browser.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      env: environment(),
    });
  } catch (cause) {
    throw new NoBrowser(`${executablePath} does not start: ${reason(cause)}`, { cause });
  }
}

/** Printing can wait; filing cannot: where both want the processor, the browser stands behind. */
async function behindEverythingElse(chromium: string, args: string[]) {
  if (!existsSync(NICE)) return { executablePath: chromium, args };
  const usual: string[] = await puppeteer.defaultArgs({ headless: true });
  return { executablePath: NICE, ignoreDefaultArgs: true, args: ['-n', '10', chromium, ...usual, ...args] };
}

const NICE = '/usr/bin/nice';

/** Secrets in our environment are none of a browser's business. */
function environment(): Record<string, string> {
  const needed = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'FONTCONFIG_PATH', 'FONTCONFIG_FILE', 'XDG_RUNTIME_DIR'];
  const kept = needed.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), TZ: 'America/Lima' };
}

/** Chromium refuses its sandbox as root. */
export const canSandbox = process.getuid?.() !== 0;

export function flags(sandbox = canSandbox): string[] {
  return [
    // What is rendered has no script and no network: without a sandbox, that is what stands.
    ...(sandbox ? [] : ['--no-sandbox']),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-extensions',
    '--disable-dev-shm-usage', // 64 MB in a container
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--font-render-hinting=none', // the same line breaks on every machine
    '--lang=es-PE',
  ];
}

function reason(cause: unknown): string {
  if (cause instanceof TimeoutError) return `it took more than ${LAUNCH_TIMEOUT_MS / 1000} s`;
  const lines = cause instanceof Error ? cause.message.split('\n') : [String(cause)];
  return lines
    .filter((line) => line.trim() !== '')
    .slice(0, 3)
    .join(' ');
}
