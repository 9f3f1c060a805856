import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idempotencyKey, type Request } from './client.ts';
import { type House, openHouse } from './house.ts';
import { type Firm, fileAClaim, filing, openFirm } from './people.ts';

/** Every refusal names the problem and every wrong field, repeats no value, and leaves the ledger as it was. */

let house: House;
let firm: Firm;

beforeAll(async () => {
  house = await openHouse();
  firm = await openFirm(house);
});
afterAll(() => house.close());

async function refusedFiling(request: Request) {
  const before = await house.store.head();
  const answer = await house.nobody.fails('fileClaim', {
    params: { bookId: firm.bookId },
    headers: idempotencyKey(),
    ...request,
  });
  expect(await house.store.head()).toBe(before);
  return { ...answer, code: answer.body.code, errors: fieldsOf(answer.body.errors) };
}

function fieldsOf(errors: readonly { field: string; code: string }[]): string[] {
  return errors.map(({ field, code }) => `${field} ${code}`);
}

const withConsumer = (change: object) => ({ ...filing, consumer: { ...filing.consumer, ...change } });
const withAmount = (value: unknown) => ({ ...filing, good: { kind: 'product', amount: { value, currency: 'PEN' } } });

describe('the legal minimum', () => {
  test.each([
    ['name', 'consumer.name field/required'],
    ['documentType', 'consumer.documentType field/required'],
    ['documentNumber', 'consumer.documentNumber field/required'],
  ])('lacks %s', async (field, error) => {
    const { status, code, errors, body } = await refusedFiling({ body: withConsumer({ [field]: undefined }) });
    expect({ status, code, errors }).toEqual({ status: 422, code: 'claim/not-presented', errors: [error] });
    expect(body.norm).toBe('Reglamento, art. 5');
  });

  test('lacks address and e-mail', async () => {
    const { code, errors } = await refusedFiling({ body: withConsumer({ address: undefined, email: undefined }) });
    expect({ code, errors }).toEqual({ code: 'claim/not-presented', errors: ['consumer.address contact/missing'] });
  });

  test('lacks the detail, or it is only spaces', async () => {
    expect((await refusedFiling({ body: { ...filing, detail: undefined } })).errors).toEqual(['detail field/required']);
    expect(await refusedFiling({ body: { ...filing, detail: ' \n ' } })).toMatchObject({
      code: 'claim/not-presented',
      errors: ['detail text/empty'],
    });
  });

  test('lacks everything: every field is named at once', async () => {
    const { code, errors } = await refusedFiling({ body: { consumer: { minor: true }, good: {} } });
    expect(code).toBe('claim/not-presented');
    expect(errors).toEqual([
      'type field/required',
      'consumer.name field/required',
      'consumer.documentType field/required',
      'consumer.documentNumber field/required',
      'good.kind field/required',
      'detail field/required',
      'responseMedium field/required',
      'conformity conformity/missing',
      'consumer.address contact/missing',
      'consumer.guardian guardian/missing',
    ]);
  });

  test('is all that refuses: an odd document is kept, with a warning', async () => {
    const { answer } = await fileAClaim(house, firm, withConsumer({ documentNumber: '12', phone: undefined }));
    expect(answer.warnings).toEqual([{ field: 'consumer.documentNumber', code: 'document/dni-not-eight-digits' }]);
  });
});

describe('text', () => {
  test.each([
    ['NUL', 'a\u0000b', 'text/control-character'],
    ['a C1 control', 'a\u0085b', 'text/control-character'],
    ['a lone surrogate', 'a\ud800b', 'text/lone-surrogate'],
    ['a right-to-left override', 'a\u202eb', 'text/bidi-override'],
    ['an isolate', 'a\u2066b', 'text/bidi-override'],
    ['too many characters', 'x'.repeat(4001), 'text/too-long'],
  ])('with %s', async (_, text, error) => {
    const { status, code, errors, text: answered } = await refusedFiling({ body: { ...filing, detail: text } });
    expect({ status, code, errors }).toEqual({ status: 422, code: 'request/invalid', errors: [`detail ${error}`] });
    expect(answered).not.toContain(text);
  });

  test('in several fields: each is named', async () => {
    const body = { ...withConsumer({ name: 'a\u0000', phone: '\ud800', address: 'x\ny' }), request: 'a\u202e' };
    const { errors } = await refusedFiling({ body });
    expect(errors).toEqual([
      'consumer.name text/control-character',
      'consumer.address text/line-break',
      'consumer.phone text/lone-surrogate',
      'request text/bidi-override',
    ]);
  });

  test('of 1 MB', async () => {
    const { status, code } = await refusedFiling({ body: { ...filing, detail: 'x'.repeat(1024 * 1024) } });
    expect({ status, code }).toEqual({ status: 413, code: 'request/too-large' });
    const below = await refusedFiling({ body: { ...filing, detail: 'x'.repeat(200_000) } });
    expect(below).toMatchObject({ status: 422, errors: ['detail text/too-long'] });
  });

  test('that only seems to be there is none', async () => {
    for (const name of ['\u2800', '\u3164', '\u115f\u1160', '\uffa0']) {
      expect(await refusedFiling({ body: withConsumer({ name }) })).toMatchObject({
        code: 'claim/not-presented',
        errors: ['consumer.name text/empty'],
      });
    }
  });

  test('around an e-mail is trimmed, as around a name', async () => {
    const around = withConsumer({ name: ' Rosa Ficticia Quispe ', email: ' rosa@correo.example ' });
    const { claimId } = await fileAClaim(house, firm, around);
    const { state } = (await house.commands.claim(claimId)) ?? {};
    expect(state?.filed.consumer).toMatchObject({ name: 'Rosa Ficticia Quispe', email: 'rosa@correo.example' });
  });

  test('with 4-byte characters is kept, in NFC', async () => {
    const { claimId, consumer } = await fileAClaim(house, firm, { detail: 'No enciende 😡 𠮷 — cafe\u0301' });
    const { body } = await consumer.ok('readClaim', { params: { claimId } });
    expect(body.detail).toBe('No enciende 😡 𠮷 — caf\u00e9');
  });
});

describe('amounts', () => {
  test.each([['-1.00'], ['1e3'], ['1.234'], ['NaN'], ['Infinity'], ['1,50'], ['01.00'], ['+1'], [''], [' 1']])(
    '%j',
    async (value) => {
      const { status, errors } = await refusedFiling({ body: withAmount(value) });
      expect({ status, errors }).toEqual({ status: 422, errors: ['good.amount.value money/invalid'] });
    },
  );

  test('as a number, and NaN in the JSON itself', async () => {
    expect((await refusedFiling({ body: withAmount(249.9) })).errors).toEqual(['good.amount.value field/type']);
    const text = JSON.stringify(withAmount('0')).replace('"0"', 'NaN');
    expect(await refusedFiling({ body: text })).toMatchObject({ status: 400, code: 'request/broken-json' });
  });

  test('are shown as they are stored', async () => {
    const { claimId, consumer } = await fileAClaim(house, firm, withAmount('249.9'));
    const { body } = await consumer.ok('readClaim', { params: { claimId } });
    expect(body.good.amount).toEqual({ value: '249.90', currency: 'PEN' });
  });
});

describe('dates', () => {
  test.each([['2026-02-29'], ['2026-13-01'], ['2026-04-31'], ['05/10/2026'], ['2026-10-5'], ['']])(
    '%j does not exist',
    async (filedOn) => {
      const { status, body } = await house.nobody.fails('previewDeadline', { query: { filedOn } });
      expect({ status, errors: fieldsOf(body.errors) }).toEqual({ status: 422, errors: ['filedOn date/invalid'] });
    },
  );

  test('an instant that does not exist, or without its offset', async () => {
    const { claimId } = await fileAClaim(house, firm);
    const before = await house.store.head();
    for (const communicatedAt of ['2026-02-30T10:00:00-05:00', '2026-10-05T10:00:00', '2026-10-05T25:00:00-05:00']) {
      const body = { outcome: 'accepted', text: 'Sí', medium: 'email', communicatedAt };
      const answer = await firm.as.admin.fails('respondToClaim', { params: { claimId }, body });
      expect(fieldsOf(answer.body.errors)).toEqual(['communicatedAt instant/invalid']);
    }
    expect(await house.store.head()).toBe(before);
  });

  test('before the law has a regime', async () => {
    const { status, body } = await house.nobody.fails('previewDeadline', { query: { filedOn: '2011-05-06' } });
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'claim/no-regime' });
  });
});

describe('the book', () => {
  test('does not exist', async () => {
    for (const bookId of [randomUUID(), 'no-es-un-libro', '%00', '../../etc']) {
      const answer = await refusedFiling({ params: { bookId: encodeURIComponent(bookId) }, body: filing });
      expect(answer).toMatchObject({ status: 404, code: 'book/not-found' });
    }
  });

  test('is closed', async () => {
    const params = { ruc: firm.ruc };
    const body = { code: 'CERRADO', establishment: 'X', address: 'Y', channel: 'virtual' };
    const { body: book } = await firm.as.admin.ok('openBook', { params, body });
    await firm.as.admin.ok('closeBook', { params: { bookId: book.bookId }, body: { reason: 'Fin' } });
    expect(await refusedFiling({ params: { bookId: book.bookId }, body: filing })).toMatchObject({
      status: 409,
      code: 'book/closed',
    });
  });

  test('has a code that is taken, or a firm that is registered or whose RUC is none', async () => {
    const before = await house.store.head();
    const book = { code: 'tienda-01', establishment: 'X', address: 'Y', channel: 'virtual' };
    const taken = await firm.as.admin.fails('openBook', { params: { ruc: firm.ruc }, body: book });
    expect(taken.body).toMatchObject({ status: 409, code: 'book/code-taken' });
    const provider = { ruc: firm.ruc, legalName: 'X', address: 'Y', email: 'x@y.example', sector: 'general' };
    expect((await house.operator.fails('registerProvider', { body: provider })).body.code).toBe(
      'provider/already-registered',
    );
    const wrong = await house.operator.fails('registerProvider', { body: { ...provider, ruc: '20601234567' } });
    expect(wrong.body).toMatchObject({ status: 422, code: 'provider/ruc-invalid', errors: [{ field: 'ruc' }] });
    expect(await house.store.head()).toBe(before);
  });
});

describe('JSON', () => {
  const text = JSON.stringify(filing);

  test.each([
    ['cut short', text.slice(0, -1), 400, 'request/broken-json'],
    ['nothing but a word', 'hola', 400, 'request/broken-json'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), 400, 'request/broken-json'],
    ['a key twice', text.replace('{', '{"detail":"otro",'), 400, 'request/duplicate-key'],
    ['a key twice, once escaped', text.replace('{', '{"d\\u0065tail":"otro",'), 400, 'request/duplicate-key'],
    ['__proto__', text.replace('{', '{"__proto__":{"type":"queja"},'), 400, 'request/forbidden-key'],
    ['constructor.prototype', text.replace('{', '{"constructor":{"prototype":{}},'), 400, 'request/forbidden-key'],
    ['far too deep', `${'['.repeat(5000)}${']'.repeat(5000)}`, 400, 'request/malformed'],
  ])('with %s', async (_, body, status, code) => {
    expect(await refusedFiling({ body })).toMatchObject({ status, code });
  });

  test('that repeats a key, or uses one that is not allowed, is told which, and where', async () => {
    const { consumer: _consumer, ...rest } = filing;
    const twice = `${JSON.stringify(rest).slice(0, -1)},"type":"queja","consumer":{"name":"Secreta","name":"Otra"}}`;
    const repeating = await refusedFiling({ body: twice });
    expect(repeating.errors).toEqual(['type field/repeated', 'consumer.name field/repeated']);
    expect(repeating.body.errors[0]?.message).toBe('Este campo está repetido');
    expect(repeating.text).not.toMatch(/Secreta|Otra/);
    const forbidden = await refusedFiling({ body: text.replace('"consumer":{', '"consumer":{"__proto__":{"a":1},') });
    expect(forbidden.errors).toEqual(['consumer.__proto__ field/forbidden']);
  });

  test('that is no object, or has fields that do not exist', async () => {
    expect((await refusedFiling({ body: '[]' })).errors).toEqual(['(body) field/type']);
    const { errors } = await refusedFiling({
      body: { ...filing, trackingToken: 'x', consumer: { ...filing.consumer, dni: '1' } },
    });
    expect(errors).toEqual(['consumer.dni field/unknown', 'trackingToken field/unknown']);
    expect(({} as Record<string, unknown>)['type']).toBeUndefined();
  });

  test.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['application/json; charset=latin1'],
  ])('sent as %s', async (type) => {
    const headers = { ...idempotencyKey(), 'content-type': type };
    expect(await refusedFiling({ body: text, headers })).toMatchObject({ status: 415, code: 'request/media-type' });
  });
});

test('a compressed body is refused, whatever it holds', async () => {
  const headers = { ...idempotencyKey(), 'content-encoding': 'gzip' };
  expect(await refusedFiling({ body: filing, headers })).toMatchObject({ status: 415, code: 'request/media-type' });
});

describe('the Idempotency-Key', () => {
  test('is missing', async () => {
    expect(await refusedFiling({ body: filing, headers: {} })).toMatchObject({
      status: 400,
      code: 'idempotency/missing',
      errors: ['Idempotency-Key field/required'],
    });
  });

  test.each([['con espacios'], ['x'.repeat(201)], ['llave-ñ'], ['tab\there']])('%j is malformed', async (key) => {
    const answer = await refusedFiling({ body: filing, headers: { 'idempotency-key': key } });
    expect(answer).toMatchObject({
      status: 400,
      code: 'idempotency/malformed',
      errors: ['Idempotency-Key field/value'],
    });
  });

  test('is used again with other content', async () => {
    const headers = idempotencyKey();
    await house.nobody.ok('fileClaim', { params: { bookId: firm.bookId }, body: filing, headers });
    const answer = await refusedFiling({ body: { ...filing, detail: 'Otra cosa.' }, headers });
    expect(answer).toMatchObject({ status: 422, code: 'idempotency/reused' });
  });
});

describe('If-Match', () => {
  const body = { to: 'reclamo', reason: 'Trata de un producto.' };

  test('is stale: the current revision is told', async () => {
    const { claimId } = await fileAClaim(house, firm, { type: 'queja' });
    const params = { claimId };
    await firm.as.admin.ok('viewClaim', { params });
    const before = await house.store.head();
    const headers = { 'if-match': '"1"' };
    const {
      status,
      body: problem,
      headers: told,
    } = await firm.as.admin.fails('reclassifyClaim', { params, body, headers });
    expect({ status, code: problem.code }).toEqual({ status: 412, code: 'precondition/failed' });
    expect(problem.about).toEqual({ currentRevision: 2 });
    expect(told['etag']).toBe('"2"');
    expect(await house.store.head()).toBe(before);
    await firm.as.admin.ok('reclassifyClaim', { params, body, headers: { 'if-match': '"2"' } });
  });

  test.each([['2'], ['W/"2"'], ['"dos"'], ['"1", "2"'], ['""']])('%j is malformed', async (tag) => {
    const { claimId } = await fileAClaim(house, firm, { type: 'queja' });
    const before = await house.store.head();
    const headers = { 'if-match': tag };
    const answer = await firm.as.admin.fails('reclassifyClaim', { params: { claimId }, body, headers });
    expect(answer.body).toMatchObject({ status: 400, code: 'precondition/malformed' });
    expect(fieldsOf(answer.body.errors)).toEqual(['If-Match field/value']);
    expect(await house.store.head()).toBe(before);
  });
});

describe('what the claim no longer allows', () => {
  const response = { outcome: 'accepted', text: 'Sí.', medium: 'email', communicatedAt: '2026-10-05T18:42:00-05:00' };
  const offer = {
    mode: 'remote',
    medium: 'email',
    text: 'Se la cambiamos.',
    communicatedAt: '2026-10-05T18:42:00-05:00',
  };

  test('an extension under the general regime, citing Ley 31435', async () => {
    const { claimId } = await fileAClaim(house, firm);
    const before = await house.store.head();
    const answer = await firm.as.admin.fails('extendDeadline', {
      params: { claimId },
      body: { reason: 'Mucho trabajo.' },
    });
    expect(answer.body).toMatchObject({ status: 409, code: 'extension/not-allowed' });
    expect(answer.body.norm).toContain('Ley 31435');
    expect(await house.store.head()).toBe(before);
  });

  test('an extension after the first term ended, or a second one', async () => {
    const bank = await openFirm(house, { ruc: '20999999019', sector: 'sbs' });
    const first = await fileAClaim(house, bank);
    const second = await fileAClaim(house, bank);
    const body = { reason: 'Falta un tercero.', thirdParty: 'Operador de tarjetas' };
    await bank.as.admin.ok('extendDeadline', { params: { claimId: first.claimId }, body });
    const before = await house.store.head();
    const again = await bank.as.admin.fails('extendDeadline', { params: { claimId: first.claimId }, body });
    expect(again.body).toMatchObject({ status: 409, code: 'extension/already-used' });
    house.setClock('2026-12-01T09:00:00-05:00');
    const late = await bank.as.admin.fails('extendDeadline', { params: { claimId: second.claimId }, body });
    house.setClock('2026-10-05T18:42:00-05:00');
    expect(late.body).toMatchObject({ status: 409, code: 'extension/too-late' });
    expect(late.body.norm).toBeDefined();
    expect(await house.store.head()).toBe(before);
  });

  test('a second response, and an offer on an answered claim', async () => {
    const { claimId } = await fileAClaim(house, firm);
    const params = { claimId };
    await firm.as.admin.ok('respondToClaim', { params, body: response });
    const before = await house.store.head();
    const second = await firm.as.admin.fails('respondToClaim', { params, body: response });
    expect(second.body).toMatchObject({ status: 409, code: 'claim/already-responded' });
    const offered = await firm.as.admin.fails('offerSettlement', { params, body: offer });
    expect(offered.body).toMatchObject({ status: 409, code: 'claim/already-responded' });
    expect(await house.store.head()).toBe(before);
  });

  test('an answer or an offer dated before the claim or in the future: the field is named', async () => {
    const { claimId } = await fileAClaim(house, firm);
    const before = await house.store.head();
    for (const communicatedAt of ['2020-01-01T00:00:00-05:00', '2035-01-01T00:00:00-05:00']) {
      const said = { params: { claimId }, body: { ...response, communicatedAt } };
      const offered = { params: { claimId }, body: { ...offer, communicatedAt } };
      expect(fieldsOf((await firm.as.admin.fails('respondToClaim', said)).body.errors)).toEqual([
        'communicatedAt field/value',
      ]);
      expect(fieldsOf((await firm.as.admin.fails('offerSettlement', offered)).body.errors)).toEqual([
        'communicatedAt field/value',
      ]);
    }
    expect(await house.store.head()).toBe(before);
  });

  test('a refusal without grounds, in the consumer’s language', async () => {
    const { claimId } = await fileAClaim(house, firm);
    const body = { ...response, outcome: 'refused' };
    const said = async (language: string) =>
      (
        await firm.as.admin.fails('respondToClaim', {
          params: { claimId },
          body,
          headers: { 'accept-language': language },
        })
      ).body;
    expect(await said('es-PE,es;q=0.9')).toMatchObject({
      code: 'response/grounds-missing',
      title: 'Falta fundamentar la negativa',
      errors: [{ field: 'grounds', code: 'field/required', message: 'Falta este campo' }],
    });
    expect(await said('en')).toMatchObject({ code: 'response/grounds-missing', title: 'A refusal needs its grounds' });
    expect((await said('fr')).title).toBe('Falta fundamentar la negativa');
  });

  test('anything by a foreign tenant: there is no such claim', async () => {
    const other = await openFirm(house, { ruc: '20999999027' });
    const { claimId } = await fileAClaim(house, firm);
    const before = await house.store.head();
    const foreign = await other.as.admin.fails('respondToClaim', { params: { claimId }, body: response });
    const unknown = await other.as.admin.fails('respondToClaim', { params: { claimId: randomUUID() }, body: response });
    const { requestId: _1, ...saidOfForeign } = foreign.body;
    const { requestId: _2, ...saidOfUnknown } = unknown.body;
    expect(saidOfForeign).toMatchObject({ status: 404, code: 'resource/not-found' });
    expect(saidOfForeign).toEqual(saidOfUnknown);
    expect(await house.store.head()).toBe(before);
  });
});

describe('addresses and methods', () => {
  test.each([
    ['GET', '/v1/nada', 404, 'request/not-found'],
    ['DELETE', '/v1/providers', 405, 'request/method'],
    ['PUT', '/v1/claims/x', 405, 'request/method'],
    ['GET', '/%zz', 400, 'request/malformed'],
    ['GET', `/v1/claims/${'x'.repeat(300)}`, 404, 'request/not-found'],
  ])('%s %s', async (method, url, status, code) => {
    const reply = await house.app.inject({ method: method as 'GET', url });
    expect({ status: reply.statusCode, code: reply.json().code }).toEqual({ status, code });
    expect(reply.headers['content-type']).toContain('application/problem+json');
    if (status === 405) expect(reply.headers['allow']).toBeDefined();
  });

  test('no body at all, whatever its announced type, is taken where nothing is asked', async () => {
    const { claimId } = await fileAClaim(house, firm);
    const answer = await firm.as.admin.send('viewClaim', { params: { claimId }, body: '' });
    expect(answer.status).toBe(200);
    const none = await firm.as.admin.fails('reclassifyClaim', { params: { claimId }, body: '' });
    expect(fieldsOf(none.body.errors)).toEqual(['to field/required', 'reason field/required']);
  });

  test('a command that takes no body refuses one that says something, and names its fields', async () => {
    const { claimId } = await fileAClaim(house, firm);
    const params = { claimId };
    const before = await house.store.head();
    const said = async (body: unknown) =>
      fieldsOf((await firm.as.admin.fails('viewClaim', { params, body })).body.errors);
    expect(await said({ a: 1, comentario: 'x' })).toEqual(['a field/unknown', 'comentario field/unknown']);
    expect(await said([])).toEqual(['(body) field/type']);
    expect(await said('"hola"')).toEqual(['(body) field/type']);
    const key = { params: { ruc: firm.ruc, keyId: firm.keyIds.viewer }, body: { motivo: 'x' } };
    expect((await firm.as.admin.fails('revokeKey', key)).body.code).toBe('request/invalid');
    expect(await house.store.head()).toBe(before);
    await firm.as.admin.ok('viewClaim', { params, body: {} });
  });

  test('a number that is not written in digits is none', async () => {
    const { claimId, consumer } = await fileAClaim(house, firm);
    const offer = { mode: 'remote', medium: 'email', text: 'Sí.', communicatedAt: '2026-10-05T18:42:00-05:00' };
    await firm.as.admin.ok('offerSettlement', { params: { claimId }, body: offer });
    const before = await house.store.head();
    for (const n of ['0x1', '1e0', '1.0', '%201', '+1']) {
      const answer = await consumer.fails('acceptOffer', { params: { claimId, n }, body: {} });
      expect(answer.body).toMatchObject({ status: 404, code: 'resource/not-found' });
    }
    expect(await house.store.head()).toBe(before);
    const page = { params: { ruc: firm.ruc }, query: { limit: '1e1' } };
    expect(fieldsOf((await firm.as.viewer.fails('searchRegister', page)).body.errors)).toEqual(['limit field/type']);
    const lost = { params: { ruc: firm.ruc }, query: { cursor: 'abc' } };
    const { body } = await firm.as.viewer.fails('searchRegister', lost);
    expect([body.code, ...fieldsOf(body.errors)]).toEqual(['cursor/invalid', 'cursor field/value']);
  });

  test('a key in the query is no credential, and a wrong token is not nobody', async () => {
    const query = { token: firm.keys.viewer };
    const answer = await house.nobody.fails('readProvider', { params: { ruc: firm.ruc }, query });
    expect(answer.body).toMatchObject({ status: 401, code: 'auth/invalid' });
    expect(answer.headers['www-authenticate']).toContain('Bearer');
  });

  test('a query that names what does not exist', async () => {
    const query = { estado: 'x', limit: '0', state: 'borrado', bookId: '1' };
    const answer = await firm.as.viewer.fails('searchRegister', { params: { ruc: firm.ruc }, query });
    expect(fieldsOf(answer.body.errors)).toEqual([
      'state field/value',
      'bookId id/invalid',
      'limit field/too-small',
      'estado field/unknown',
    ]);
  });
});
