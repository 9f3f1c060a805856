import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf } from './client.ts';
import { type House, OPERATOR_KEY, openHouse } from './house.ts';
import { type Firm, fileAClaim, filing, openFirm } from './people.ts';

let house: House;
let firm: Firm;

beforeAll(async () => {
  house = await openHouse();
  firm = await openFirm(house);
});
afterAll(() => house.close());

test('logs hold routes, codes and times; no token, no body, no name, whatever is sent', async () => {
  const secret = 'SECRETO-12345678';
  const { claimId, answer, consumer } = await fileAClaim(house, firm, { detail: `${secret} detalle` });
  const token = answer.trackingToken;
  await consumer.ok('readClaim', { params: { claimId } });
  await house.nobody.ok('readClaim', { params: { claimId }, query: { token } });
  await house.nobody.fails('readClaim', { params: { claimId }, query: { token: secret } });
  await firm.as.viewer.ok('searchRegister', {
    params: { ruc: firm.ruc },
    query: { text: secret, document: '01234567' },
  });
  const params = { bookId: firm.bookId };
  const key = { 'idempotency-key': secret };
  await house.nobody.fails('fileClaim', { params, headers: key, body: `{"detail":"${secret}",,}` });
  await house.nobody.fails('fileClaim', { params, headers: key, body: { ...filing, [secret]: secret, detail: 7 } });
  await clientOf(house.app, `Bearer ${secret}`).fails('readProvider', { params: { ruc: firm.ruc } });
  for (const url of [`/${secret}?token=${token}`, `/%zz${secret}`, `/docs/${secret}`, `/v1/claims/${secret}`]) {
    await house.app.inject({ url, headers: { 'user-agent': secret, cookie: secret, referer: `https://x/?${secret}` } });
  }
  const failing = { ...house.commands };
  house.commands.claim = async () => {
    throw Object.assign(new Error(`relation of ${secret}`, { cause: new Error(token) }), {
      code: '42P01',
      detail: secret,
    });
  };
  const broken = await firm.as.admin.fails('readClaim', { params: { claimId } });
  house.commands.claim = failing.claim;
  expect(broken.body).toMatchObject({ status: 500, code: 'server/error' });
  expect(broken.text).not.toContain(secret);

  const logged = house.logged();
  expect(logged).toContain('"route":"/v1/claims/:claimId"');
  expect(logged).toContain('"code":"42P01"');
  expect(logged).toContain('"status":500');
  const forbidden = [
    secret,
    token,
    claimId,
    firm.ruc,
    firm.bookId,
    OPERATOR_KEY,
    ...Object.values(firm.keys),
    filing.consumer.name,
    filing.consumer.documentNumber,
    filing.consumer.email,
    filing.detail,
  ];
  for (const text of forbidden) expect(logged.includes(text), text).toBe(false);
});
