import { registerIndecopi } from '@foja/web/indecopi/index.ts';
import { loadAssets, serveAssets } from '@foja/web/layout/index.ts';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, NOW, openHouse } from '../acceptance/house.ts';
import { type Filed, type Firm, fileAClaim, openFirm } from '../acceptance/people.ts';
import { made } from './making.ts';
import { entriesOf } from './zip.ts';

/** Indecopi's pages, as a browser without JavaScript uses them. */

let house: House;
let firm: Firm;
let claim: Filed;
let key: string;
let grantId: string;

beforeAll(async () => {
  house = await openHouse({
    alsoRegister: async (app, { commands, projections, caseFiles, store, pool, clock }) => {
      const log = pino({ level: 'silent' });
      await app.register(async (scope) => {
        serveAssets(scope, loadAssets(new URL('../../services/web', import.meta.url).pathname, ['layout']));
      });
      await registerIndecopi(app, { commands, projections, caseFiles, store, pool, clock, log });
    },
  });
  firm = await openFirm(house);
  claim = await fileAClaim(house, firm);
  const body = {
    official: 'Funcionaria <b>Ficticia</b>',
    reference: 'Exp. 9-2026',
    scopes: [{ ruc: firm.ruc }],
    expiresAt: '2026-12-31T00:00:00-05:00',
  };
  ({ key, grantId } = (await house.operator.ok('issueGrant', { body })).body);
});
afterAll(() => house.close());

/** As `inject` answers. */
type Response = Awaited<ReturnType<House['app']['inject']>>;

let cookie = '';

async function get(url: string): Promise<Response> {
  const reply = await house.app.inject({ url, headers: { cookie } });
  keep(reply);
  return reply;
}

async function post(url: string, page: Response, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const hidden = { _csrf: hiddenOf(page, '_csrf'), formulario: hiddenOf(page, 'formulario') };
  const reply = await house.app.inject({
    method: 'POST',
    url,
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams({ ...hidden, ...fields }).toString(),
  });
  keep(reply);
  return reply;
}

function keep(reply: Response): void {
  const set = [reply.headers['set-cookie']].flat()[0];
  if (set !== undefined) cookie = set.split(';')[0] ?? '';
}

function hiddenOf(page: Response, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(page.body)?.[1] ?? '';
}

describe('an official, without JavaScript', () => {
  it('is led to the door, and let in by the key only', async () => {
    expect((await get('/indecopi')).headers.location).toBe('/indecopi/entrar');
    const door = await get('/indecopi/entrar');
    expect(door.statusCode).toBe(200);
    const wrong = await post('/indecopi/entrar', door, { llave: firm.keys.admin });
    expect(wrong.statusCode).toBe(401);
    expect(wrong.body).toContain('La llave no abre');
    const inside = await post('/indecopi/entrar', await get('/indecopi/entrar'), { llave: key });
    expect(inside.headers.location).toBe('/indecopi');
    expect(cookie).not.toContain(key);
  });

  it('sees the leave that is theirs, as text', async () => {
    const { body } = await get('/indecopi');
    expect(body).toContain('Funcionaria &lt;b&gt;Ficticia&lt;/b&gt;');
    expect(body).toContain('Exp. 9-2026');
    expect(body).toContain(`RUC ${firm.ruc}: todas sus hojas`);
  });

  it('asks by number, waits, downloads, and finds every download on the page', async () => {
    const home = await get('/indecopi');
    const fields = { alcance: 'hoja', hoja: claim.answer.sheetNumber };
    const asked = await post('/indecopi/expedientes', home, fields);
    expect(asked.statusCode).toBe(303);
    const url = String(asked.headers.location);
    expect((await post('/indecopi/expedientes', home, fields)).headers.location).toBe(url);
    const waiting = await get(url);
    expect(waiting.body).toContain('En espera');
    expect(waiting.body).toContain('Actualizar');
    expect((await get(`${url}/archivo`)).statusCode).toBe(409);
    await made(house.caseFiles, url.split('/').at(-1) ?? '');
    expect((await get(url)).body).toContain('Descargar el ZIP');
    const zip = await get(`${url}/archivo`);
    expect(zip.headers['content-type']).toBe('application/zip');
    expect((await entriesOf(zip.rawPayload)).size).toBeGreaterThan(10);
    expect((await get(url)).body).toMatch(/Descargas<\/h2>\s*<ul><li>5 de octubre de 2026/);
  });

  it('is told what is wrong beside what was typed, and nothing of what was not granted', async () => {
    const home = await get('/indecopi');
    const wrong = await post('/indecopi/expedientes', home, {
      alcance: 'hoja',
      hoja: '000000099-2026',
      referencia: 'Oficio <5>',
    });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('no hay ninguna hoja así');
    expect(wrong.body).toContain('Oficio &lt;5&gt;');
    expect((await get('/indecopi/expedientes/00000000-0000-4000-8000-000000000000')).statusCode).toBe(404);
  });

  it('refuses a form from elsewhere', async () => {
    const home = await get('/indecopi');
    const foreign = await post('/indecopi/expedientes', home, { alcance: 'todo' }, { origin: 'https://malo.example' });
    expect(foreign.statusCode).toBe(403);
    const unsigned = await post('/indecopi/expedientes', home, { alcance: 'todo', _csrf: 'x' });
    expect(unsigned.statusCode).toBe(403);
  });

  it('is out at once when the leave is over, or revoked', async () => {
    house.setClock('2026-12-31T00:00:01-05:00');
    expect((await get('/indecopi')).headers.location).toBe('/indecopi/entrar');
    house.setClock(NOW);
    expect((await get('/indecopi')).statusCode).toBe(200);
    await house.operator.ok('revokeGrant', { params: { grantId }, body: {} });
    expect((await get('/indecopi')).headers.location).toBe('/indecopi/entrar');
  });
});
