import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fitsEveryWidth, openBrowser, visit } from './support/browser.ts';
import { openSite, type Site } from './support/site.ts';

/** The public page for checking a copy, with an upload as people make it. */

let site: Site;
let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), 'foja-verify-'));
beforeAll(async () => {
  [site, browser] = await Promise.all([openSite({ chromium: false }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  rmSync(folder, { recursive: true });
});

describe('on a phone and on a desk', () => {
  test('is accessible, before and after a file was looked at', async () => {
    const { page, axe, troubles, close } = await visit(browser);
    await page.goto(`${site.url}/verificar`);
    expect([...(await axe()), ...troubles]).toEqual([]);
    expect(await fitsEveryWidth(page)).toBe(true);
    const path = join(folder, 'hoja.pdf');
    writeFileSync(path, '%PDF-1.7 no es de aquí');
    const input = await page.waitForSelector('input[type=file]');
    await input?.uploadFile(path);
    await Promise.all([page.waitForNavigation(), page.click('main button[type=submit]')]);
    expect(await page.$eval('#resultado-0', (title) => title.textContent)).toBe('No conocemos este PDF');
    expect(await axe()).toEqual([]);
    expect(await fitsEveryWidth(page)).toBe(true);
    await close();
  });

  test('says what is missing where nothing was chosen', async () => {
    const { page, axe, close } = await visit(browser);
    await page.goto(`${site.url}/verificar`);
    await Promise.all([page.waitForNavigation(), page.click('main button[type=submit]')]);
    expect(await page.$eval('.error-text', (error) => error.textContent)).toContain('Elija al menos un archivo');
    expect(await axe()).toEqual([]);
    await close();
  });
});
