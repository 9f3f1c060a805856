import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visitor } from './browser-of-http.ts';
import { openPanelHouse, type PanelHouse } from './house.ts';
import { signedIn } from './signed-in.ts';

let house: PanelHouse;
let admin: Visitor;
let respondent: Visitor;
let viewer: Visitor;
beforeAll(async () => {
  house = await openPanelHouse();
  [admin, respondent, viewer] = await Promise.all([
    signedIn(house, 'admin'),
    signedIn(house, 'respondent'),
    signedIn(house, 'viewer'),
  ]);
});
afterAll(() => house?.close());

describe('settings', () => {
  it('are the administrator’s alone', async () => {
    for (const url of ['/panel/ajustes', '/panel/ajustes/libros', '/panel/ajustes/equipo', '/panel/ajustes/llaves']) {
      expect((await admin.get(url)).statusCode).toBe(200);
      expect((await respondent.get(url)).statusCode).toBe(403);
      expect((await viewer.get(url)).statusCode).toBe(403);
    }
    expect((await viewer.get('/panel/respaldo')).statusCode).toBe(403);
    expect((await viewer.get('/panel/sirec')).statusCode).toBe(403);
  });

  it('change what the firm says of itself', async () => {
    await admin.get('/panel/ajustes');
    const firm = {
      razon: 'Bazar Ficticio S.A.C.',
      comercial: 'El Bazar',
      domicilio: 'Av. Otra 1',
      correo: 'x@bazar.example',
      sector: 'general',
    };
    expect((await admin.post('/panel/ajustes/empresa', { ...firm, formulario: 'f1' })).statusCode).toBe(303);
    expect(
      (
        await admin.post('/panel/ajustes/sitios', {
          sitios: 'https://bazar.example/tienda\nhttps://www.bazar.example',
          formulario: 'f2',
        })
      ).statusCode,
    ).toBe(303);
    const bad = await admin.post('/panel/ajustes/sitios', { sitios: 'cualquier cosa', formulario: 'f3' });
    expect(bad.statusCode).toBe(422);
    expect((await admin.post('/panel/ajustes/sitios', { sitios: 'http://*', formulario: 'f4' })).statusCode).toBe(422);
    const state = await house.commands.provider('20999999990', { fresh: true });
    expect(state.registered).toMatchObject({ tradeName: 'El Bazar' });
    expect(state.allowedOrigins).toEqual(['https://bazar.example', 'https://www.bazar.example']);
  });

  it('issue a key that works, show it once, and revoke it', async () => {
    await admin.get('/panel/ajustes/llaves');
    const issued = await admin.post('/panel/ajustes/llaves', { rol: 'viewer', etiqueta: 'ERP' });
    const key = /foja_20999999990_[0-9a-z]{12}_[\w-]{43}/.exec(issued.body)?.[0] ?? '';
    const ask = () =>
      house.app.inject({ url: '/v1/providers/20999999990', headers: { authorization: `Bearer ${key}` } });
    expect((await ask()).statusCode).toBe(200);
    expect((await admin.get('/panel/ajustes/llaves')).body).not.toContain(key);
    await admin.post('/panel/ajustes/llaves/revocar', { llave: key.split('_')[2] ?? '' });
    expect((await ask()).statusCode).toBe(401);
    expect((await admin.post('/panel/ajustes/llaves', { rol: 'indecopi', etiqueta: 'X' })).statusCode).toBe(422);
  });

  it('keep the last administrator, and let a role change at once', async () => {
    await admin.get('/panel/ajustes/equipo');
    const mine = await admin.post('/panel/ajustes/equipo/rol', { persona: house.people.admin.staffId, rol: 'viewer' });
    expect(mine.body).toContain('Debe quedar al menos una persona que administre');
    await admin.post('/panel/ajustes/equipo/rol', { persona: house.people.viewer.staffId, rol: 'respondent' });
    expect((await viewer.get('/panel/respaldo')).statusCode).toBe(200);
    const foreign = await admin.post('/panel/ajustes/equipo/quitar', { persona: house.people.foreigner.staffId });
    expect(foreign.statusCode).toBe(422);
  });

  it('print blank sheets for the backup book, at most fifty at once and only their own', async () => {
    await admin.get('/panel/ajustes/libros');
    const book = {
      codigo: 'RESPALDO-01',
      establecimiento: 'Tienda Sur',
      direccion: 'Av. Sur 1',
      canal: 'backup',
      formulario: 'respaldo',
    };
    expect((await admin.post('/panel/ajustes/libros', book)).statusCode).toBe(303);
    const { books } = await house.commands.provider('20999999990', { fresh: true });
    const bookId = [...books.values()].find(({ code }) => code === 'RESPALDO-01')?.bookId ?? '';
    expect((await admin.get('/panel/ajustes/libros')).body).toContain(`/panel/ajustes/libros/${bookId}/hojas.pdf`);
    const sheets = `/panel/ajustes/libros/${bookId}/hojas`;
    const two = await admin.get(`${sheets}?desde=7&hasta=8`);
    expect(two.body.match(/00000000[78]-2026/g)?.length).toBe(6);
    expect(two.body).toContain('LIBRO DE RECLAMACIONES DE RESPALDO');
    expect((await admin.get(`${sheets}?desde=1&hasta=51`)).body).toContain('como máximo 50 a la vez');
    expect((await admin.get(`${sheets}?desde=mil`)).statusCode).toBe(422);
    expect((await admin.get(`/panel/ajustes/libros/${house.foreignBookId}/hojas`)).statusCode).toBe(404);
    // This house has no browser: the page to print is there all the same.
    expect((await admin.get(`${sheets}.pdf`)).statusCode).toBe(503);
  });

  it('open and close a book', async () => {
    await admin.get('/panel/ajustes/libros');
    const book = {
      codigo: 'SUR-01',
      establecimiento: 'Tienda Sur',
      direccion: 'Av. Sur 1',
      canal: 'virtual',
      formulario: 'libro',
    };
    expect((await admin.post('/panel/ajustes/libros', book)).statusCode).toBe(303);
    const twice = await admin.post('/panel/ajustes/libros', { ...book, formulario: 'otro' });
    expect(twice.body).toContain('Ya existe un libro con ese código');
    const { books } = await house.commands.provider('20999999990', { fresh: true });
    const opened = [...books.values()].find(({ code }) => code === 'SUR-01');
    await admin.post('/panel/ajustes/libros/cerrar', {
      libro: opened?.bookId ?? '',
      motivo: 'Cierre',
      formulario: 'c',
    });
    expect(
      (await house.commands.provider('20999999990', { fresh: true })).books.get(opened?.bookId ?? '')?.closed,
    ).toBe(true);
  });
});

describe('the logs', () => {
  it('name nobody', () => {
    expect(house.logged()).not.toContain('Ana Ficticia');
  });
});
