import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CODE, openSite, type Site } from './support/site.ts';

let site: Site;
let form: string;
beforeAll(async () => {
  site = await openSite({ rateLimit: true, filingsPerHour: 2, chromium: false });
  form = `${site.url}/libro/20999999990/${CODE}`;
});
afterAll(() => site?.close());

const sheet = {
  nombre: 'Rosa Ficticia',
  tipoDocumento: 'DNI',
  numeroDocumento: '01234567',
  correo: 'rosa@correo.example',
  bien: 'product',
  tipo: 'reclamo',
  detalle: 'No enciende.',
  respuesta: 'email',
  conformidad: 'si',
};

async function seal(): Promise<string> {
  return /name="sello" value="([^"]+)"/.exec(await (await fetch(form)).text())?.[1] ?? '';
}

async function post(step: string, fields: Record<string, string>) {
  const reply = await fetch(`${form}/${step}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
  return { status: reply.status, location: reply.headers.get('location'), text: await reply.text() };
}

/** As if the form had been open for a while. */
async function later(minutes: number): Promise<void> {
  site.setClock(new Date(Date.now() + minutes * 60_000).toISOString());
}

describe('robots', () => {
  it('who is too quick is asked to wait, and keeps what was written', async () => {
    const sello = await seal();
    const quick = await post('presentar', { ...sheet, sello });
    expect(quick.status).toBe(422);
    expect(quick.text).toContain('demasiado rápido');
    expect(quick.text).toContain('No enciende.');
    await later(1);
    expect((await post('presentar', { ...sheet, sello })).status).toBe(303);
  });

  it('who fills the field that nobody sees files nothing, but a person whose browser did so can go on', async () => {
    const sello = await seal();
    await later(2);
    const trapped = await post('revisar', { ...sheet, sello, sitio_web: 'https://spam.example' });
    expect(trapped.status).toBe(422);
    expect(trapped.text).toContain('campo oculto');
    expect(trapped.text).not.toContain('spam.example');
    expect((await post('presentar', { ...sheet, sello, sitio_web: 'x' })).status).toBe(422);
    expect((await post('revisar', { ...sheet, sello })).status).toBe(200);
  });

  it('a form of nobody is not filed, but comes back with a seal', async () => {
    for (const sello of ['', 'x', `${await seal()}x`]) {
      const reply = await post('presentar', { ...sheet, sello });
      expect(reply.status).toBe(422);
      expect(reply.text).toContain('No enciende.');
      expect(reply.text).toMatch(/name="sello" value="[0-9a-z]+\./);
    }
  });

  it('one connection files so much an hour; sending the same sheet again costs nothing', async () => {
    await later(3);
    const seals = [await seal(), await seal()];
    await later(4);
    const [first, second] = [
      await post('presentar', { ...sheet, sello: seals[0] ?? '' }),
      await post('presentar', { ...sheet, sello: seals[1] ?? '' }),
    ];
    expect([first.status, second.status]).toEqual([303, 429]);
    expect(second.text).toContain('muchas hojas');
    expect(second.text).toContain('No enciende.');
    expect((await post('presentar', { ...sheet, sello: seals[0] ?? '' })).status).toBe(303);
    await later(70);
    expect((await post('presentar', { ...sheet, sello: seals[1] ?? '' })).status).toBe(303);
  });
});

describe('a machine without a browser', () => {
  it('says that the PDF is not ready, and where the sheet can be printed', async () => {
    const sello = await seal();
    await later(200);
    const { location } = await post('presentar', { ...sheet, sello });
    const base = `${site.url}${location?.replace('/constancia', '')}`;
    const pdf = await fetch(`${base}/hoja.pdf`);
    expect(pdf.status).toBe(503);
    expect(await pdf.text()).toContain('Ver la hoja para imprimir');
    const notice = await fetch(`${site.url}/aviso/20999999990/${CODE}/aviso.pdf`);
    expect(notice.status).toBe(503);
    expect(await notice.text()).toContain('Ver la página para imprimir');
    const html = await fetch(`${base}/hoja`);
    expect(html.status).toBe(200);
    expect(await html.text()).toContain('No enciende.');
  });
});

describe('addresses that lead nowhere', () => {
  it.each([
    ['/libro/20999999001', 404],
    ['/libro/20999999990/NADA', 404],
    ['/libro/x', 404],
    ['/aviso/20999999990/NADA', 404],
    ['/seguimiento/x', 404],
  ])('%s says so in a page', async (path, status) => {
    const reply = await fetch(`${site.url}${path}`);
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toContain('text/html');
    expect(await reply.text()).toContain('No encontramos esa página');
  });

  it('a GET of a step leads back to the form', async () => {
    const reply = await fetch(`${form}/presentar`, { redirect: 'manual' });
    expect([reply.status, reply.headers.get('location')]).toEqual([303, `/libro/20999999990/${CODE}`]);
  });
});
