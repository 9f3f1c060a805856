import { randomUUID } from 'node:crypto';
import { takePaperNumber } from '@foja/commands/paper-numbers.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller, openTestBook } from '../support/commands.ts';
import type { Visitor } from './browser-of-http.ts';
import { openPanelHouse, type PanelHouse } from './house.ts';
import { signedIn } from './signed-in.ts';

let house: PanelHouse;
let admin: Visitor;
let respondent: Visitor;
let foreigner: Visitor;
beforeAll(async () => {
  house = await openPanelHouse();
  [admin, respondent, foreigner] = await Promise.all([
    signedIn(house, 'admin'),
    signedIn(house, 'respondent'),
    signedIn(house, 'foreigner'),
  ]);
});
afterAll(() => house?.close());

const page = (claimId: string) => `/panel/reclamos/${claimId}`;

describe('a sheet of paper', () => {
  const sheet = {
    fecha: '2026-10-18T16:40',
    'numero-papel': '000000087-2026',
    nombre: 'Pedro Ficticio',
    'documento-tipo': 'DNI',
    documento: '07654321',
    domicilio: 'Jr. Papel 1, Lima',
    bien: 'product',
    tipo: 'reclamo',
    detalle: 'La silla vino coja.',
    medio: 'letter',
    firmada: 'si',
  };

  it('is registered with its own day and the scan, and told that it comes late', async () => {
    const { body } = await respondent.get('/panel/respaldo');
    const boundary = 'limite';
    const fields = { ...sheet, libro: house.bookId, _csrf: csrfOf(body), formulario: randomUUID() };
    const part = (name: string, value: string) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const pdf = '%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n';
    const file = `--${boundary}\r\nContent-Disposition: form-data; name="escaneo"; filename="hoja.pdf"\r\nContent-Type: application/pdf\r\n\r\n${pdf}\r\n`;
    const done = await respondent.raw({
      method: 'POST',
      url: '/panel/respaldo',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: `${Object.entries(fields)
        .map(([name, value]) => part(name, value))
        .join('')}${file}--${boundary}--\r\n`,
    });
    const claimId = /reclamos\/([\w-]+)\?hecho=respaldo$/.exec(String(done.headers.location))?.[1] ?? '';
    const claim = await house.commands.claim(claimId);
    expect(claim?.state.filed).toMatchObject({ channel: 'backup', filedAt: '2026-10-18T16:40:00-05:00' });
    expect(claim?.history.map(({ event }) => event)).toContainEqual({
      type: 'EvidenceAttached',
      data: expect.objectContaining({ by: 'provider', fileName: 'hoja.pdf', bytes: 'kept' }),
    });
    const shown = await respondent.get(page(claimId));
    expect(shown.body).toContain('hoja.pdf');
    expect(claim?.state.filed.paperNumber).toBe('000000087-2026');
    expect(shown.body).toContain('papel), hoja N.º 000000087-2026, el');
    expect(shown.body).toContain('en la hoja de papel N.º 000000087-2026 el');
    const printed = await respondent.get(`${page(claimId)}/hoja`);
    expect(printed.body).toContain('Firmado en la hoja N.º 000000087-2026 del Libro de Reclamaciones de Respaldo');
    const evidenceId = /prueba\/([\w-]{36})/.exec(shown.body)?.[1];
    const downloaded = await respondent.get(`${page(claimId)}/prueba/${evidenceId}`);
    expect(downloaded.body).toBe(pdf);
    expect(downloaded.headers['content-disposition']).toContain('attachment');
    expect((await foreigner.get(`${page(claimId)}/prueba/${evidenceId}`)).statusCode).toBe(404);
  });

  it('is kept as typed where something is missing, with the warning of the one day', async () => {
    const tried = await respondent.post('/panel/respaldo', {
      ...{ ...sheet, libro: house.bookId, detalle: '', firmada: '' },
      'numero-papel': '<87>',
    });
    expect(tried.body).toContain('Escriba el número tal como está impreso');
    expect(tried.statusCode).toBe(422);
    expect(tried.body).toContain('Detalle: no puede estar vacío');
    expect(tried.body).toContain('value="Pedro Ficticio"');
    expect(tried.body).toContain('pasó más de un día calendario (Reglamento, art. 4-A)');
  });

  it('of last year takes a number of last year', async () => {
    const filing = {
      ...{ ...sheet, libro: house.bookId, fecha: '2025-12-30T10:00', formulario: randomUUID() },
      'numero-papel': '000000004-2025',
    };
    const done = await respondent.post('/panel/respaldo', filing);
    const claimId = /reclamos\/([\w-]+)\?/.exec(String(done.headers.location))?.[1] ?? '';
    const claim = await house.commands.claim(claimId);
    expect(claim?.state.number).toMatchObject({ year: 2025, correlative: 1, sheetNumber: '000000001-2025' });
  });

  it('is not registered twice by its number, unless somebody says that it is another sheet', async () => {
    const count = async () =>
      (await house.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM proj_register.claims')).rows[0]?.n;
    const first = { ...sheet, libro: house.bookId, 'numero-papel': '000000090-2026', formulario: randomUUID() };
    const claimIdOf = ({ headers }: { headers: { location?: unknown } }) =>
      /reclamos\/([\w-]+)\?/.exec(String(headers.location))?.[1] ?? 'none';
    const one = claimIdOf(await respondent.post('/panel/respaldo', first));
    // The very same form once more is the same sheet, and no question.
    expect(claimIdOf(await respondent.post('/panel/respaldo', first))).toBe(one);
    await house.settled();
    const before = await count();

    const again = { ...first, 'numero-papel': '90 / 2026', formulario: randomUUID() };
    const tried = await respondent.post('/panel/respaldo', again);
    expect(tried.statusCode).toBe(422);
    expect(tried.body).toContain('Ese número de hoja ya está registrado en este libro');
    expect(tried.body).toContain(`href="/panel/reclamos/${one}"`);
    expect(tried.body).toContain('Es otra hoja con el mismo número');
    expect(tried.body).toContain('value="Pedro Ficticio"');
    const seenTwin = /name="otra-hoja" value="([^"]+)"/.exec(tried.body)?.[1] ?? '';
    await house.settled();
    expect(await count()).toBe(before);

    // A tick that was made for another claim says nothing of this one.
    const stale = await respondent.post('/panel/respaldo', { ...again, 'otra-hoja': randomUUID() });
    expect(stale.statusCode).toBe(422);
    const ticked = await respondent.post('/panel/respaldo', { ...again, 'otra-hoja': seenTwin });
    expect(ticked.statusCode).toBe(303);
    expect(claimIdOf(ticked)).not.toBe(one);
    const third = await respondent.post('/panel/respaldo', {
      ...again,
      formulario: randomUUID(),
      'otra-hoja': seenTwin,
    });
    expect(third.statusCode).toBe(422);
    expect(third.body).toContain(claimIdOf(ticked));
    await house.settled();
    expect(await count()).toBe((before ?? 0) + 1);
  });

  it('typed by two at the same instant is registered once, and the other is asked', async () => {
    const form = () => ({ ...sheet, libro: house.bookId, 'numero-papel': '000000093-2026', formulario: randomUUID() });
    const both = await Promise.all([respondent.post('/panel/respaldo', form()), admin.post('/panel/respaldo', form())]);
    expect(both.map(({ statusCode }) => statusCode).toSorted()).toEqual([303, 422]);
    const asked = both.find(({ statusCode }) => statusCode === 422);
    expect(asked?.body).toContain('otra hoja con el mismo número');
    await house.settled();
    const filed = await house.projections.queries.register.byPaper({
      bookId: house.bookId,
      paperNumber: '93-2026',
    });
    expect(filed).toHaveLength(1);
  });

  it('left half done holds its number for some minutes, with a name, and then no longer', async () => {
    const number = { bookId: house.bookId, paperNumber: '000000095-2026' };
    // Here the process died: the number was taken, and nothing was filed.
    const dead = { ...caller('admin'), actor: { role: 'admin', id: house.people.admin.staffId } };
    const taken = { ...number, claimId: randomUUID(), seen: [] };
    expect(await takePaperNumber(house.store, taken, { by: dead, now: house.now() })).toEqual([]);
    const form = () => ({
      ...{ ...sheet, libro: house.bookId, formulario: randomUUID() },
      'numero-papel': '95-2026',
    });
    const asked = await respondent.post('/panel/respaldo', form());
    expect(asked.statusCode).toBe(422);
    expect(asked.body).toContain(`Ana Ficticia empezó a registrarla`);
    expect(asked.body).toContain('Nadie más la va a registrar');
    const later = new Date(Date.parse(house.now()) + 10 * 60_000).toISOString();
    const { claimId } = taken;
    const free = { ...number, claimId: randomUUID(), seen: [] };
    expect(await takePaperNumber(house.store, free, { by: caller(), now: house.now() })).toEqual([claimId]);
    expect(await takePaperNumber(house.store, free, { by: caller(), now: later })).toEqual([]);
    // Whoever comes back to the first form is asked about the second.
    expect(await takePaperNumber(house.store, taken, { by: dead, now: later })).toEqual([free.claimId]);
  });

  it('without a number, or in another book, is never asked about', async () => {
    const unnumbered = { ...sheet, libro: house.bookId, 'numero-papel': '' };
    for (let twice = 0; twice < 2; twice += 1) {
      const done = await respondent.post('/panel/respaldo', { ...unnumbered, formulario: randomUUID() });
      expect(done.statusCode).toBe(303);
    }
    const libro = await openTestBook(house.commands, { code: 'SEDE-02' });
    const elsewhere = await respondent.post('/panel/respaldo', { ...sheet, libro, formulario: randomUUID() });
    expect(elsewhere.statusCode).toBe(303);
  });

  it('goes into no book of another firm', async () => {
    const tried = await respondent.post('/panel/respaldo', { ...sheet, libro: house.foreignBookId });
    expect(tried.statusCode).toBe(422);
    expect(tried.body).toContain('Elija el libro en que se registra.');
  });
});

describe('the logs', () => {
  it('name nobody', () => {
    for (const secret of ['Pedro', 'Ana Ficticia']) expect(house.logged()).not.toContain(secret);
  });
});

function csrfOf(body: string): string {
  return /name="_csrf" value="([\w-]+)"/.exec(body)?.[1] ?? '';
}
