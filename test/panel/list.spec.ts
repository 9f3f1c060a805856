import { inflateRawSync } from 'node:zlib';
import { viewClaim } from '@foja/domain/claim/index.ts';
import { addDays } from '@foja/domain/deadline/index.ts';
import { setSirecSiteCode } from '@foja/domain/provider/index.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller, RUC } from '../support/commands.ts';
import { type Visitor, visitorOf } from './browser-of-http.ts';
import { fileAt } from './claims.ts';
import { openPanelHouse, type PanelHouse } from './house.ts';

/** More than a workbook takes. */
const CLAIMS = 5_030;
const AT_ONCE = 500;

let house: PanelHouse;
let viewer: Visitor;
beforeAll(async () => {
  house = await openPanelHouse();
  for (let from = 0; from < CLAIMS; from += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, CLAIMS - from) }, (_, n) => from + n);
    await Promise.all(batch.map(fileOne));
  }
  await house.settled();
  viewer = visitorOf(house.app);
  await viewer.signIn(house.people.viewer);
});
afterAll(() => house?.close());

const isQueja = (n: number) => n % 40 === 3;
const isSeen = (n: number) => n % 80 === 3;
const hasWord = (n: number) => n % 25 === 3;
/** From 52 days ago on, a day each hundred: some overdue, some soon, some with time. */
const filedOn = (n: number) => addDays('2026-08-29', Math.floor(n / 100));

async function fileOne(n: number): Promise<void> {
  const claimId = await fileAt(house, `claim ${n}`, `${filedOn(n)}T12:00:00-05:00`, {
    type: isQueja(n) ? 'queja' : 'reclamo',
    detail: hasWord(n) ? 'La tostadora humea.' : 'No enciende.',
  });
  if (isSeen(n)) await house.commands.onClaim(claimId, viewClaim, caller('respondent'));
}

/** Every page of a list: how many claims each shows. */
async function pagesOf(query: string): Promise<readonly number[]> {
  const shown: number[] = [];
  const seen = new Set<string>();
  for (let next: string | undefined = query; next !== undefined; ) {
    const { body } = await viewer.get(`/panel/reclamos?${next}`);
    const ids = [...body.matchAll(/class="claim-row[^>]*><a href="\/panel\/reclamos\/([\w-]+)"/g)];
    for (const [, id = ''] of ids) seen.add(id);
    shown.push(ids.length);
    next = /rel="next" href="\/panel\/reclamos\?([^"]+)"/
      .exec(body)?.[1]
      ?.replaceAll('&amp;', '&')
      .replaceAll('&#x3D;', '=');
  }
  expect(seen.size).toBe(shown.reduce((sum, n) => sum + n, 0));
  return shown;
}

describe('a list of many claims', () => {
  it.each([
    ['plazo=vencidos&tipo=queja', (n: number) => isQueja(n)],
    ['plazo=vencidos&tipo=queja&estado=viewed', (n: number) => isSeen(n)],
    ['plazo=vencidos&texto=tostadora', (n: number) => hasWord(n)],
    ['plazo=vencidos&texto=tostadora&tipo=queja', (n: number) => hasWord(n) && isQueja(n)],
    ['plazo=vencidos&tipo=queja&desde=2026-09-10&hasta=2026-09-20', between('2026-09-10', '2026-09-20')],
  ])('%s: every page but the last is full', async (query, suits) => {
    const overdue = (
      await house.pool.query(
        `SELECT max(filed_on)::text AS last FROM proj_deadlines.claims WHERE due_on < '2026-10-20'`,
      )
    ).rows[0]?.last;
    const expected = Array.from({ length: CLAIMS }, (_, n) => n).filter((n) => filedOn(n) <= overdue && suits(n));
    const pages = await pagesOf(query);
    expect(pages.reduce((sum, n) => sum + n, 0)).toBe(expected.length);
    expect(pages.slice(0, -1).every((shown) => shown === 25)).toBe(true);
    expect(pages.length).toBe(Math.max(1, Math.ceil(expected.length / 25)));
  });

  it('is whole as CSV', async () => {
    const { body } = await viewer.get('/panel/reclamos.csv');
    expect(body.match(/\r\n/g)).toHaveLength(CLAIMS + 1);
  });

  it('is whole as a workbook, too, whose bound the page tells', async () => {
    const all = await viewer.get('/panel/reclamos.xlsx');
    const rows = unzipped(all.rawPayload, 'xl/worksheets/sheet1.xml');
    expect(rows.match(/<row[ >]/g)).toHaveLength(CLAIMS + 1);
    expect(rows).not.toContain('ATENCIÓN');
    expect((await viewer.get('/panel/reclamos')).body).toContain('(hasta 200,000 hojas)');
  });
});

describe('an address of the list that makes no sense', () => {
  it.each(['rubbish', '%25%25', 'WyJkZWFkbGluZXMiXQ', 'a'.repeat(600)])('cursor=%s: the first page', async (cursor) => {
    const { statusCode, body } = await viewer.get(`/panel/reclamos?tipo=queja&cursor=${cursor}`);
    expect(statusCode).toBe(200);
    expect(body).toContain('se muestra desde el principio');
    expect(body).not.toContain('Volver al principio');
    expect(body.match(/class="claim-row/g)).toHaveLength(25);
  });

  it.each(['12-26', '1234567890', 'doce', '%3Cb%3E'])('numero=%s: told beside the field, and kept', async (numero) => {
    const { statusCode, body } = await viewer.get(`/panel/reclamos?numero=${numero}`);
    expect(statusCode).toBe(200);
    expect(body).toContain('No se buscó por este número');
    expect(body).toContain('aria-describedby="numero-error"');
    expect(body).not.toContain('<b>');
    expect(body).toContain(`value="${decodeURIComponent(numero).replace('<', '&lt;').replace('>', '&gt;')}"`);
  });

  it('a good number is told nothing', async () => {
    const { body } = await viewer.get('/panel/reclamos?numero=12-2026');
    expect(body).not.toContain('No se buscó');
    expect(body).not.toContain('se muestra desde el principio');
    expect(body.match(/class="claim-row/g)).toHaveLength(1);
  });
});

describe('SIREC’s watch over many claims', () => {
  it('shows the longest filed first, and counts them all', async () => {
    const site = { bookId: house.bookId, siteCode: '000123' };
    await house.commands.onProvider(RUC, (state) => setSirecSiteCode(state, site), caller('admin'));
    const respondent = visitorOf(house.app);
    await respondent.signIn(house.people.respondent);
    const { body } = await respondent.get('/panel/sirec');
    expect(/Se muestran[^<]*/.exec(body)?.[0]).toContain('Se muestran las 500 más urgentes de 5,030.');
    const days = [...body.matchAll(/Pasaron los 30 hace (\d+) día/g)].map(([, n]) => Number(n));
    expect(days).toHaveLength(500);
    expect([...new Set(days)]).toEqual([22, 21, 20, 19, 18]); // 29 August to 2 September, a hundred each
    expect(days).toEqual(days.toSorted((a, b) => b - a));
    // 20 October less 30 days: what was filed up to 19 September is late, and up to the 27th soon will be.
    const home = (await respondent.get('/panel')).body.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
    const late = Array.from({ length: CLAIMS }, (_, n) => filedOn(n)).filter((day) => day < '2026-09-20').length;
    expect(home).toContain(`con más de 30 días calendario: ${late}.`);
  });
});

function between(from: string, to: string) {
  return (n: number) => isQueja(n) && filedOn(n) >= from && filedOn(n) <= to;
}

/** One file of an archive, by the archive's own directory. */
function unzipped(archive: Buffer, name: string): string {
  for (let at = archive.indexOf(DIRECTORY); at !== -1; at = archive.indexOf(DIRECTORY, at + 4)) {
    const nameLength = archive.readUInt16LE(at + 28);
    if (archive.toString('utf8', at + 46, at + 46 + nameLength) !== name) continue;
    const local = archive.readUInt32LE(at + 42);
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    return inflateRawSync(archive.subarray(from, from + archive.readUInt32LE(at + 20))).toString('utf8');
  }
  throw new Error(`no ${name} in the archive`);
}

const DIRECTORY = Buffer.from('PK\x01\x02', 'latin1');
