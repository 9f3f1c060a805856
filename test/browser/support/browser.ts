import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { findChromium } from '@foja/documents';
import { flags } from '@foja/documents/renderer/launch.ts';
import puppeteer, { type Browser, type HTTPRequest, type Page } from 'puppeteer';
import { vi } from 'vitest';

/** A visit: one page of a fresh profile, and everything that must not happen on it. */
export interface Visit {
  readonly page: Page;
  /** Console errors, page errors and requests to foreign hosts, in words. Expected to be empty. */
  readonly troubles: string[];
  /** Names of the cookies that the visit was given. */
  cookies(): Promise<string[]>;
  /** Violations that axe finds on the page as it stands. */
  axe(): Promise<string[]>;
  close(): Promise<void>;
}

export interface VisitOptions {
  readonly width?: number;
  readonly javascript?: boolean;
  /** Hosts, with port, that the page may talk to; a page of ours: only its own. */
  readonly hosts?: readonly string[];
}

export const WIDTHS = [360, 1280] as const;

/** @throws where the machine has no Chromium: `npm run setup` says how to get one. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('these tests need Chromium: apt-get install chromium');
  // The flags of the renderer, but for the one that lets it resolve no name: these pages are served on localhost.
  const args = flags().filter((flag) => !flag.startsWith('--host-resolver-rules'));
  return puppeteer.launch({
    executablePath,
    pipe: true,
    args: [...args, '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'],
  });
}

export async function visit(
  browser: Browser,
  { width = 1280, javascript = true, hosts }: VisitOptions = {},
): Promise<Visit> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width, height: width < 600 ? 740 : 900, isMobile: width < 600, hasTouch: width < 600 });
  await page.setJavaScriptEnabled(javascript);
  const troubles: string[] = [];
  page.on('console', (message) => {
    const expected = /status of 4(?:03|04|09|10|22|29)|status of 503/.test(message.text()); // a page that says no is no mistake
    if (message.type() === 'error' && !expected) troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`page: ${String(error)}`));
  page.on('request', (request) => {
    const foreign = foreignHost(request, page, hosts);
    if (foreign !== undefined) troubles.push(`request to ${foreign}`);
  });
  return {
    page,
    troubles,
    cookies: async () => (await context.cookies()).map(({ name }) => name),
    axe: () => axeOn(page),
    close: () => context.close(),
  };
}

function foreignHost(request: HTTPRequest, page: Page, hosts: readonly string[] | undefined): string | undefined {
  const url = new URL(request.url());
  if (url.protocol === 'data:' || url.protocol === 'blob:' || url.protocol === 'about:') return undefined;
  const own = hosts ?? [
    new URL(request.isNavigationRequest() || page.url() === 'about:blank' ? request.url() : page.url()).host,
  ];
  return own.includes(url.host) ? undefined : url.host;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.1 A and AA, and axe's good practices. Put in by the debugger, which no policy binds. */
async function axeOn(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    interface Axe {
      run(options: { resultTypes: string[] }): Promise<{
        violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
      }>;
    }
    // Every rule runs; what passes is not written up element by element.
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run({ resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
  });
}

/**
 * Nothing sticks out to the side: on a phone that hides the ends of lines. Measured against the screen that was visited:
 * a phone's `window.innerWidth` grows with what sticks out.
 */
export async function fitsItsWidth(page: Page): Promise<boolean> {
  const viewport = page.viewport();
  if (viewport === null) throw new Error('a page without a viewport fits anything');
  return Number(await page.evaluate('document.documentElement.scrollWidth')) <= viewport.width;
}

/**
 * The same for every width, on the page as it stands: no script of ours looks at the width, so a page that is made narrower or
 * wider is the page that a phone or a desk loads. Comes back at the width it had.
 */
export async function fitsEveryWidth(page: Page): Promise<boolean> {
  const own = page.viewport();
  if (own === null) throw new Error('a page without a viewport fits anything');
  let fits = true;
  for (const width of [...WIDTHS, own.width]) {
    await page.setViewport({ ...own, width });
    const laidOut = async () => Number(await page.evaluate('document.documentElement.clientWidth')) === width;
    await vi.waitUntil(laidOut, { timeout: 60_000, interval: 10 });
    fits &&= await fitsItsWidth(page);
  }
  return fits;
}
