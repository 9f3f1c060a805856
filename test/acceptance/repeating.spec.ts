import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from '../support/engine.ts';
import { idempotencyKey } from './client.ts';
import { type House, openHouse } from './house.ts';
import { type Firm, fileAClaim, filing, openFirm } from './people.ts';

/** What a store has to do with: on each. */
describe.each(engines)('on %s', (engine) => {
  let house: House;
  let firm: Firm;

  beforeAll(async () => {
    house = await openHouse({ engine });
    firm = await openFirm(house);
  });
  afterAll(() => house.close());

  const offer = {
    mode: 'remote',
    medium: 'email',
    text: 'Se la cambiamos.',
    communicatedAt: '2026-10-05T18:42:00-05:00',
  };

  describe('the same Idempotency-Key and body', () => {
    test('answers a filing again, to the letter, and stores nothing', async () => {
      const request = { params: { bookId: firm.bookId }, body: filing, headers: idempotencyKey() };
      const first = await house.nobody.ok('fileClaim', request);
      const head = await house.store.head();
      house.setClock('2026-10-06T09:00:00-05:00');
      const again = await house.nobody.ok('fileClaim', request);
      house.setClock('2026-10-05T18:42:00-05:00');
      expect(again.status).toBe(201);
      expect(again.text).toBe(first.text);
      expect(again.headers['location']).toBe(`/v1/claims/${first.body.claimId}`);
      expect([first, again].map(({ headers }) => headers['idempotency-replayed'])).toEqual([undefined, 'true']);
      expect(await house.store.head()).toBe(head);
    });

    test('sent many times at once makes one claim and one number', async () => {
      const request = { params: { bookId: firm.bookId }, body: filing, headers: idempotencyKey() };
      const answers = await Promise.all(Array.from({ length: 24 }, () => house.nobody.ok('fileClaim', request)));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
    });

    test('of two contents at once: one is filed, the other refused', async () => {
      const headers = idempotencyKey();
      const bodies = [filing, { ...filing, detail: 'Otra cosa.' }];
      const answers = await Promise.all(
        bodies.map((body) => house.nobody.send('fileClaim', { params: { bookId: firm.bookId }, body, headers })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    });

    test('is another claim in another book', async () => {
      const body = { code: 'OTRO', establishment: 'X', address: 'Y', channel: 'virtual' };
      const { body: book } = await firm.as.admin.ok('openBook', { params: { ruc: firm.ruc }, body });
      const headers = idempotencyKey();
      const [one, two] = await Promise.all(
        [firm.bookId, book.bookId].map((bookId) =>
          house.nobody.ok('fileClaim', { params: { bookId }, body: filing, headers }),
        ),
      );
      expect(one?.body.claimId).not.toBe(two?.body.claimId);
    });

    test('does a command on a claim once', async () => {
      const { claimId } = await fileAClaim(house, firm);
      const request = { params: { claimId }, body: offer, headers: idempotencyKey() };
      const first = await firm.as.admin.ok('offerSettlement', request);
      const again = await firm.as.admin.ok('offerSettlement', {
        ...request,
        headers: { ...request.headers, 'if-match': '"1"' },
      });
      expect(again.body).toEqual(first.body);
      expect(again.headers['idempotency-replayed']).toBe('true');
      const other = await firm.as.admin.fails('offerSettlement', { ...request, body: { ...offer, text: 'Otra.' } });
      expect(other.body.code).toBe('idempotency/reused');
      const elsewhere = await fileAClaim(house, firm);
      await firm.as.admin.ok('offerSettlement', { ...request, params: { claimId: elsewhere.claimId } });
    });

    test('attaches a file once, though its bytes came in between', async () => {
      const { claimId, consumer } = await fileAClaim(house, firm);
      const bytes = Buffer.from(`%PDF-1.4 ${claimId}`);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const body = { fileName: 'boleta.pdf', mediaType: 'application/pdf', sizeBytes: bytes.length, sha256 };
      const request = { params: { claimId }, body, headers: idempotencyKey() };
      const first = await consumer.ok('attachEvidence', request);
      await house.files.put(bytes, { mediaType: 'application/pdf' });
      const again = await consumer.ok('attachEvidence', request);
      expect(again.body).toEqual(first.body);
      expect(again.body.evidence).toMatchObject([{ bytes: 'named-only' }]);
      const other = await consumer.fails('attachEvidence', { ...request, body: { ...body, fileName: 'otra.pdf' } });
      expect(other.body.code).toBe('idempotency/reused');
    });

    test('opens one book, registers one provider', async () => {
      const body = { code: 'UNA-VEZ', establishment: 'X', address: 'Y', channel: 'virtual' };
      const request = { params: { ruc: firm.ruc }, body, headers: idempotencyKey() };
      const first = await firm.as.admin.ok('openBook', request);
      const again = await firm.as.admin.ok('openBook', request);
      expect(again.body).toEqual(first.body);
      expect(again.headers['idempotency-replayed']).toBe('true');
      const other = await firm.as.admin.fails('openBook', { ...request, body: { ...body, address: 'Z' } });
      expect(other.body.code).toBe('idempotency/reused');

      const provider = { ruc: '20999999035', legalName: 'X', address: 'Y', email: 'x@y.example', sector: 'general' };
      const registration = { body: provider, headers: idempotencyKey() };
      await house.operator.ok('registerProvider', registration);
      expect((await house.operator.ok('registerProvider', registration)).headers['idempotency-replayed']).toBe('true');
    });
  });

  describe('the revision of a claim', () => {
    test('is its ETag: what has not changed is not sent again', async () => {
      const { claimId, consumer } = await fileAClaim(house, firm);
      const params = { claimId };
      const first = await consumer.ok('readClaim', { params });
      const tag = first.headers['etag'] ?? '';
      const unchanged = await consumer.send('readClaim', { params, headers: { 'if-none-match': tag } });
      expect([unchanged.status, unchanged.text]).toEqual([304, '']);
      await firm.as.admin.ok('viewClaim', { params });
      const changed = await consumer.ok('readClaim', { params, headers: { 'if-none-match': `W/${tag}` } });
      expect(changed.headers['etag']).toBe('"2"');
      expect(changed.body.viewed).toBe(true);
    });

    test('named by two writers: one wins, the other is told', async () => {
      const { claimId } = await fileAClaim(house, firm);
      const request = { params: { claimId }, body: { ...offer, mode: 'in-person' }, headers: { 'if-match': '"1"' } };
      const answers = await Promise.all([1, 2, 3, 4].map(() => firm.as.admin.send('offerSettlement', request)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 412, 412, 412]);
    });

    test('a view that is no news changes nothing', async () => {
      const { claimId } = await fileAClaim(house, firm);
      await firm.as.admin.ok('viewClaim', { params: { claimId } });
      const head = await house.store.head();
      const again = await firm.as.respondent.ok('viewClaim', { params: { claimId } });
      expect(again.headers['etag']).toBe('"2"');
      expect(await house.store.head()).toBe(head);
    });
  });

  describe('the thread of a request', () => {
    test('is carried into the ledger: who, which request, which trace', async () => {
      const { claimId } = await fileAClaim(house, firm);
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      const requestId = randomUUID();
      const headers = { traceparent, 'x-request-id': requestId };
      const answer = await firm.as.respondent.ok('viewClaim', { params: { claimId }, headers });
      expect(answer.headers['x-request-id']).toBe(requestId);
      const [event] = await house.store.read(`claim-${claimId}`, { from: 2 });
      expect(event?.metadata).toMatchObject({
        actor: { role: 'respondent', id: firm.keyIds.respondent },
        correlationId: requestId,
        traceparent,
        occurredAt: '2026-10-05T18:42:00-05:00',
      });
    });

    test('is made anew where the client names it with anything but a UUID', async () => {
      const headers = { 'x-request-id': 'Rosa Quispe 01234567', traceparent: '00-x' };
      const answer = await house.nobody.ok('isAlive', { headers });
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    });
  });
});
