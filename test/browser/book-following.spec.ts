import { offerSettlement, respond, viewClaim } from '@foja/domain/claim/index.ts';
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller } from '../support/commands.ts';
import { fitsItsWidth, openBrowser, type Visit, visit } from './support/browser.ts';
import { fileOnPage } from './support/filing.ts';
import { go, textOf, write } from './support/filling.ts';
import { openSite, type Site } from './support/site.ts';

let site: Site;
let browser: Browser;
let base: string;
let claimId: string;
let visited: Visit;
let page: Page;

beforeAll(async () => {
  [site, browser] = await Promise.all([openSite(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

async function offer(text = 'Le cambiamos la licuadora por una nueva.'): Promise<void> {
  const made = await site.commands.onClaim(
    claimId,
    (claim, about) =>
      offerSettlement(claim, { mode: 'remote', medium: 'email', text, communicatedAt: about.now }, about),
    caller('respondent'),
  );
  expect(made.ok).toBe(true);
}

async function answer(outcome: 'refused' | 'accepted'): Promise<void> {
  const words = { outcome, text: 'Esta es la respuesta.', medium: 'email' } as const;
  const grounds = outcome === 'refused' ? { grounds: 'La garantía venció.' } : {};
  const made = await site.commands.onClaim(
    claimId,
    (claim, about) => respond(claim, { ...words, ...grounds, communicatedAt: about.now }, about),
    caller('respondent'),
  );
  expect(made.ok).toBe(true);
}

describe.each([
  [360, true],
  [1280, false],
] as const)('following a claim at %i px, JavaScript: %s', (width, javascript) => {
  beforeAll(async () => {
    visited = await visit(browser, { width, javascript });
    page = visited.page;
    ({ base, claimId } = await fileOnPage(page, site));
  });
  afterAll(async () => {
    expect(visited.troubles).toEqual([]);
    expect(await visited.cookies()).toEqual([]);
    await visited.close();
  });

  it('says where it stands and how many days are left', async () => {
    await page.goto(base);
    expect(await textOf(page, 'h1')).toBe('Su reclamo está presentado');
    expect(await textOf(page)).toMatch(/Quedan 1[45] días hábiles/);
    await site.commands.onClaim(claimId, (claim) => viewClaim(claim), caller('respondent'));
    await page.reload();
    expect(await textOf(page, '.tag')).toBe('En atención');
    expect(await textOf(page, '.timeline')).toContain('La empresa abrió su hoja');
    expect(await fitsItsWidth(page)).toBe(true);
    if (javascript) expect(await visited.axe()).toEqual([]);
  });

  it('shows an offer; accepting needs the box, binds the provider and ends the claim', async () => {
    await offer();
    await page.goto(base);
    expect(await textOf(page, 'h1')).toBe('La empresa le hizo un ofrecimiento');
    await go(page, 'a[href$="/aceptar"]');
    expect(await textOf(page)).toContain('ACUERDO ACEPTADO PARA SOLUCIONAR EL RECLAMO');
    if (javascript) expect(await visited.axe()).toEqual([]);
    await go(page, 'button[type=submit]');
    expect(await textOf(page, '[data-error-summary]')).toContain('Marque la casilla');
    if (javascript) expect(await visited.axe()).toEqual([]);
    await page.click('#acepto');
    await go(page, 'button[type=submit]');
    expect(await textOf(page)).toContain('Aceptó el ofrecimiento');
    expect(await textOf(page, '.tag')).toBe('Terminó en acuerdo');
    const { state } = (await site.commands.claim(claimId)) ?? {};
    expect(state?.offers[0]?.status).toBe('accepted');
  });

  it('asks whether the promise was kept, and says where to go where it was not', async () => {
    await page.goto(base);
    await go(page, '#cumplio ~ form button');
    expect(await textOf(page, '[data-error-summary]')).toContain('Elija si cumplió o no');
    await page.click('#cumplido-no');
    await write(page, '#comentario', 'No llegó nada.');
    await go(page, '#cumplio ~ form button');
    expect(await textOf(page)).toContain('Usted dijo que no cumplió.');
    expect(await textOf(page)).toContain('Indecopi');
    if (javascript) expect(await visited.axe()).toEqual([]);
  });
});

describe('what else may happen to a claim', () => {
  beforeAll(async () => {
    visited = await visit(browser);
    page = visited.page;
  });
  afterAll(async () => {
    expect(visited.troubles).toEqual([]);
    await visited.close();
  });

  it('an offer is not accepted, and the clock runs on', async () => {
    ({ base, claimId } = await fileOnPage(page, site));
    await offer();
    await page.goto(base);
    await go(page, 'a[href$="/rechazar"]');
    expect(await visited.axe()).toEqual([]);
    await write(page, '#motivo', 'Quiero mi dinero.');
    await go(page, 'button[type=submit]');
    expect(await textOf(page)).toContain('no acepta el ofrecimiento');
    expect((await site.commands.claim(claimId))?.state.offers[0]?.status).toBe('rejected');
    // The button again, from a page that was still open, changes nothing.
    const again = await fetch(`${base}/ofertas/1/aceptar`, {
      method: 'POST',
      body: new URLSearchParams({ acepto: 'si' }),
    });
    expect(again.status).toBe(409);
    expect(await again.text()).toContain('Ese ofrecimiento ya fue respondido');
  });

  it('it is refused: the answer, its grounds, and where to go next', async () => {
    await answer('refused');
    await page.goto(base);
    const text = await textOf(page);
    expect(text).toContain('No le dan la razón');
    expect(text).toContain('La garantía venció.');
    expect(text).toContain('Si no está conforme');
    expect(await page.$('#cumplio')).toBeNull();
    expect(await visited.axe()).toEqual([]);
  });

  it('time runs out: it says so, and where to go', async () => {
    ({ base, claimId } = await fileOnPage(page, site));
    site.setClock('2027-03-01T10:00:00-05:00');
    await page.goto(base);
    expect(await textOf(page, '.tag')).toBe('Plazo vencido');
    expect(await textOf(page)).toContain('No tiene que esperar más.');
    expect(await visited.axe()).toEqual([]);
    site.setClock(undefined);
  });
});

describe("the consumer's link", () => {
  it('is kept out of logs, of search engines, of referrers and of frames', async () => {
    const reply = await fetch(base);
    expect(reply.headers.get('referrer-policy')).toBe('no-referrer');
    expect(reply.headers.get('x-robots-tag')).toContain('noindex');
    expect(reply.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(reply.headers.get('set-cookie')).toBeNull();
    expect(site.logged()).not.toContain('foja_s_');
    expect(site.logged()).not.toContain('Rosa');
  });

  it('opens nothing once it is changed', async () => {
    const wrong = base.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    for (const path of ['', '/constancia', '/hoja', '/hoja.pdf', '/ofertas/1/aceptar']) {
      const reply = await fetch(`${wrong}${path}`);
      expect(reply.status).toBe(404);
      expect(await reply.text()).not.toContain('Rosa');
    }
  });

  it('leads to the sheet, to print and as PDF', async () => {
    const html = await fetch(`${base}/hoja`);
    expect(await html.text()).toContain('CONSUMIDOR');
    const pdf = await fetch(`${base}/hoja.pdf`);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    expect((await fetch(`${base}/respuesta.pdf`)).status).toBe(404);
    const notice = await fetch(`${site.url}/aviso/20999999990/TIENDA-01/aviso.pdf`);
    expect(notice.headers.get('content-type')).toBe('application/pdf');
  });
});
