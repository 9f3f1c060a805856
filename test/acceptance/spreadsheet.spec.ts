import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, openHouse } from './house.ts';
import { type Firm, fileAClaim, filing, OTHER_RUC, openFirm } from './people.ts';

/** A firm that has only a spreadsheet: it asks for an address, with the key as a password, and gets all of a list. */

let house: House;
let firm: Firm;
let other: Firm;
/** More than any page holds. */
const CLAIMS = 230;

beforeAll(async () => {
  house = await openHouse();
  firm = await openFirm(house);
  other = await openFirm(house, { ruc: OTHER_RUC });
  const filings = Array.from({ length: CLAIMS - 1 }, () => fileAClaim(house, firm));
  await Promise.all([...filings, fileAClaim(house, other)]);
  await fileAClaim(house, firm, {
    consumer: { ...filing.consumer, name: '=cmd|calc!A1' },
    detail: 'No enciende, "nunca".\nÑandú.',
  });
  await house.projections.waitFor(await house.store.head(), 60_000);
});
afterAll(() => house.close());

function ask(path: string, key: string, headers: Record<string, string> = {}, user = 'excel') {
  const authorization = `Basic ${Buffer.from(`${user}:${key}`).toString('base64')}`;
  return house.app.inject({ url: `/v1/providers/${firm.ruc}${path}`, headers: { authorization, ...headers } });
}

const lines = (body: string) => body.split('\r\n').slice(1, -1);

it('gets the whole register, and the whole list of deadlines', async () => {
  for (const [path, head] of [
    ['/claims', /^\ufeffsheetNumber,bookCode,establishment,type,/],
    ['/deadlines', /^\ufeffsheetNumber,bookCode,type,state,filedOn,dueOn,daysLeft,unit,/],
  ] as const) {
    const { statusCode, headers, body } = await ask(`${path}?format=csv`, firm.keys.viewer);
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(body).toMatch(head);
    const numbers = lines(body).map((line) => Number(line.slice(1, 10)));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: CLAIMS }, (_, at) => at + 1));
    expect(new Set([...body.matchAll(/"(20\d{9})"/g)].map(([, ruc]) => ruc))).toEqual(new Set([firm.ruc]));
  }
});

it('or what it filters, by Accept as well, with the key as a Bearer as well', async () => {
  const number = await ask('/claims?number=17&format=csv', firm.keys.viewer);
  expect(lines(number.body)).toHaveLength(1);
  const accept = { accept: 'text/csv' };
  expect(lines((await ask('/deadlines?state=overdue', firm.keys.viewer, accept)).body)).toEqual([]);
  const bearer = { ...accept, authorization: `Bearer ${firm.keys.viewer}` };
  expect(lines((await ask('/claims', '', bearer)).body)).toHaveLength(CLAIMS);
  const json = await ask('/claims?format=json', firm.keys.viewer, accept);
  expect(json.json().items).toHaveLength(25);
});

it('has no cell that a spreadsheet takes for a formula, and letters as they were written', async () => {
  const { body } = await ask(`/claims?number=${CLAIMS}&format=csv`, firm.keys.viewer);
  expect(body).toContain(`"'=cmd|calc!A1"`);
  expect(body).toContain('"No enciende, ""nunca"".\nÑandú."');
});

it('is asked for its key, and refused by any other', async () => {
  const nobody = await house.app.inject({ url: `/v1/providers/${firm.ruc}/claims?format=csv` });
  expect([nobody.statusCode, nobody.headers['www-authenticate']]).toEqual([
    401,
    expect.stringContaining('Basic realm'),
  ]);
  expect((await ask('/claims?format=csv', 'foja_20999999990_x_y')).statusCode).toBe(401);
  expect((await ask('/claims?format=csv', other.keys.admin)).statusCode).toBe(404);
  expect((await ask('/claims?format=xlsx', firm.keys.viewer)).statusCode).toBe(422);
  // Nowhere else: no page, and nothing that is written, may be had by what a browser remembers.
  const elsewhere = await ask('/books', firm.keys.admin);
  expect([elsewhere.statusCode, elsewhere.headers['www-authenticate']]).toEqual([401, 'Bearer realm="foja"']);
});
