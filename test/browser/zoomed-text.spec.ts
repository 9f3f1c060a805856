import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser, visit } from './support/browser.ts';
import { everyPage, stageWhole, type Whole } from './support/every-page.ts';
import { fill, go } from './support/filling.ts';
import { openSite, type Site } from './support/site.ts';

let site: Site;
let browser: Browser;
let whole: Whole;
beforeAll(async () => {
  [site, browser] = await Promise.all([openSite({ chromium: false }), openBrowser()]);
  whole = await stageWhole(site);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** A table of days and a letter, laid out as on paper. */
const PRINTED = /\/(?:computo|respuesta)$/;

/** Pixels that the page sticks out, and the elements that do, once its text is twice as large (WCAG 1.4.4). */
async function sticksOut(page: Page): Promise<readonly string[]> {
  return (await page.evaluate(`(() => {
    const root = document.documentElement;
    root.style.fontSize = '200%';
    const over = root.scrollWidth - ${page.viewport()?.width};
    const out = over <= 0 ? [] : [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > ${page.viewport()?.width});
    root.style.fontSize = '';
    return over <= 0 ? [] : [over + ' px', ...out.slice(0, 5).map((one) => one.outerHTML.slice(0, 120))];
  })()`)) as readonly string[];
}

it('every page that needs no account fits a phone with its text twice as large', async () => {
  const { page, close } = await visit(browser, { width: 360 });
  const found: Record<string, readonly string[]> = {};
  const look = async (name: string) => {
    const out = await sticksOut(page);
    if (out.length > 0) found[name] = out;
  };
  const stops = Object.values(everyPage(whole))
    .flat()
    .filter(({ as, path }) => as === undefined && !PRINTED.test(path));
  expect(stops.length).toBeGreaterThan(10);
  // What the form answers.
  await page.goto(`${site.url}${whole.book}`);
  await fill(page);
  await go(page, 'button[type=submit]');
  await look('preview');
  for (const { path } of stops) {
    await page.goto(`${site.url}${path}`);
    await look(path.replaceAll(/foja_[\w-]+/g, 'TOKEN'));
  }
  expect(found).toEqual({});
  await close();
});
