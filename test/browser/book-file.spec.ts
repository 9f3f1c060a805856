import type { Browser } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitsItsWidth, openBrowser, visit, WIDTHS } from './support/browser.ts';
import { fill, go, textOf } from './support/filling.ts';
import { CODE, openSite, type Site } from './support/site.ts';

let site: Site;
let browser: Browser;
beforeAll(async () => {
  [site, browser] = await Promise.all([openSite(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

describe.each(WIDTHS)('filing at %i px', (width) => {
  it.each([true, false])('goes from the form to the receipt, JavaScript: %s', async (javascript) => {
    const { page, troubles, axe, cookies, close } = await visit(browser, { width, javascript });
    const isRead = javascript && width === WIDTHS[0];
    await page.goto(`${site.url}/libro/20999999990`);
    expect(page.url()).toBe(`${site.url}/libro/20999999990/${CODE}`);
    expect(await textOf(page)).toContain('15 días hábiles');
    if (isRead) expect(await axe()).toEqual([]);
    await fill(page);
    await go(page, 'button[type=submit]');
    expect(await textOf(page, 'h1')).toBe('Revise su hoja');
    expect(await textOf(page)).toContain('Fui a la tienda y no me atendieron.');
    if (isRead) expect(await axe()).toEqual([]);
    await page.click('#conformidad');
    await go(page, '[data-submit]');
    const receipt = await textOf(page);
    expect(receipt).toMatch(/\d{9}-\d{4}/);
    expect(receipt).toContain('rosa@correo.example');
    expect(receipt).toContain(CODE);
    expect(page.url()).toMatch(/\/seguimiento\/foja_s_[\w-]{64}\/constancia$/);
    if (isRead) expect(await axe()).toEqual([]);
    expect(await fitsItsWidth(page)).toBe(true);
    expect(await cookies()).toEqual([]);
    expect(troubles).toEqual([]);
    await close();
  });
});
