import { setAllowedOrigins } from '@foja/domain/provider/index.ts';
import type { Browser, Frame, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller, RUC } from '../support/commands.ts';
import { openBrowser, visit, WIDTHS } from './support/browser.ts';
import { answers, chosen } from './support/filling.ts';
import { openShop, type Shop } from './support/shop.ts';
import { CODE, openSite, type Site } from './support/site.ts';

let site: Site;
let shop: Shop;
let browser: Browser;
beforeAll(async () => {
  [site, browser] = await Promise.all([openSite({ chromium: false }), openBrowser()]);
  shop = await openShop(site.url, `${RUC}/${CODE}`);
  await allow([shop.origin]);
});
afterAll(async () => {
  await browser?.close();
  await shop?.close();
  await site?.close();
});

async function allow(origins: string[]): Promise<void> {
  const set = await site.commands.onProvider(RUC, (state) => setAllowedOrigins(state, origins), caller());
  expect(set.ok).toBe(true);
}

/** Inside the widget's shadow. */
const inWidget = (selector: string) => `[data-foja-ready] >>> ${selector}, span >>> ${selector}`;
const hosts = () => [shop.host, new URL(site.url).host];

async function openDialog(page: Page): Promise<Frame> {
  await page.goto(shop.origin);
  const notice = await page.waitForSelector(inWidget('a[aria-haspopup]'));
  await notice?.click();
  const frame = await page.waitForFrame((candidate) => candidate.url().includes(`/libro/${RUC}`));
  await frame.waitForSelector('[data-sheet-form]');
  return frame;
}

describe.each(WIDTHS)('the widget on a foreign site at %i px', (width) => {
  it('opens the form in a dialog, where a sheet can be filed', async () => {
    const { page, troubles, cookies, close } = await visit(browser, { width, hosts: hosts() });
    const frame = await openDialog(page);
    expect(await page.$(inWidget('dialog[open]'))).not.toBeNull();
    for (const [name, value] of Object.entries(answers)) {
      await frame.$eval(`#${name}`, (field, text) => Object.assign(field, { value: text }), value);
    }
    for (const choice of Object.values(chosen))
      await frame.$eval(choice, (box) => (box as unknown as { click(): void }).click());
    await frame.$eval('button[type=submit]', (button) => (button as unknown as { click(): void }).click());
    await frame.waitForSelector('#conformidad');
    await frame.$eval('#conformidad', (box) => (box as unknown as { click(): void }).click());
    await frame.$eval('[data-submit]', (button) => (button as unknown as { click(): void }).click());
    await frame.waitForSelector('[data-receipt]');
    expect(await frame.$eval('.big', (number) => number.textContent)).toMatch(/^\d{9}-\d{4}$/);
    expect(await frame.$eval('a[href^="/seguimiento/"]', (link) => link.getAttribute('target'))).toBe('_blank');
    expect(await cookies()).toEqual([]);
    expect(troubles).toEqual([]);
    await close();
  });
});

describe('the dialog', () => {
  it('has a name, keeps the page behind it out of reach, closes by Escape and by its button, and gives focus back', async () => {
    const { page, troubles, axe, close } = await visit(browser, { hosts: hosts() });
    await openDialog(page);
    expect(await page.$eval(inWidget('dialog'), (dialog) => dialog.matches(':modal'))).toBe(true);
    expect(await axe()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.waitForFunction(closed);
    expect(await page.evaluate(focusedInWidget)).toBe('Libro de Reclamaciones');
    await page.keyboard.press('Enter');
    const shut = await page.waitForSelector(inWidget('button[aria-label="Cerrar"]'));
    await shut?.click();
    await page.waitForFunction(closed);
    expect(troubles).toEqual([]);
    await close();
  });

  it('closes by Escape inside the form, too', async () => {
    const { page, close } = await visit(browser, { hosts: hosts() });
    const frame = await openDialog(page);
    await frame.focus('#nombre');
    await page.keyboard.press('Escape');
    await page.waitForFunction(closed);
    await close();
  });
});

describe('without what it needs', () => {
  it('without JavaScript it is a link to the form', async () => {
    const { page, close } = await visit(browser, { javascript: false, hosts: hosts() });
    await page.goto(shop.origin);
    await Promise.all([page.waitForNavigation(), page.click('[data-foja-book]')]);
    expect(page.url()).toBe(`${site.url}/libro/${RUC}/${CODE}`);
    await close();
  });

  it('an origin that the provider did not list may not frame the form', async () => {
    await allow(['https://otra.example']);
    const { page, troubles, close } = await visit(browser, { hosts: hosts() });
    await page.goto(shop.origin);
    const notice = await page.waitForSelector(inWidget('a[aria-haspopup]'));
    await notice?.click();
    const apart = await page.waitForSelector(inWidget('dialog a[target=_blank]'));
    expect(await apart?.evaluate((link) => link.getAttribute('href'))).toBe(`${site.url}/libro/${RUC}/${CODE}`);
    await expect.poll(() => troubles.join()).toContain('frame-ancestors');
    expect(page.frames().filter((frame) => frame.url().startsWith(site.url))).toEqual([]);
    await allow([shop.origin]);
    await close();
  });
});

describe('what is loaded', () => {
  it('is less than 10 kB compressed, sets no cookie, and may be loaded from anywhere', async () => {
    const reply = await fetch(`${site.url}/widget/foja.js`, { headers: { 'accept-encoding': 'gzip' } });
    expect(reply.headers.get('access-control-allow-origin')).toBe('*');
    expect(reply.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(reply.headers.get('set-cookie')).toBeNull();
    const sent = await site.app.inject({ url: '/widget/foja.js', headers: { 'accept-encoding': 'gzip' } });
    expect(sent.rawPayload.length).toBeLessThan(10_000);
    const tag = reply.headers.get('etag') ?? '';
    expect((await site.app.inject({ url: '/widget/foja.js', headers: { 'if-none-match': tag } })).statusCode).toBe(304);
  });
});

const closed = `![...document.querySelectorAll('span')].some((host) => host.shadowRoot?.querySelector('dialog'))`;
const focusedInWidget = `document.activeElement.shadowRoot.activeElement.textContent`;
