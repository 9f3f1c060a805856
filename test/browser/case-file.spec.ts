import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf } from '../indecopi/zip.ts';
import { caller } from '../support/commands.ts';
import { fitsEveryWidth, openBrowser, visit, WIDTHS } from './support/browser.ts';
import { stageWhole } from './support/every-page.ts';
import { go, textOf, write } from './support/filling.ts';
import { openSite, type Site } from './support/site.ts';

/** A case file as an official gets it: asked for with JavaScript or without, and read from a disk without any software of ours. */

let site: Site;
let browser: Browser;
let key: string;
/** The archive, unpacked. */
const folder = mkdtempSync(join(tmpdir(), 'foja-expediente-'));
let pages: string[];

beforeAll(async () => {
  [site, browser] = await Promise.all([openSite(), openBrowser()]);
  const { office } = await stageWhole(site);
  key = office.key;
  const opened = await site.caseFiles.open(office.ready, undefined, caller('indecopi'));
  if (!opened.ok) throw new Error(opened.refusal.code);
  const zip = join(folder, 'expediente.zip');
  await pipeline(opened.stream(), createWriteStream(zip));
  const files = await filesOf(zip);
  for (const [name, bytes] of files) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  pages = [...files.keys()].filter((name) => name.endsWith('.html'));
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('on a phone and on a desk', () => {
  it('every page of the archive is sound, from the disk', async () => {
    const visited = await visit(browser, { width: WIDTHS[0] });
    const found: Record<string, readonly string[]> = {};
    for (const name of pages) {
      await visited.page.goto(pathToFileURL(join(folder, name)).href);
      const faults = [...(await visited.axe()), ...visited.troubles.splice(0)];
      if (!(await fitsEveryWidth(visited.page))) faults.push('sticks out to the side');
      if (faults.length > 0) found[name] = faults;
    }
    expect(pages).toContain('index.html');
    expect(pages.length).toBeGreaterThan(10);
    expect(found).toEqual({});
    await visited.close();
  });

  it('leads from the way in to a sheet, and back', async () => {
    const { page, close } = await visit(browser, { javascript: false });
    await page.goto(pathToFileURL(join(folder, 'index.html')).href);
    await go(page, 'a[href="indice/0001.html"]');
    await go(page, 'tbody a');
    expect(await textOf(page, 'h1')).toContain('Hoja de Reclamación');
    await go(page, 'nav a');
    expect(await textOf(page, 'h1')).toBe('Expediente del Libro de Reclamaciones');
    await close();
  });

  it('what an official asks for wrongly is told on a sound page', async () => {
    const visited = await visit(browser);
    const { page } = visited;
    await page.goto(`${site.url}/indecopi/entrar`);
    await write(page, '#llave', 'foja_nada');
    await go(page, 'main button[type=submit]');
    expect(await visited.axe()).toEqual([]);
    await write(page, '#llave', key);
    await go(page, 'main button[type=submit]');
    await write(page, '#hoja', '000000099-2026');
    await go(page, 'form[action="/indecopi/expedientes"] button[type=submit]');
    expect(await textOf(page, 'main')).toContain('no hay ninguna hoja así');
    expect([...(await visited.axe()), ...visited.troubles.filter((one) => !one.includes('status of 401'))]).toEqual([]);
    await visited.close();
  });
});

it('opens with what people unpack archives with', () => {
  execFileSync('python3', ['-m', 'zipfile', '-t', join(folder, 'expediente.zip')]);
});
