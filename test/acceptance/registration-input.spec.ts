import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { clientOf } from './client.ts';
import { type House, NOW, openHouse } from './house.ts';
import { type Firm, fileAClaim, filing, openFirm } from './people.ts';

/** What a firm, an operator or an official may write wrong, and how it is told. */

let house: House;
let firm: Firm;

beforeAll(async () => {
  house = await openHouse();
  firm = await openFirm(house);
});
afterAll(() => house.close());

describe('a firm to register', () => {
  const provider = { ruc: '20601234567', legalName: 'X', address: 'Y', email: 'x@y.example', sector: 'general' };

  test('whose RUC fails its check digit is told so beside every other wrong field', async () => {
    const body = { ...provider, email: 'nada', sector: 'otro', legalName: undefined, ciudad: 'Lima' };
    const { body: problem } = await house.operator.fails('registerProvider', { body });
    expect(problem.code).toBe('request/invalid');
    expect(problem.errors.map(({ field, code }) => `${field} ${code}`).sort()).toEqual([
      'ciudad field/unknown',
      'email email/invalid',
      'legalName field/required',
      'ruc ruc/check-digit',
      'sector sector/unknown',
    ]);
  });

  test('whose RUC alone is wrong is told by the rule', async () => {
    const { body: problem } = await house.operator.fails('registerProvider', { body: provider });
    expect(problem).toMatchObject({
      code: 'provider/ruc-invalid',
      errors: [{ field: 'ruc', code: 'ruc/check-digit', message: 'El RUC no pasa su dígito de verificación' }],
    });
    const short = await house.operator.fails('registerProvider', { body: { ...provider, ruc: '123' } });
    expect(short.body.errors).toMatchObject([{ field: 'ruc', code: 'ruc/invalid' }]);
  });
});

describe('what would be over before it began', () => {
  test.each([[NOW], ['2026-10-05T23:41:59Z'], ['2020-01-01T00:00:00-05:00']])('a key until %s', async (expiresAt) => {
    const before = await house.store.head();
    const body = { role: 'viewer', label: 'x', expiresAt };
    const { body: problem } = await firm.as.admin.fails('issueKey', { params: { ruc: firm.ruc }, body });
    expect(problem).toMatchObject({ status: 422, code: 'key/expires-in-past', errors: [{ field: 'expiresAt' }] });
    expect(await house.store.head()).toBe(before);
  });

  test('a request of Indecopi due yesterday; due today it is made', async () => {
    const { claimId } = await fileAClaim(house, firm);
    const ask = (dueOn: string) => ({ params: { claimId }, body: { reference: 'Oficio 1', dueOn } });
    const { body: problem } = await firm.as.indecopi.fails('requestCopy', ask('2026-10-04'));
    expect(problem).toMatchObject({ status: 422, code: 'indecopi/due-in-past', errors: [{ field: 'dueOn' }] });
    expect((await firm.as.indecopi.ok('requestCopy', ask('2026-10-05'))).status).toBe(201);
  });
});

describe('an identifier in capitals', () => {
  test('of a book, a claim or a filter is the same one', async () => {
    const bookId = firm.bookId.toUpperCase();
    const headers = { 'idempotency-key': 'mayuscula' };
    const filed = await house.nobody.ok('fileClaim', { params: { bookId }, body: filing, headers });
    const { claimId, trackingToken } = filed.body;
    const again = await house.nobody.ok('fileClaim', { params: { bookId: firm.bookId }, body: filing, headers });
    expect(again.body.claimId).toBe(claimId);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const params = { claimId: claimId.toUpperCase() };
    expect((await clientOf(house.app, trackingToken).ok('readClaim', { params })).body.claimId).toBe(claimId);
    expect((await firm.as.admin.ok('viewClaim', { params })).body).toMatchObject({ claimId, viewed: true });
    const query = { bookId };
    const found = await firm.as.admin.ok('searchRegister', {
      params: { ruc: firm.ruc },
      query,
      headers: { 'foja-read-after': (await house.store.head()).toString() },
    });
    expect(found.body.items.map((item) => item.claimId)).toContain(claimId);
  });

  test('that no book has is not there, whatever its case', async () => {
    const params = { bookId: 'ABCDEF00-0000-4000-8000-000000000000' };
    const { body } = await house.nobody.fails('fileClaim', {
      params,
      body: filing,
      headers: { 'idempotency-key': 'x' },
    });
    expect(body.code).toBe('book/not-found');
  });
});

describe('a body beyond the limit', () => {
  test('is told the limit, and what to do', async () => {
    const body = { ...filing, detail: 'x'.repeat(1024 * 1024) };
    const params = { bookId: firm.bookId };
    const headers = { 'idempotency-key': 'y' };
    const { body: problem } = await house.nobody.fails('fileClaim', { params, body, headers });
    expect(problem).toMatchObject({
      status: 413,
      code: 'request/too-large',
      about: { limitBytes: 256 * 1024 },
      errors: [{ field: '(body)', code: 'body/too-large' }],
    });
    expect(problem.detail).toMatch(/hasta 262144 bytes.*Acorte los textos/);
  });
});

describe('a command on a claim', () => {
  test('reads its stream once, and then only what it wrote', async () => {
    const { claimId } = await fileAClaim(house, firm);
    const read = vi.spyOn(house.store, 'read');
    try {
      await firm.as.admin.ok('viewClaim', { params: { claimId } });
      const from = read.mock.calls.map(([stream, options]) => [stream, options?.from]);
      expect(from).toEqual([
        [`claim-${claimId}`, 0],
        [`claim-${claimId}`, 2],
      ]);
    } finally {
      read.mockRestore();
    }
  });

  test('that finds the claim changed since it was read decides again on what it is now', async () => {
    const { claimId } = await fileAClaim(house, firm);
    const seen = await house.commands.claim(claimId);
    if (seen === undefined) throw new Error('the claim is gone');
    await firm.as.admin.ok('viewClaim', { params: { claimId } });
    const by = {
      actor: { role: 'admin', id: 'x' },
      commandId: crypto.randomUUID(),
      correlationId: crypto.randomUUID(),
    };
    const offered: boolean[] = [];
    const decide: Parameters<typeof house.commands.onClaim>[1] = (claim) => {
      offered.push(claim.viewed);
      return { ok: true, events: [{ type: 'ClaimViewed', data: {} }] };
    };
    const result = await house.commands.onClaim(claimId, decide, by, { seen });
    expect(offered).toEqual([false, true]);
    expect(result).toMatchObject({ ok: true, revision: 3, state: { history: { length: 4 } } });
  });
});
