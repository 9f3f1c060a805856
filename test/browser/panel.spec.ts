import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileAt } from '../panel/claims.ts';
import { openPanelHouse, type PanelHouse } from '../panel/house.ts';
import { type Scene, stage } from '../panel/scene.ts';
import { fitsEveryWidth, openBrowser, visit, WIDTHS } from './support/browser.ts';
import { go, textOf, write } from './support/filling.ts';

let house: PanelHouse;
let scene: Scene;
let browser: Browser;
let url: string;
beforeAll(async () => {
  house = await openPanelHouse();
  [scene, browser, url] = await Promise.all([stage(house), openBrowser(), house.listen()]);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

type Role = 'admin' | 'respondent' | 'viewer';

async function enter(page: Page, role: Role): Promise<void> {
  await page.goto(`${url}/panel`);
  await write(page, '#correo', house.people[role].email);
  await write(page, '#clave', house.people[role].password);
  await go(page, 'button[type=submit]');
}

const PAGES: Readonly<Record<Role, readonly string[]>> = {
  viewer: ['', '/reclamos', '/reclamos?plazo=vencidos', '/correos', '/cuenta', '/reclamos/CLAIM'],
  respondent: ['', '/reclamos', '/respaldo', '/sirec', '/correos', '/cuenta', '/reclamos/CLAIM', '/reclamos/HOSTILE'],
  admin: [
    '',
    '/reclamos',
    '/sirec',
    '/ajustes',
    '/ajustes/libros',
    '/ajustes/equipo',
    '/ajustes/llaves',
    '/reclamos/QUEJA',
  ],
};

/** Pages that axe has read: once each, as a desk shows them. As a phone does, every-page.spec.ts has it read them. */
const read = new Set<string>();

describe('the panel, on a phone and on a desk', () => {
  it.each(['admin', 'respondent', 'viewer'] as const)('is whole for %s', async (role) => {
    const { page, troubles, axe, close } = await visit(browser);
    await page.goto(`${url}/panel`);
    if (read.size === 0) expect(await axe()).toEqual([]);
    await enter(page, role);
    for (const each of PAGES[role]) {
      const path = each.replace('CLAIM', scene.dueSoon).replace('HOSTILE', scene.hostile).replace('QUEJA', scene.queja);
      const response = await page.goto(`${url}/panel${path}`);
      expect([path, response?.status()]).toEqual([path, 200]);
      if (!read.has(each)) expect([path, await axe()]).toEqual([path, []]);
      read.add(each);
      expect([path, await fitsEveryWidth(page)]).toEqual([path, true]);
    }
    expect(troubles).toEqual([]);
    await close();
  });
});

describe.each(WIDTHS)('the panel at %i px', (width) => {
  it.each([true, false])('answers a claim, JavaScript: %s', async (javascript) => {
    const claimId = await fileAt(house, `answer ${width} ${javascript}`, '2026-10-07T10:00:00-05:00');
    await house.settled();
    const { page, troubles, axe, close } = await visit(browser, { width, javascript });
    const isRead = javascript && width === WIDTHS[0];
    await enter(page, 'respondent');
    await page.goto(`${url}/panel/reclamos/${claimId}`);
    await page.click('#respuesta-sentido-accepted');
    await write(
      page,
      '#respuesta-texto',
      'Le cambiaremos la licuadora el lunes 26 en su domicilio, sin costo alguno para usted.',
    );
    await go(page, '.act button[type=submit]');
    expect(await textOf(page, 'h1')).toBe('Revise la respuesta antes de enviarla');
    expect(await textOf(page, '.letter')).toContain('Le cambiaremos la licuadora');
    if (isRead) expect(await axe()).toEqual([]);
    await go(page, '.desk-side button[type=submit]');
    expect(await textOf(page)).toContain('Antes de enviar, confirme cada punto');
    if (isRead) expect(await axe()).toEqual([]);
    for (const box of await page.$$('.desk-side input[type=checkbox]')) await box.click();
    await go(page, '.desk-side button[type=submit]');
    expect(await textOf(page)).toContain('La respuesta quedó registrada');
    expect(await textOf(page, '.clock')).toContain('Cerrado a tiempo');
    if (isRead) expect(await axe()).toEqual([]);
    expect((await house.commands.claim(claimId))?.state.response?.late).toBe(false);
    expect(troubles).toEqual([]);
    await close();
  });
});

describe('the panel', () => {
  it('is used from the keyboard alone, and the focus is always seen', async () => {
    const { page, troubles, close } = await visit(browser);
    await page.goto(`${url}/panel/entrar`);
    const tabTo = async (selector: string) => {
      for (let presses = 0; presses < 120; presses += 1) {
        if ((await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) === true) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`no Tab leads to ${selector}`);
    };
    const press = (key: 'Enter') => Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
    await tabTo('#correo');
    await page.keyboard.type(house.people.respondent.email);
    await tabTo('#clave');
    await page.keyboard.type(house.people.respondent.password);
    await press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Ir al contenido');
    await page.keyboard.press('Enter');
    await tabTo(`.claim-row a[href$="${scene.dueSoon}"]`);
    const shown = await page.evaluate(`(() => {
      const style = getComputedStyle(document.activeElement);
      return style.backgroundColor === 'rgb(255, 221, 0)' && style.boxShadow !== 'none';
    })()`);
    expect(shown).toBe(true);
    await press('Enter');
    await tabTo('#respuesta-sentido-accepted');
    await page.keyboard.press('Space');
    await tabTo('#respuesta-texto');
    await page.keyboard.type('Le cambiaremos la lavadora.');
    await tabTo('.act button[type=submit]');
    await press('Enter');
    expect(await textOf(page, 'h1')).toBe('Revise la respuesta antes de enviarla');
    expect(troubles).toEqual([]);
    await close();
  });

  it('counts live, without a reload', async () => {
    const { page, troubles, close } = await visit(browser);
    await enter(page, 'viewer');
    const before = Number(await textOf(page, '[data-counter=nuevos]'));
    await fileAt(house, 'live', house.now());
    await page.waitForFunction(`document.querySelector('[data-counter=nuevos]').textContent === '${before + 1}'`, {
      timeout: 60_000,
    });
    expect(await page.evaluate("document.querySelector('[data-live-note]').hidden")).toBe(false);
    expect(troubles).toEqual([]);
    await close();
  });

  it('keeps what is being written when the session is lost', async () => {
    const claimId = await fileAt(house, 'lost', '2026-10-07T10:00:00-05:00');
    await house.settled();
    const { page, close } = await visit(browser);
    await enter(page, 'respondent');
    await page.goto(`${url}/panel/reclamos/${claimId}`);
    await write(page, '#respuesta-texto', 'Una respuesta a medio escribir.');
    await page.click('#respuesta-sentido-partly');
    await house.staff.sessions.closeAll(house.people.respondent.staffId);
    await go(page, '.act button[type=submit]');
    expect(await textOf(page, 'h1')).toBe('Entrar al panel');
    await write(page, '#correo', house.people.respondent.email);
    await write(page, '#clave', house.people.respondent.password);
    await go(page, 'button[type=submit]');
    await page.goto(`${url}/panel/reclamos/${claimId}`);
    expect(await page.evaluate("document.querySelector('#respuesta-texto').value")).toBe(
      'Una respuesta a medio escribir.',
    );
    await close();
  });

  it('shows what hostile people wrote, and runs none of it', async () => {
    const { page, troubles, close } = await visit(browser);
    let alerted = false;
    page.on('dialog', (dialog) => {
      alerted = true;
      void dialog.dismiss();
    });
    await enter(page, 'admin');
    for (const path of ['', '/reclamos', `/reclamos/${scene.hostile}`, `/reclamos/${scene.hostile}/hoja`, '/sirec']) {
      await page.goto(`${url}/panel${path}`);
    }
    expect(alerted).toBe(false);
    expect(troubles).toEqual([]);
    await close();
  });

  it('says nothing of another firm’s claim', async () => {
    const claimId = await fileAt(house, 'foreign', house.now(), { bookId: house.foreignBookId });
    const { page, close } = await visit(browser);
    await enter(page, 'admin');
    const response = await page.goto(`${url}/panel/reclamos/${claimId}`);
    expect(response?.status()).toBe(404);
    expect(await textOf(page, 'h1')).toBe('No se encontró');
    await close();
  });

  it('gives the public pages no cookie', async () => {
    const { page, close } = await visit(browser);
    await enter(page, 'viewer');
    const request = page.waitForRequest((each) => each.url().endsWith('/healthz'));
    await page.goto(`${url}/healthz`);
    expect((await request).headers()['cookie']).toBeUndefined();
    await close();
  });
});
