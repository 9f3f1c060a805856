import { codeAt } from '@foja/web/staff/one-time-codes.ts';
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hire } from '../panel/people.ts';
import { RUC } from '../support/commands.ts';
import { fitsEveryWidth, openBrowser, type Visit, visit, WIDTHS } from './support/browser.ts';
import { everyPage, noPages, type Stop, stageWhole, type Whole } from './support/every-page.ts';
import { fill, go, textOf, write } from './support/filling.ts';
import { openSite, type Site } from './support/site.ts';

const LONG_MS = 600_000;
let site: Site;
let browser: Browser;
let whole: Whole;
beforeAll(async () => {
  [site, browser] = await Promise.all([openSite(), openBrowser()]);
  whole = await stageWhole(site);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Recovery codes open once each, so the tests take them in turn. */
let codesTaken = 0;

async function enter(page: Page, { email, password }: Whole['viewer'], code?: string): Promise<void> {
  await page.goto(`${site.url}/panel/entrar`);
  await write(page, '#correo', email);
  await write(page, '#clave', password);
  await go(page, 'main button[type=submit]');
  if (code === undefined) return;
  await write(page, '#codigo', code);
  await go(page, 'main button[type=submit]');
}

async function enterByKey(page: Page, door: string, key: string): Promise<void> {
  await page.goto(`${site.url}/${door}/entrar`);
  await write(page, '#llave', key);
  await go(page, 'main button[type=submit]');
}

async function signedIn(as: Stop['as']): Promise<Visit> {
  const visited = await visit(browser, { width: WIDTHS[0] });
  if (as === 'admin') await enter(visited.page, whole.admin, whole.admin.codes[codesTaken++]);
  if (as === 'enrolling') await enter(visited.page, whole.newAdmin);
  if (as === 'viewer') await enter(visited.page, whole.viewer);
  if (as === 'official') await enterByKey(visited.page, 'indecopi', whole.office.key);
  if (as === 'auditor') await enterByKey(visited.page, 'auditoria', whole.office.auditorKey);
  return visited;
}

/**
 * What is wrong with the page as it stands; nothing, where it is sound. The same markup goes out at every width: axe reads it
 * once, as a phone shows it; the panel's own tests have it read what a desk shows.
 */
async function faultsOf({ page, axe, troubles }: Visit): Promise<string[]> {
  return [
    ...(await axe()),
    ...((await fitsEveryWidth(page)) ? [] : ['sticks out to the side']),
    ...((await page.title()) === '' ? ['no title'] : []),
    ...troubles,
  ];
}

it('knows every route that a person can open', () => {
  const pages = site.gets.filter((url) => !/^\/(?:v1|docs|healthz|readyz|metrics|openapi|ledger)/.test(url));
  const listed = [...Object.keys(everyPage(whole)), ...Object.keys(noPages(whole))];
  expect(pages.toSorted()).toEqual(listed.toSorted());
});

describe('every page, on a phone and on a desk', () => {
  it.each([undefined, 'admin', 'viewer', 'enrolling', 'official', 'auditor'] as const)(
    'is sound for %s',
    async (as) => {
      const visited = await signedIn(as);
      const stops = Object.values(everyPage(whole))
        .flat()
        .filter((stop) => stop.as === as);
      const found: Record<string, unknown> = {};
      for (const { path, status = 200 } of stops) {
        const response = await visited.page.goto(`${site.url}${path}`);
        const faults = await faultsOf(visited);
        if (response?.status() !== status) faults.push(`status ${response?.status()}, not ${status}`);
        if (faults.length > 0) found[path] = faults;
      }
      expect(stops.length).toBeGreaterThan(0);
      expect(found).toEqual({});
      await visited.close();
    },
    LONG_MS,
  );

  it('what a form answers is sound', async () => {
    const visited = await visit(browser, { width: WIDTHS[0] });
    const { page } = visited;
    await page.goto(`${site.url}${whole.book}`);
    await fill(page);
    await go(page, 'button[type=submit]');
    expect(await faultsOf(visited)).toEqual([]);
    const fields = await page.$$eval('[data-file-form] input[type=hidden]', (all) =>
      all.map((field) => [field.getAttribute('name') ?? '', field.getAttribute('value') ?? '']),
    );
    await page.click('#conformidad');
    await go(page, '[data-submit]');
    // The same form once more, with another text: one form is one sheet.
    const changed = fields.map(([name, value]) => [name, name === 'detalle' ? 'Otra cosa.' : value]);
    await Promise.all([
      page.waitForNavigation({ waitUntil: 'load' }),
      page.evaluate(`(() => {
        const form = Object.assign(document.createElement('form'), { method: 'post', action: ${JSON.stringify(`${whole.book}/presentar`)} });
        for (const [name, value] of ${JSON.stringify([...changed, ['conformidad', 'si']])}) {
          form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
        }
        document.body.append(form);
        form.submit();
      })()`),
    ]);
    expect(await textOf(page, 'h1')).toBe('Esta hoja ya fue presentada');
    expect(await faultsOf(visited)).toEqual([]);
    await visited.close();
  });

  it('what the panel answers is sound', async () => {
    const visited = await signedIn('admin');
    const { page } = visited;
    const soundAfter = async (heading: string) => {
      expect(await textOf(page, 'h1')).toBe(heading);
      expect([heading, await faultsOf(visited)]).toEqual([heading, []]);
    };
    await page.goto(`${site.url}/panel/respaldo`);
    await go(page, 'main button[type=submit]');
    await soundAfter('Pasar una hoja de papel');
    await page.goto(`${site.url}/panel/ajustes/llaves`);
    await write(page, '#etiqueta', 'ERP');
    await go(page, 'form[action="/panel/ajustes/llaves"] button[type=submit]');
    await soundAfter('Llaves');
    await page.goto(`${site.url}/panel/ajustes/equipo`);
    await write(page, '#nombre', 'Nueva Persona');
    await write(page, '#correo', 'nueva@bazar.example');
    await go(page, 'form[action="/panel/ajustes/equipo"] button[type=submit]');
    await soundAfter('Enlace para Nueva Persona');
    await visited.close();
  });
});

/** What swagger-ui itself does wrong, by axe's names: nothing that is ours to write. The same contract is at /openapi.json. */
const OF_SWAGGER_UI = [
  'color-contrast',
  'heading-order',
  'image-alt',
  'label',
  'nested-interactive',
  'region',
  'select-name',
];

it('the contract at /docs has no faults but those of the page that shows it', async () => {
  const visited = await visit(browser, { width: 1280 });
  await visited.page.goto(`${site.url}/docs`);
  await visited.page.waitForSelector('.opblock-tag', { timeout: 100_000 });
  const kinds = new Set((await faultsOf(visited)).map((fault) => fault.split(':')[0]));
  // Its one inline style, which our policy does not let in.
  const expected = visited.troubles.every((trouble) => trouble.includes('Applying inline style violates'));
  if (expected) kinds.delete('console');
  expect([...kinds].filter((kind) => kind !== undefined && !OF_SWAGGER_UI.includes(kind))).toEqual([]);
  await visited.close();
}, 180_000);

describe('an administrator without a second factor', () => {
  it('sets it up on the first page, is given recovery codes, and goes on to where they were going', async () => {
    const visited = await visit(browser, { width: WIDTHS[0] });
    const { page } = visited;
    const person = await hire(site.staff, RUC, 'admin', 'Olga Ficticia');
    await page.goto(`${site.url}/panel/reclamos?tipo=queja`);
    await write(page, '#correo', person.email);
    await write(page, '#clave', person.password);
    await go(page, 'main button[type=submit]');
    expect(await textOf(page, 'h1')).toBe('Active la verificación en dos pasos');
    const secret = (await textOf(page, 'main code')).replaceAll(' ', '');
    await write(page, '#codigo', codeAt(secret, new Date().toISOString()));
    await go(page, 'main button[type=submit]');
    expect(await textOf(page, 'h1')).toBe('Guarde sus códigos de recuperación');
    expect(await faultsOf(visited)).toEqual([]);
    await go(page, 'main a.button');
    expect(await textOf(page, 'h1')).toBe('Reclamos y quejas');
    expect(page.url()).toContain('tipo=queja');
    await visited.close();
  });
});

describe('where something fails', () => {
  it('the page that says so is sound', async () => {
    const visited = await visit(browser, { width: WIDTHS[0] });
    const broken = vi.spyOn(site.commands, 'claim').mockRejectedValue(new Error('of the test'));
    const response = await visited.page.goto(`${site.url}${whole.answered}`);
    broken.mockRestore();
    expect(response?.status()).toBe(500);
    expect(await textOf(visited.page, 'h1')).toBe('Algo falló de nuestro lado');
    const expected = visited.troubles.splice(0);
    expect(expected.every((trouble) => trouble.includes('status of 500'))).toBe(true);
    expect(await faultsOf(visited)).toEqual([]);
    await visited.close();
  });
});

it('what is no page is none', async () => {
  const visited = await signedIn('admin');
  const cookie = (await visited.page.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  for (const { path, as, status = 200 } of Object.values(noPages(whole))) {
    const ending = new AbortController();
    const answer = await fetch(`${site.url}${path}`, {
      redirect: 'manual',
      signal: ending.signal,
      headers: as === undefined ? {} : { cookie },
    });
    expect([path, answer.status]).toEqual([path, status]);
    if (status === 200)
      expect([path, answer.headers.get('content-type')]).not.toEqual([path, expect.stringContaining('html')]);
    if (path === '/panel/events') ending.abort();
    else await answer.arrayBuffer();
  }
  await visited.close();
});
