import { randomUUID } from 'node:crypto';
import { closeBook } from '@foja/domain/provider/index.ts';
import type { Browser } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller, openTestBook, RUC } from '../support/commands.ts';
import { fitsEveryWidth, fitsItsWidth, openBrowser, type Visit, visit } from './support/browser.ts';
import { go, textOf } from './support/filling.ts';
import { CODE, openSite, type Site } from './support/site.ts';

let site: Site;
let browser: Browser;
beforeAll(async () => {
  [site, browser] = await Promise.all([openSite({ chromium: false }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

describe('the other pages, on a phone and on a desk', () => {
  let visited: Visit;
  beforeAll(async () => {
    visited = await visit(browser);
  });
  afterAll(() => visited.close());

  it.each([
    ['/', 'El Libro de Reclamaciones, en línea'],
    [`/aviso/${RUC}/${CODE}`, 'Libro de Reclamaciones'],
    ['/libro/20999999001', 'No encontramos esa página'],
    // A link that was cut short in a mail.
    ['/seguimiento', 'No encontramos esa página'],
    // This site has no Chromium: the page of a PDF that cannot be made now (503).
    [`/aviso/${RUC}/${CODE}/aviso.pdf`, 'El PDF no está listo'],
  ])('%s is sound', async (path, heading) => {
    const { page, troubles, axe, cookies } = visited;
    await page.goto(`${site.url}${path}`);
    expect(await textOf(page, 'h1')).toBe(heading);
    expect(await axe()).toEqual([]);
    expect(await fitsEveryWidth(page)).toBe(true);
    expect(await cookies()).toEqual([]);
    expect(troubles).toEqual([]);
  });
});

it('a page that sticks out to the side is noticed, on a phone too', async () => {
  const { page, close } = await visit(browser, { width: 360 });
  const wide = (px: number) =>
    page.setContent(`<meta name="viewport" content="width=device-width"><div style="width:${px}px">x</div>`);
  await wide(300);
  expect(await fitsItsWidth(page)).toBe(true);
  await wide(500);
  expect(await fitsItsWidth(page)).toBe(false);
  await close();
});

describe('a firm with several books', () => {
  it('asks which place it was, and closed ones are not offered', async () => {
    const code = `SEDE ${randomUUID().slice(0, 4)}/2`;
    const bookId = await openTestBook(site.commands, { code });
    const { page, troubles, axe, close } = await visit(browser, { width: 360 });
    await page.goto(`${site.url}/libro/${RUC}`);
    expect(await textOf(page, 'h1')).toBe('¿En qué sede ocurrió?');
    expect(await axe()).toEqual([]);
    await go(page, '.list-cards li:last-child a');
    expect(await textOf(page, '.identity')).toContain(code);
    expect(await textOf(page)).toContain('Elegir otra sede');
    const closing = { bookId, reason: 'Se mudó' };
    await site.commands.onProvider(RUC, (state) => closeBook(state, closing), caller());
    await page.reload();
    expect(await textOf(page, 'h1')).toBe('Este libro ya no recibe hojas');
    expect(await axe()).toEqual([]);
    await page.goto(`${site.url}/libro/${RUC}`);
    expect(page.url()).toContain(CODE);
    expect(troubles).toEqual([]);
    await close();
  });
});

describe('the legends', () => {
  it('are those of the regime of the day', async () => {
    const now = await (await fetch(`${site.url}/libro/${RUC}/${CODE}`)).text();
    expect(now).toContain('quince (15) días hábiles, el cual es improrrogable');
    site.setClock('2022-05-01T10:00:00-05:00');
    const then = await (await fetch(`${site.url}/libro/${RUC}/${CODE}`)).text();
    site.setClock(undefined);
    expect(then).toContain('treinta (30) días calendario');
    expect(then).not.toContain('quince (15)');
  });
});
