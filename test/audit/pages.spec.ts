import type { AddressInfo } from 'node:net';
import { attachEvidence } from '@foja/domain/claim/index.ts';
import { registerAudit } from '@foja/web/audit/index.ts';
import { loadAssets, serveAssets } from '@foja/web/layout/index.ts';
import type { LightMyRequestResponse as Response } from 'fastify';
import pino from 'pino';
import type { Browser } from 'puppeteer';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type House, NOW, openHouse } from '../acceptance/house.ts';
import { type Filed, type Firm, fileAClaim, openFirm } from '../acceptance/people.ts';
import { fitsEveryWidth, openBrowser, visit } from '../browser/support/browser.ts';
import { go, write } from '../browser/support/filling.ts';
import { filesOf } from '../indecopi/zip.ts';
import { caller } from '../support/commands.ts';

/** The auditors' pages: as a browser without JavaScript uses them, then in a real one. */

const HOSTILE = '<script>document.title="dentro"</script><img src=x onerror=alert(1)>{{constructor}}';

let house: House;
let firm: Firm;
let foreign: Firm;
let claim: Filed;
let erased: Filed;
let foreignClaim: Filed;

beforeAll(async () => {
  house = await openHouse({
    alsoRegister: async (app, { commands, projections, stored, sealing, pool, clock }) => {
      const log = pino({ level: 'silent' });
      await app.register(async (scope) => {
        serveAssets(scope, loadAssets(new URL('../../services/web', import.meta.url).pathname, ['layout']));
      });
      await registerAudit(app, { commands, projections, stored, sealing, pool, clock, log });
    },
  });
  firm = await openFirm(house);
  foreign = await openFirm(house, { ruc: '20999999001' });
  claim = await fileAClaim(house, firm, { detail: HOSTILE, request: HOSTILE });
  erased = await fileAClaim(house, firm);
  foreignClaim = await fileAClaim(house, foreign);
  const evidence = {
    evidenceId: crypto.randomUUID(),
    by: 'consumer',
    fileName: `${HOSTILE.slice(0, 150)}.pdf`,
    mediaType: 'application/pdf',
    sizeBytes: 10,
    sha256: 'b'.repeat(64),
    bytes: 'kept',
  } as const;
  await house.commands.onClaim(claim.claimId, (state) => attachEvidence(state, evidence), caller('consumer'));
  await firm.as.respondent.ok('respondToClaim', {
    params: { claimId: erased.claimId },
    body: { outcome: 'accepted', text: 'Le devolvimos su dinero.', medium: 'email', communicatedAt: NOW },
  });
  house.setClock('2029-06-01T10:00:00-05:00');
  await house.operator.ok('eraseClaim', { params: { claimId: erased.claimId } });
  house.setClock(NOW);
  await house.projections.waitFor(await house.store.head(), 60_000);
});
afterAll(() => house.close());

async function issueKey(): Promise<{ key: string; auditorId: string }> {
  return (await house.operator.ok('issueAuditor', { body: { label: 'Auditora', rucs: [firm.ruc] } })).body;
}

let cookie = '';
beforeEach(() => {
  cookie = '';
});

async function get(url: string, headers: Record<string, string> = {}): Promise<Response> {
  const reply = await house.app.inject({ url, headers: { cookie, ...headers } });
  keep(reply);
  return reply;
}

async function post(
  url: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const reply = await house.app.inject({
    method: 'POST',
    url,
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString(),
  });
  keep(reply);
  return reply;
}

function keep(reply: Response): void {
  const set = [reply.headers['set-cookie']].flat()[0];
  if (set !== undefined) cookie = set.split(';')[0] ?? '';
}

const csrfOf = (page: Response) => /name="_csrf" value="([^"]*)"/.exec(page.body)?.[1] ?? '';

async function enter(key: string): Promise<Response> {
  const door = await get('/auditoria/entrar');
  return post('/auditoria/entrar', { _csrf: csrfOf(door), llave: key });
}

const sheet = ({ claimId }: Filed, more = '') => `/auditoria/hojas/${claimId}${more}`;

describe('the door', () => {
  it('opens to an auditor’s key and to nothing else, and the cookie is not the key', async () => {
    const { key } = await issueKey();
    expect((await get('/auditoria')).headers.location).toBe('/auditoria/entrar');
    for (const wrong of ['', 'nada', firm.keys.admin, firm.keys.indecopi, `${key}x`]) {
      expect((await enter(wrong)).statusCode, wrong).toBe(401);
    }
    const inside = await enter(key);
    expect([inside.statusCode, inside.headers.location]).toEqual([303, '/auditoria']);
    const set = String(inside.headers['set-cookie']);
    expect(set).toMatch(/HttpOnly/i);
    expect(set).toMatch(/SameSite=Lax/i);
    expect(set).toMatch(/Path=\/auditoria/i);
    expect(set).not.toContain(key);
    expect((await get('/auditoria')).body).toContain(firm.ruc);
  });

  it('opens to the auditor’s key of one provider, too', async () => {
    await enter(firm.keys.auditor);
    expect((await get(sheet(claim))).statusCode).toBe(200);
    expect((await get(sheet(foreignClaim))).statusCode).toBe(404);
  });

  it('takes no key from a header, and no form from another site', async () => {
    const { key } = await issueKey();
    expect((await get('/auditoria', { authorization: `Bearer ${key}` })).headers.location).toBe('/auditoria/entrar');
    const door = await get('/auditoria/entrar');
    const sent = { _csrf: csrfOf(door), llave: key };
    expect((await post('/auditoria/entrar', sent, { origin: 'https://malo.example' })).statusCode).toBe(403);
    expect((await post('/auditoria/entrar', { ...sent, _csrf: 'x' })).statusCode).toBe(403);
  });

  it('lets out, and a session ends by itself', async () => {
    const { key } = await issueKey();
    await enter(key);
    const home = await get('/auditoria');
    const kept = cookie;
    await post('/auditoria/salir', { _csrf: csrfOf(home) });
    cookie = kept;
    expect((await get('/auditoria')).headers.location).toBe('/auditoria/entrar');
    await enter(key);
    house.setClock(new Date(Date.parse(NOW) + 9 * 3_600_000).toISOString());
    expect((await get('/auditoria')).headers.location).toBe('/auditoria/entrar');
    house.setClock(NOW);
  });

  it('shuts within a second when the key is revoked', async () => {
    const { key, auditorId } = await issueKey();
    await enter(key);
    expect((await get(sheet(claim))).statusCode).toBe(200);
    await house.operator.ok('revokeAuditor', { params: { auditorId } });
    const left = async () => (await get(sheet(claim))).headers.location === '/auditoria/entrar';
    await vi.waitUntil(left, { timeout: 60_000, interval: 50 });
    expect((await get('/auditoria/muestra?of=filed')).headers.location).toBe('/auditoria/entrar');
  });
});

describe('inside, without JavaScript', () => {
  beforeEach(async () => {
    await enter((await issueKey()).key);
  });

  it('a sheet is found by number or identifier, and a foreign one by neither', async () => {
    const { sheetNumber } = claim.answer;
    expect((await get(`/auditoria/hojas?hoja=${sheetNumber}`)).body).toContain(sheet(claim));
    expect((await get(`/auditoria/hojas?hoja=${claim.claimId.toUpperCase()}`)).headers.location).toBe(sheet(claim));
    expect((await get('/auditoria/hojas')).body).not.toContain(foreignClaim.claimId);
    expect((await get(`/auditoria/hojas?ruc=${foreign.ruc}`)).body).toContain('No hay ninguna hoja');
    for (const more of ['', '/actos/0', '/actos/0/acto.json', '/actos/0/prueba', '/comparar']) {
      expect((await get(sheet(foreignClaim, more))).statusCode, more).toBe(404);
    }
    expect((await get(`/auditoria/muestra?rucs=${foreign.ruc}`)).statusCode).toBe(404);
  });

  it('a moment is a link, and what came later is not there', async () => {
    const then = await get(sheet(claim, '?acto=1'));
    expect(then.body).toContain('Tras el acto 1: la hoja recibió su número');
    expect(then.body).toMatch(/Archivos del consumidor<\/dt><dd>0</);
    expect((await get(sheet(claim))).body).toMatch(/Archivos del consumidor<\/dt><dd>1</);
    expect((await get(sheet(claim, '?en=2020-01-01T00:00'))).body).toContain('Todavía nada');
    expect((await get(sheet(claim, '?acto=x'))).statusCode).toBe(422);
    for (const [more, why] of [
      ['?acto=99', 'no tiene tantos actos'],
      ['?en=2031-01-01T00:00', 'todavía no llega'],
      ['/comparar?a=0&b=99', 'no tiene tantos actos'],
    ] as const) {
      const refused = await get(sheet(claim, more));
      expect([refused.statusCode, refused.body.includes(why)]).toEqual([422, true]);
    }
    expect((await get(sheet(claim, '/comparar?a=1&b=2'))).body).toContain('Archivos del consumidor');
  });

  it('what people wrote stays text', async () => {
    for (const more of ['', '?acto=0', '/actos/0', '/actos/2', '/comparar']) {
      const { body, headers } = await get(sheet(claim, more));
      expect(body, more).not.toMatch(/<script>|<img|alert\(1\)>/);
      expect(headers['content-security-policy']).toContain("script-src 'self'");
    }
    expect((await get(sheet(claim))).body).toContain('&lt;script&gt;');
  });

  it('an act is shown as it is stored, and may be taken along', async () => {
    await house.seal();
    await vi.waitUntil(async () => (await get(sheet(claim, '/actos/0/prueba'))).statusCode === 200, {
      timeout: 60_000,
    });
    const act = await get(sheet(claim, '/actos/0'));
    expect(act.body).toContain('31435');
    const text = await get(sheet(claim, '/actos/0/acto.json'));
    const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(text.rawPayload));
    expect(act.body).toContain(Buffer.from(digest).toString('hex'));
    expect(text.body).not.toContain('Rosa');
    expect((await get(sheet(claim, '/actos/0/prueba'))).body).toMatch(/^c2sp.org\/tlog-proof@v1/);
    expect((await get(sheet(claim, '/actos/99'))).statusCode).toBe(404);
  });

  it('an erased sheet still replays', async () => {
    const { body, statusCode } = await get(sheet(erased, '?acto=1'));
    expect(statusCode).toBe(200);
    expect(body).not.toMatch(/Rosa|no enciende/);
    expect((await get(sheet(erased, '/actos/0'))).statusCode).toBe(200);
    expect((await get(sheet(erased))).body).toContain('se borraron');
  });

  it('a sample settles into an address that draws it again, and its papers come as a ZIP', async () => {
    const settled = String((await get('/auditoria/muestra?of=filed&size=2&seed=&rucs=&from=&to=')).headers.location);
    expect(settled).toMatch(/seed=[0-9a-f]{16}&size=2&rucs=\d{11}&position=\d+$/);
    const drawn = await get(settled);
    expect(drawn.body).toContain('2 de 2 hojas');
    expect((await get(settled)).body.match(/[0-9a-f]{64}/g)).toEqual(drawn.body.match(/[0-9a-f]{64}/g));
    const zip = await get(settled.replace('muestra?', 'muestra.zip?'));
    const files = await filesOf(zip.rawPayload);
    expect([...files.keys()]).toEqual(
      expect.arrayContaining(['LEAME.txt', 'muestra.csv', 'poblacion.csv', 'manifiesto.txt']),
    );
  });
});

describe('in a browser, on a phone and on a desk', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    browser = await openBrowser();
    await house.app.listen({ port: 0, host: '127.0.0.1' });
    url = `http://localhost:${(house.app.server.address() as AddressInfo).port}`;
  });
  afterAll(() => browser.close());

  it('every page is sound, and the slider works by keyboard', async () => {
    const { key } = await issueKey();
    const { page, axe, troubles, close } = await visit(browser);
    const sound = async (where: string) => {
      expect(
        [...(await axe()), ...troubles, (await fitsEveryWidth(page)) ? '' : 'sticks out'].filter(Boolean),
        where,
      ).toEqual([]);
    };
    await page.goto(`${url}/auditoria/entrar`);
    await sound('entrar');
    await write(page, '#llave', key);
    await go(page, 'main button[type=submit]');
    const paths = [
      ...['/auditoria', '/auditoria/hojas', '/auditoria/muestra?seed=x', '/auditoria/hojas/nada'],
      ...['', '/actos/0', '/comparar', '?en=2020-01-01T00:00'].map((more) => sheet(claim, more)),
    ];
    for (const path of paths) {
      await page.goto(`${url}${path}`);
      await page.$$eval('details', (all) => {
        for (const one of all) one.setAttribute('open', '');
      });
      await sound(path);
    }
    await page.goto(`${url}${sheet(claim)}`);
    await page.focus('#acto');
    await page.keyboard.press('Home');
    await page.waitForFunction(`document.querySelector('#h-momento').textContent.startsWith('Tras el acto 0')`);
    expect(await page.$eval('#acto', (slider) => slider.getAttribute('aria-valuetext'))).toContain('Tras el acto 0');
    expect(await page.$eval('[data-said]', (said) => said.textContent)).toContain('Tras el acto 0');
    expect(page.url()).toContain('acto=0');
    await sound('moved');
    await close();
  });
});
