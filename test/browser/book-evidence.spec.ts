import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jpeg, pdf, png, zip } from '@foja/web/book/evidence/samples.ts';
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller, filingOn } from '../support/commands.ts';
import { openBrowser, visit } from './support/browser.ts';
import { claimIn, fileOnPage } from './support/filing.ts';
import { fill, go, textOf } from './support/filling.ts';
import { CODE, openSite, type Site } from './support/site.ts';

let site: Site;
let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foja-evidence-'));
  [site, browser] = await Promise.all([openSite(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  rmSync(folder, { recursive: true });
});

const eicar = Buffer.from(`${'X5O!P%@AP[4\\PZX54(P^)7CC)7}$'}${'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'}`);
const bad: readonly (readonly [name: string, bytes: Buffer, why: string])[] = [
  ['vacio.pdf', Buffer.alloc(0), 'está vacío'],
  ['falso.jpg', Buffer.from('MZ this is a program'), 'no es lo que dice su nombre'],
  ['comprimido.zip', zip(), 'archivo comprimido'],
  ['bomba.png', png(50_000, 50_000), 'ocupa demasiado al abrirse'],
  ['eicar.com', eicar, 'peligroso'],
  ['grande.jpg', Buffer.concat([jpeg(), Buffer.alloc(10 * 1024 * 1024)]), 'más de 10 MB'],
];

function paths(files: readonly (readonly [string, Buffer, ...unknown[]])[]): string[] {
  return files.map(([name, bytes]) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  });
}

async function choose(page: Page, files: Parameters<typeof paths>[0]): Promise<void> {
  const input = (await page.$('input[type=file]')) as unknown as { uploadFile(...paths: string[]): Promise<void> };
  await input.uploadFile(...paths(files));
}

async function evidenceOf(base: string): Promise<string[]> {
  const history = (await site.commands.claim(claimIn(base)))?.history ?? [];
  return history.flatMap(({ event }) =>
    event.type === 'EvidenceAttached' ? [`${event.data.fileName} ${event.data.mediaType} ${event.data.bytes}`] : [],
  );
}

describe.each([true, false])('evidence with the form, JavaScript: %s', (javascript) => {
  it('good files are attached; each refused one is explained, and the sheet is filed all the same', async () => {
    const { page, troubles, axe, close } = await visit(browser, { width: 360, javascript });
    await page.goto(`${site.url}/libro/20999999990/${CODE}`);
    await fill(page);
    await choose(page, [['boleta.pdf', pdf()], ['foto.png', jpeg()], ...bad.slice(0, 5)]);
    if (javascript) {
      await page.waitForFunction("document.querySelectorAll('[data-files] input:checked').length === 2", {
        timeout: 60_000,
      });
      await page.waitForFunction("document.querySelectorAll('[data-files] .file-error').length === 5", {
        timeout: 60_000,
      });
      const told = await textOf(page, '[data-files]');
      for (const [name, , why] of bad.slice(0, 5)) expect(told).toMatch(new RegExp(`«${name}».*${why}`));
      expect(await axe()).toEqual([]);
    }
    await go(page, 'button[type=submit]');
    const preview = await textOf(page);
    expect(preview).toContain('boleta.pdf');
    expect(preview).toContain('foto.jpg');
    if (!javascript)
      for (const [name, , why] of bad.slice(0, 5)) expect(preview).toMatch(new RegExp(`«${name}».*${why}`));
    await page.click('#conformidad');
    await go(page, '[data-submit]');
    expect(page.url()).toContain('/constancia');
    expect(await evidenceOf(page.url().replace('/constancia', ''))).toEqual([
      'boleta.pdf application/pdf kept',
      'foto.jpg image/jpeg kept',
    ]);
    expect(troubles).toEqual([]);
    await close();
  });
});

describe('evidence that a program only named by its hash', () => {
  it('is told as such on every page of the consumer, and opens nothing that somebody else has handed in', async () => {
    const stored = await site.files.put(Buffer.from('%PDF-1.4 de otra persona'), { mediaType: 'application/pdf' });
    const filed = await site.commands.file(filingOn(site.bookId, 'named-only'), caller('consumer'));
    if (!filed.ok) throw new Error(filed.refusal.code);
    const base = `/seguimiento/${site.tokenFor(filed.claimId)}`;
    const attached = await site.app.inject({
      method: 'POST',
      url: `/v1/claims/${filed.claimId}/evidence`,
      headers: { authorization: `Bearer ${site.tokenFor(filed.claimId)}` },
      payload: { fileName: 'citada.pdf', mediaType: 'application/pdf', ...stored },
    });
    expect(attached.statusCode).toBe(201);
    const [{ evidenceId }] = attached.json().evidence;
    expect((await site.app.inject({ url: `${base}/archivos/${evidenceId}` })).statusCode).toBe(404);
    for (const path of ['', '/constancia', '/hoja']) {
      const { statusCode, body } = await site.app.inject({ url: `${base}${path}` });
      expect(statusCode, path).toBe(200);
      expect(body, path).toMatch(/citada\.pdf.*se citó por su huella SHA-256: el archivo no se entregó aquí/);
      expect(body, path).not.toContain(`${base}/archivos/`);
    }
  });
});

describe('evidence without JavaScript', () => {
  it('six files are five and a sentence; too large a file is a sentence', async () => {
    const { page, close } = await visit(browser, { javascript: false });
    await page.goto(`${site.url}/libro/20999999990/${CODE}`);
    await fill(page);
    const six = Array.from({ length: 6 }, (_, n) => [`foto-${n + 1}.png`, png(n + 2, 2)] as const);
    await choose(page, [...six, ...bad.slice(5)]);
    await go(page, 'button[type=submit]');
    const preview = await textOf(page);
    expect(preview).toContain('«foto-6.png»: solo se pueden adjuntar 5 archivos');
    expect(preview).not.toContain('«foto-5.png»');
    await page.click('#conformidad');
    await go(page, '[data-submit]');
    expect(await evidenceOf(page.url().replace('/constancia', ''))).toHaveLength(5);
    await close();
  });

  it('survives an error in the form: what was taken is still there', async () => {
    const { page, close } = await visit(browser, { javascript: false });
    await page.goto(`${site.url}/libro/20999999990/${CODE}`);
    await fill(page, { nombre: '' });
    await choose(page, [['boleta.pdf', pdf()]]);
    await go(page, 'button[type=submit]');
    expect(await textOf(page, '[data-error-summary]')).toContain('Escriba su nombre');
    expect(await textOf(page, '[data-files]')).toContain('boleta.pdf');
    await page.type('#nombre', 'Rosa');
    await go(page, 'button[type=submit]');
    expect(await textOf(page)).toContain('boleta.pdf');
    await close();
  });
});

describe('evidence added later', () => {
  it('is kept by its content, handed back byte by byte, and never as a page', async () => {
    const { page, troubles, close } = await visit(browser, { width: 360 });
    const { base } = await fileOnPage(page, site);
    await page.goto(base);
    await choose(page, [['recibo.pdf', pdf()], ...bad.slice(1, 2)]);
    await go(page, '#agregar button');
    expect(await textOf(page)).toContain('Guardamos un archivo.');
    expect(await textOf(page)).toContain('«falso.jpg»');
    const href = await page.$eval('a[href*="/archivos/"]', (link) => (link as unknown as { href: string }).href);
    const file = await fetch(href);
    expect(Buffer.from(await file.arrayBuffer()).equals(pdf())).toBe(true);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(file.headers.get('content-security-policy')).toContain('sandbox');
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    expect(troubles).toEqual([]);
    await close();
  });

  it('a file sealed for one form is none for another', async () => {
    const form = async () => {
      const html = await (await fetch(`${site.url}/libro/20999999990/${CODE}`)).text();
      return /name="sello" value="([^"]+)"/.exec(html)?.[1] ?? '';
    };
    const body = new FormData();
    body.append('sello', await form());
    body.append('archivo', new Blob([new Uint8Array(pdf())]), 'a.pdf');
    const sent = await fetch(`${site.url}/libro/20999999990/${CODE}/archivos`, { method: 'POST', body });
    const { adjuntos } = (await sent.json()) as { adjuntos: { ref: string }[] };
    expect(adjuntos).toHaveLength(1);
    const other = new URLSearchParams({ sello: await form(), adjunto: adjuntos[0]?.ref ?? '', nombre: 'Rosa' });
    const page = await (await fetch(`${site.url}/libro/20999999990/${CODE}`, { method: 'POST', body: other })).text();
    expect(page).toContain('value="Rosa"');
    expect(page).not.toContain('a.pdf');
  });
});

describe('a line that drops in the middle of an upload', () => {
  it('hurts nobody: the server goes on, keeps nothing of it, and calls it no fault of its own', async () => {
    const { port } = new URL(site.url);
    const before = site.logged().length;
    const socket = connect(Number(port), '127.0.0.1');
    const path = `/libro/20999999990/${CODE}/revisar`;
    const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: 9000000\r\n\r\n`;
    const part = '--x\r\ncontent-disposition: form-data; name="archivos"; filename="a.pdf"\r\n\r\n%PDF-1.4';
    await new Promise<void>((sent) => socket.write(`${head}${part}`, () => sent()));
    socket.destroy();
    expect((await fetch(`${site.url}/libro/20999999990/${CODE}`)).status).toBe(200);
    await expect.poll(() => site.logged().slice(before)).toContain('/libro/:ruc/:code');
    expect(site.logged().slice(before)).not.toContain('page failed');
  });
});
