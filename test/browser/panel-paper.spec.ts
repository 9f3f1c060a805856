import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPdf } from '../documents/reading.ts';
import { enrol, hire, type PersonToSignIn } from '../panel/people.ts';
import { openTestBook, RUC } from '../support/commands.ts';
import { openBrowser, visit } from './support/browser.ts';
import { go, textOf, write } from './support/filling.ts';
import { openSite, type Site } from './support/site.ts';

let site: Site;
let browser: Browser;
let admin: PersonToSignIn & { readonly codes: readonly string[] };
let folder: string;
beforeAll(async () => {
  [site, browser, folder] = await Promise.all([openSite(), openBrowser(), mkdtemp(join(tmpdir(), 'foja-download-'))]);
  await openTestBook(site.commands, { code: 'RESPALDO-01', channel: 'backup' });
  const person = await hire(site.staff, RUC, 'admin', 'Ana Ficticia');
  admin = { ...person, codes: await enrol(site.staff, person, new Date().toISOString()) };
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

async function enter(page: Page, recoveryCode: number): Promise<void> {
  await page.goto(`${site.url}/panel/entrar`);
  await write(page, '#correo', admin.email);
  await write(page, '#clave', admin.password);
  await go(page, 'main button[type=submit]');
  await write(page, '#codigo', admin.codes[recoveryCode] ?? '');
  await go(page, 'main button[type=submit]');
}

/** Clicks, and waits for the whole file that comes down. */
async function download(page: Page, selector: string): Promise<Buffer> {
  const client = await page.createCDPSession();
  await client.send('Browser.setDownloadBehavior', {
    behavior: 'allowAndName',
    downloadPath: folder,
    eventsEnabled: true,
    browserContextId: page.browserContext().id ?? '',
  });
  const whole = new Promise<string>((resolve, reject) => {
    client.on('Browser.downloadProgress', ({ guid, state }) => {
      if (state === 'completed') resolve(guid);
      if (state === 'canceled') reject(new Error('the download was cancelled'));
    });
  });
  await page.click(selector);
  return readFile(join(folder, await whole));
}

describe('the backup book', () => {
  it('has its blank sheets printed from the panel: three copies of each number', async () => {
    const { page, troubles, close } = await visit(browser);
    await enter(page, 0);
    await page.goto(`${site.url}/panel/ajustes/libros`);
    const form = 'form[action$="/hojas.pdf"]';
    const ids = await page.$$eval(`${form} input`, (all) => all.map(({ id }) => id));
    await write(page, `#${ids[0]}`, '7');
    await write(page, `#${ids[1]}`, '8');
    const pdf = await download(page, `${form} button`);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const { info, text, fonts } = await readPdf(pdf);
    expect(info['Pages']).toBe('6');
    const year = new Date().getUTCFullYear();
    for (const number of [`000000007-${year}`, `000000008-${year}`]) expect(text.split(number)).toHaveLength(4);
    for (const recipient of ['CONSUMIDOR', 'PROVEEDOR', 'INDECOPI']) {
      expect(text.match(new RegExp(`Destinatario: ${recipient}`, 'g'))).toHaveLength(2);
    }
    expect(text).toMatch(/LIBRO DE RECLAMACIONES DE .{0,30}RESPALDO/); // on two lines beside the sheet's name
    expect(text).toContain('CÓDIGO DE IDENTIFICACIÓN: RESPALDO-01');
    expect(fonts.every(({ embedded }) => embedded)).toBe(true);
    await go(page, 'a[href$="/hojas"]');
    expect(await textOf(page, 'body')).toContain(`000000001-${year}`);
    expect(troubles).toEqual([]);
    await close();
  });

  it('gives a sheet that was typed in the number it bears on paper, on the page and on the PDF', async () => {
    const { page, troubles, close } = await visit(browser, { width: 360 });
    await enter(page, 1);
    await page.goto(`${site.url}/panel/respaldo`);
    const option = await page.$$eval('#libro option', (all) =>
      all.find((one) => one.textContent?.includes('RESPALDO-01'))?.getAttribute('value'),
    );
    await page.select('#libro', option ?? '');
    const hourAgo = new Date(Date.now() - 6 * 3_600_000).toISOString().slice(0, 16);
    await page.evaluate(`document.querySelector('#fecha').value = '${hourAgo}'`);
    const typed = {
      'numero-papel': '000000087-2026',
      nombre: 'Pedro Ficticio',
      documento: '07654321',
      domicilio: 'Jr. Papel 1, Lima',
      detalle: 'La silla vino coja.',
    };
    for (const [name, value] of Object.entries(typed)) await write(page, `[name="${name}"]`, value);
    for (const id of ['#bien-product', '#tipo-reclamo', '#medio-letter', '#firmada']) await page.click(id);
    await go(page, 'main form button[type=submit]');
    expect(await textOf(page)).toContain('hoja N.º 000000087-2026');
    const pdf = await download(page, 'a[href$="/hoja.pdf"]');
    expect((await readPdf(pdf)).text).toContain(
      'Firmado en la hoja N.º 000000087-2026 del Libro de Reclamaciones de Respaldo',
    );
    expect(troubles).toEqual([]);
    await close();
  });
});
