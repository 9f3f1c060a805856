import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitsItsWidth, openBrowser, visit, WIDTHS } from './support/browser.ts';
import { claimIn, fileOnPage } from './support/filing.ts';
import { answers, fill, go, textOf, write } from './support/filling.ts';
import { CODE, openSite, type Site } from './support/site.ts';

let site: Site;
let browser: Browser;
let form: string;
beforeAll(async () => {
  [site, browser] = await Promise.all([openSite(), openBrowser()]);
  form = `${site.url}/libro/20999999990/${CODE}`;
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const nameOn = (page: Page) => page.$eval('#nombre', (field) => (field as unknown as { value: string }).value);

describe.each(WIDTHS)('mistakes at %i px', (width) => {
  it.each([true, false])(
    'are summed up, linked to their fields, and lose nothing; JavaScript: %s',
    async (javascript) => {
      const { page, troubles, axe, close } = await visit(browser, { width, javascript });
      await page.goto(form);
      await write(page, '#detalle', answers['detalle'] ?? '');
      await page.click('#menor');
      await go(page, 'button[type=submit]');
      const summary = await textOf(page, '[data-error-summary]');
      for (const told of [
        'nombre y apellidos',
        'número de su documento',
        'padre, la madre o el tutor',
        'reclamo o queja',
      ]) {
        expect(summary).toContain(told);
      }
      const links = await page.$$eval('[data-error-summary] a', (all) =>
        all.map((link) => link.getAttribute('href') ?? ''),
      );
      for (const link of links) expect(await page.$(link), link).not.toBeNull();
      expect(await page.title()).toMatch(/^Error: /);
      expect(await page.$eval('#detalle', (field) => (field as unknown as { value: string }).value)).toBe(
        answers['detalle'],
      );
      if (javascript) {
        // The form as it is opened is read on a phone, in book-file.spec.ts.
        if (width === WIDTHS[1]) expect(await axe()).toEqual([]);
        expect(await page.evaluate('document.activeElement.hasAttribute("data-error-summary")')).toBe(true);
      }
      await page.click('[data-error-summary] a');
      expect(await page.evaluate('document.querySelector(":target").id')).toBe('nombre');
      expect(troubles).toEqual([]);
      await close();
    },
  );
});

describe('a draft', () => {
  it('survives a reload and a page that never came, and is gone once the sheet is filed', async () => {
    const { page, axe, close } = await visit(browser, { width: 360 });
    await page.goto(form);
    await fill(page);
    await page.reload();
    expect(await textOf(page, '[data-draft-notice]')).toContain('Recuperamos lo que había escrito');
    expect(await axe()).toEqual([]);
    expect(await page.$eval('#detalle', (field) => (field as unknown as { value: string }).value)).toBe(
      answers['detalle'],
    );
    expect(await page.$eval('#tipo', (field) => (field as unknown as { checked: boolean }).checked)).toBe(true);
    await page.setOfflineMode(true);
    await Promise.all([
      page.waitForNavigation({ timeout: 10_000 }).catch(() => undefined), // ends with the browser's page for "no line"
      page.click('button[type=submit]').catch(() => undefined),
    ]);
    await page.setOfflineMode(false);
    // That page may still be on its way in, and then takes the place of the first visit.
    await page.goto(form).catch(() => page.goto(form));
    expect(await page.$eval('#nombre', (field) => (field as unknown as { value: string }).value)).toBe(
      answers['nombre'],
    );
    await go(page, 'button[type=submit]');
    await page.click('#conformidad');
    await go(page, '[data-submit]');
    await page.goto(form);
    expect(await page.$eval('#nombre', (field) => (field as unknown as { value: string }).value)).toBe('');
    await close();
  });

  it.each([
    ['where it is told', async (page: Page) => void (await page.reload()), '[data-draft-notice] [data-draft-forget]'],
    ['on the form', async () => undefined, '[data-draft-note] [data-draft-forget]'],
    ['on the preview', (page: Page) => go(page, 'button[type=submit]'), '[data-draft-note] [data-draft-forget]'],
  ])('on a tablet of somebody else’s can be thrown away %s', async (_, first, button) => {
    const { page, troubles, close } = await visit(browser, { width: 360 });
    await page.goto(form);
    await fill(page);
    await first(page);
    await go(page, button);
    expect(await nameOn(page)).toBe('');
    expect(await page.evaluate('localStorage.length')).toBe(0);
    await page.reload();
    expect(await nameOn(page)).toBe('');
    expect(troubles).toEqual([]);
    await close();
  });

  it('is forgotten after four hours, as the page says, whichever book is opened then', async () => {
    const { page, close } = await visit(browser);
    await page.goto(form);
    expect(await textOf(page, '[data-draft-note]')).toContain('por 4 horas');
    await fill(page);
    await page.reload();
    const age = (hours: number) =>
      page.evaluate(`(() => {
        const [name] = Object.keys(localStorage);
        const draft = JSON.parse(localStorage.getItem(name));
        localStorage.clear();
        localStorage.setItem('foja-borrador-de-otro-libro', JSON.stringify({ ...draft, at: Date.now() - ${hours} * 3600000 }));
      })()`);
    // The page itself would keep what stands in it; another of the same place keeps nothing.
    await page.goto(`${site.url}/`);
    await age(3.9);
    await page.goto(form);
    expect(await page.evaluate('localStorage.length')).toBe(1);
    await page.goto(`${site.url}/`);
    await age(4.1);
    await page.goto(form);
    expect(await page.evaluate('localStorage.length')).toBe(0);
    await close();
  });

  it('does not come back by going back from the receipt', async () => {
    const { page, close } = await visit(browser);
    await page.goto(form);
    await fill(page);
    await go(page, 'button[type=submit]');
    await page.click('#conformidad');
    await go(page, '[data-submit]');
    expect(await textOf(page, 'h1')).toBe('Su reclamo fue presentado');
    await page.evaluate('history.go(-2)');
    await page.waitForSelector('#nombre');
    await page.waitForFunction("document.readyState === 'complete'");
    expect(await nameOn(page)).toBe('');
    await page.goto(`${site.url}/`);
    expect(await page.evaluate('localStorage.length')).toBe(0);
    await close();
  });

  it('without JavaScript the preview leads back with everything', async () => {
    const { page, close } = await visit(browser, { javascript: false });
    await page.goto(form);
    await fill(page);
    await go(page, 'button[type=submit]');
    await go(page, '.link-button');
    for (const [name, value] of Object.entries(answers)) {
      expect(await page.$eval(`#${name}`, (field) => (field as unknown as { value: string }).value), name).toBe(value);
    }
    await close();
  });
});

describe('one form is one sheet', () => {
  it('however often it is sent', async () => {
    const { page, close } = await visit(browser, { javascript: false });
    await page.goto(form);
    await fill(page);
    await go(page, 'button[type=submit]');
    const fields = await page.$$eval('[data-file-form] input[type=hidden]', (all) =>
      all.map((field) => [field.getAttribute('name') ?? '', field.getAttribute('value') ?? '']),
    );
    const body = () => new URLSearchParams([...(fields as [string, string][]), ['conformidad', 'si']]);
    const sent = await Promise.all(
      Array.from({ length: 5 }, () => fetch(`${form}/presentar`, { method: 'POST', body: body(), redirect: 'manual' })),
    );
    expect(sent.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303]);
    expect(new Set(sent.map(({ headers }) => headers.get('location'))).size).toBe(1);
    const other = body();
    other.set('detalle', 'Otra cosa.');
    const changed = await fetch(`${form}/presentar`, { method: 'POST', body: other });
    expect(changed.status).toBe(409);
    expect(await changed.text()).toContain('Esta hoja ya fue presentada');
    await close();
  });

  it('and is filed only with the conformity that stands for a signature, whose wording is recorded', async () => {
    const { page, axe, close } = await visit(browser);
    await page.goto(form);
    await fill(page);
    await go(page, 'button[type=submit]');
    await go(page, '[data-submit]');
    expect(await textOf(page, '[data-error-summary]')).toContain('Marque la casilla');
    expect(await axe()).toEqual([]);
    await page.click('#conformidad');
    await go(page, '[data-submit]');
    const claim = await site.commands.claim(claimIn(page.url().replace('/constancia', '')));
    expect(claim?.state.filed).toMatchObject({ channel: 'web', conformity: { textVersion: 'conformidad-2026-11' } });
    await close();
  });
});

describe('with the keyboard alone', () => {
  it('a sheet can be filed', async () => {
    const { page, troubles, close } = await visit(browser);
    await page.goto(form);
    const typed: Record<string, string> = {
      nombre: 'Rosa Teclado',
      numeroDocumento: '01234567',
      correo: 'r@correo.example',
      detalle: 'No enciende.',
    };
    const focused = () =>
      page.evaluate('({ id: document.activeElement.id, type: document.activeElement.type })') as Promise<{
        id: string;
        type: string;
      }>;
    for (let steps = 0; steps < 60; steps += 1) {
      await page.keyboard.press('Tab');
      const { id, type } = await focused();
      if (typed[id] !== undefined) await page.keyboard.type(typed[id]);
      if (type === 'radio') await page.keyboard.press('Space');
      if (type === 'submit') break;
    }
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(await textOf(page, 'h1')).toBe('Revise su hoja');
    for (let steps = 0; steps < 30 && (await focused()).type !== 'checkbox'; steps += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    expect(await textOf(page, 'h1')).toBe('Su reclamo fue presentado');
    expect(troubles).toEqual([]);
    await close();
  });
});

describe('hostile text', () => {
  it('is shown as text on every page', async () => {
    const { page, troubles, close } = await visit(browser);
    const evil =
      '"><script>window.hacked=1</script><img src=x onerror=window.hacked=1><svg onload=window.hacked=1>{{constructor}}';
    const change = {
      nombre: evil,
      descripcion: evil,
      detalle: `${evil}</textarea>${evil}`,
      pedido: evil,
      domicilio: evil,
    };
    const { base } = await fileOnPage(page, site, change);
    for (const path of ['', '/constancia', '/hoja']) {
      await page.goto(`${base}${path}`);
      expect(await page.evaluate('window.hacked')).toBeUndefined();
      expect(await page.$('script:not([src]), main img[src=x], main svg[onload]')).toBeNull();
    }
    await page.goto(`${base}/constancia`);
    expect(await textOf(page)).toContain('<script>window.hacked=1</script>');
    expect(await textOf(page)).toContain('{{constructor}}');
    expect(troubles).toEqual([]);
    await close();
  });

  it('however long, stays within the page', async () => {
    const { page, troubles, close } = await visit(browser, { width: 360 });
    const long = 'W'.repeat(150);
    await page.goto(form);
    await fill(page, {
      nombre: long,
      domicilio: long,
      telefono: 'W'.repeat(50),
      detalle: 'W'.repeat(4000),
      pedido: long,
    });
    await page.click('#menor');
    await write(page, '#apoderadoNombre', long);
    await go(page, 'button[type=submit]');
    expect(await fitsItsWidth(page)).toBe(true);
    await page.click('#conformidad');
    await go(page, '[data-submit]');
    expect(await fitsItsWidth(page)).toBe(true);
    await page.goto(page.url().replace('/constancia', ''));
    expect(await fitsItsWidth(page)).toBe(true);
    expect(troubles).toEqual([]);
    await close();
  });
});
