import { baseLaw, computeDeadline, legends, regimeFor, sectors } from '@foja/domain/deadline/index.ts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse } from './house.ts';
import { type Firm, fileAClaim, openFirm } from './people.ts';

let house: House;
let firm: Firm;

beforeAll(async () => {
  house = await openHouse();
  firm = await openFirm(house);
});
afterAll(() => house.close());

/** What a page says, without its markup. */
function read(page: string): string {
  return page
    .replace(/<style>.*?<\/style>/s, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

describe('the sheet', () => {
  const html = { accept: 'text/html' };

  test('has the blocks of Anexo I in their order, and the legends in force', async () => {
    const { claimId, consumer } = await fileAClaim(house, firm);
    const { text: page, headers } = await consumer.ok('readSheet', { params: { claimId }, headers: html });
    const text = read(page);
    const blocks = [
      'LIBRO DE RECLAMACIONES',
      'HOJA DE RECLAMACIÓN',
      'Nº 000000001-2026',
      'RUC: 20999999990',
      'TIENDA-01',
      '1. IDENTIFICACIÓN DEL CONSUMIDOR RECLAMANTE',
      'Rosa Ficticia Quispe',
      '2. IDENTIFICACIÓN DEL BIEN CONTRATADO',
      'PRODUCTO X SERVICIO ',
      '249.90',
      '3. DETALLE DE LA RECLAMACIÓN Y PEDIDO DEL CONSUMIDOR',
      'RECLAMO 1 X QUEJA 2 ',
      '4. OBSERVACIONES Y ACCIONES ADOPTADAS POR EL PROVEEDOR',
      'Destinatario:',
      legends.otherWays,
      legends.fifteenBusinessDays,
    ];
    expect(blocks.filter((block) => !text.includes(block))).toEqual([]);
    let from = 0;
    const places = blocks.map((block) => {
      from = text.indexOf(block, from);
      return from;
    });
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    const others = page.replaceAll(/https:\/\/libro\.example\/seguimiento\/[\w.-]+/g, '');
    expect(others).not.toMatch(/<script|https?:\/\//);
  });

  test('says for whom the copy is: as asked, else by who asks', async () => {
    const { claimId, consumer } = await fileAClaim(house, firm);
    const params = { claimId };
    const recipient = async (client: typeof consumer, query = {}) =>
      (await client.ok('readSheet', { params, query })).body.recipient;
    expect(await recipient(consumer)).toBe('CONSUMIDOR');
    expect(await recipient(firm.as.viewer)).toBe('PROVEEDOR');
    expect(await recipient(firm.as.indecopi)).toBe('INDECOPI');
    expect(await recipient(firm.as.admin, { copy: 'indecopi' })).toBe('INDECOPI');
  });

  test('gives the consumer’s own link to the consumer alone: whoever has it accepts offers in their name', async () => {
    const { claimId, consumer } = await fileAClaim(house, firm);
    const asked = { params: { claimId }, query: { copy: 'consumer' } };
    const page = async (client: typeof consumer) => (await client.ok('readSheet', { ...asked, headers: html })).text;
    const link = /\/seguimiento\/[\w.-]+/.exec(await page(consumer))?.[0];
    expect(link).toBeDefined();
    const printedFor = async (client: typeof consumer) => {
      await house.pool.query('DELETE FROM app.documents WHERE claim_id = $1', [claimId]);
      await client.send('readSheet', { ...asked, headers: { accept: 'application/pdf' } });
      // Printed, or still to be printed where there is no browser.
      const { rows } = await house.pool.query('SELECT copy FROM app.documents WHERE claim_id = $1', [claimId]);
      return rows.map(({ copy }) => copy);
    };
    for (const role of ['admin', 'respondent', 'viewer', 'auditor', 'indecopi'] as const) {
      const theirs = await page(firm.as[role]);
      expect(theirs, role).toContain('Rosa Ficticia Quispe');
      expect(theirs, role).not.toContain('seguimiento/');
      expect(await printedFor(firm.as[role]), role).toEqual(['consumer-without-link']);
    }
    expect(await printedFor(consumer)).toEqual(['consumer']);
  });

  test('shows hostile text as text', async () => {
    const hostile = `<script>alert(1)</script>" onload='x' \`&amp;`;
    const change = {
      detail: hostile,
      consumer: { name: hostile, documentType: 'OTRO', documentNumber: '<b>', address: hostile },
    };
    const { claimId, consumer } = await fileAClaim(house, firm, change);
    const { text } = await consumer.ok('readSheet', { params: { claimId }, headers: html });
    expect(text).not.toContain('<script>alert');
    expect(text).not.toContain('<b>');
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload');
  });

  test('in another format is refused, and what there is, is named', async () => {
    const { claimId, consumer } = await fileAClaim(house, firm);
    const answer = await consumer.fails('readSheet', { params: { claimId }, headers: { accept: 'image/png' } });
    expect(answer.body).toMatchObject({ status: 406, code: 'request/not-acceptable' });
    expect(answer.body.detail).toContain('application/pdf');
  });

  test('as PDF is the same bytes each time', async () => {
    const { claimId, consumer } = await fileAClaim(house, firm);
    const pdf = () => consumer.ok('readSheet', { params: { claimId }, headers: { accept: 'application/pdf' } });
    const [first, again] = [await pdf(), await pdf()];
    expect(first.headers['content-type']).toBe('application/pdf');
    expect(first.text.slice(0, 5)).toBe('%PDF-');
    expect(again.headers['repr-digest']).toBe(first.headers['repr-digest']);
    expect(again.text).toBe(first.text);
  });

  test('opens from a link that carries the tracking token', async () => {
    const { claimId, answer } = await fileAClaim(house, firm);
    const query = { token: answer.trackingToken };
    const { text } = await house.nobody.ok('readSheet', { params: { claimId }, query, headers: html });
    expect(read(text)).toMatch(/Destinatario\s*:?\s*CONSUMIDOR/i);
  });
});

describe('the deadline preview', () => {
  test('is the engine’s own, for every sector', async () => {
    for (const sector of sectors) {
      const filedOn = '2026-07-20';
      const { body } = await house.nobody.ok('previewDeadline', { query: { filedOn, sector, type: 'reclamo' } });
      const regime = regimeFor(baseLaw, { filedOn, sector, type: 'reclamo' });
      if (regime === undefined) throw new Error(`no regime for ${sector}`);
      const { regimeId, ...computation } = computeDeadline(baseLaw, { regime, filedOn });
      expect(body).toEqual({ ...computation, regime: regimeId });
    }
  });

  test('tells the date, the norm, and each day with its reason', async () => {
    const query = { filedOn: '2026-10-05', sector: 'general', type: 'reclamo' };
    const { body } = await house.nobody.ok('previewDeadline', { query });
    expect(body.dueOn).toBe('2026-10-27');
    expect(body.norm).toContain('Ley 31435');
    const angamos = body.days.find(({ date }) => date === '2026-10-08');
    expect(angamos).toMatchObject({ counted: false, reason: expect.stringContaining('feriado') });
    expect(body.days.at(-1)).toMatchObject({ date: '2026-10-27', counted: true, n: 15 });
  });
});

describe('the contract', () => {
  test('is valid OpenAPI 3.1', async () => {
    const { text } = await house.nobody.ok('readContract');
    const result = await new Validator().validate(JSON.parse(text));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(JSON.parse(text).openapi).toBe('3.1.0');
  });

  test('knows every address that is served', async () => {
    const { text } = await house.nobody.ok('readContract');
    const { paths } = JSON.parse(text) as {
      paths: Record<string, Record<string, { operationId: string; responses: object }>>;
    };
    expect(paths['/v1/books/{bookId}/claims']?.['post']?.operationId).toBe('fileClaim');
    expect(Object.keys(paths['/v1/books/{bookId}/claims']?.['post']?.responses ?? {})).toEqual(['201', 'default']);
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/v1/claims/{claimId}/history', '/v1/deadlines/preview']),
    );
  });

  test('names every format of the sheet', async () => {
    const { text } = await house.nobody.ok('readContract');
    const sheet = JSON.parse(text).paths['/v1/claims/{claimId}/sheet'].get.responses['200'];
    expect(Object.keys(sheet.content)).toEqual(['application/json', 'text/html', 'application/pdf']);
  });

  test('has readable pages that ask no other host', async () => {
    const page = await house.app.inject({ url: '/docs/' });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');
    expect(assets.length).toBeGreaterThan(3);
    for (const url of assets) {
      expect(url).not.toMatch(/^(?:https?:)?\/\//);
      const { pathname } = new URL(url, 'http://local/docs/');
      expect((await house.app.inject({ url: pathname })).statusCode, pathname).toBe(200);
    }
  });
});

describe('the house', () => {
  test('says that it lives and is ready, and how far its read models are', async () => {
    expect((await house.nobody.ok('isAlive')).body).toEqual({ status: 'alive' });
    const { body } = await house.nobody.ok('isReady');
    expect(body).toMatchObject({ status: 'ready', store: 'reachable' });
    expect(body.projections.map(({ name }) => name).sort()).toEqual(['deadlines', 'register', 'statistics']);
  });

  test('counts requests by route, with no tenant and no person in any label', async () => {
    const { claimId } = await fileAClaim(house, firm);
    const { text } = await house.nobody.ok('readMetrics');
    expect(text).toContain('route="/v1/books/:bookId/claims"');
    expect(text).toMatch(/foja_projection_lag_events\{projection="register"\} \d+/);
    expect(text).toMatch(/foja_ledger_position \d+/);
    expect(text).toContain('foja_filing_lane_waiting');
    for (const secret of [claimId, firm.ruc, firm.bookId, 'Rosa']) expect(text).not.toContain(secret);
  });
});
