import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from '../support/engine.ts';
import { clientOf, idempotencyKey } from './client.ts';
import { type House, openHouse } from './house.ts';
import { type Firm, fileAClaim, filing, openFirm, RUC } from './people.ts';

/** What a store has to do with: on each. */
describe.each(engines)('on %s', (engine) => {
  let house: House;
  let firm: Firm;

  beforeAll(async () => {
    house = await openHouse({ engine, now: '2026-10-05T18:42:00-05:00' });
    firm = await openFirm(house);
  });
  afterAll(() => house.close());

  describe('a claim, from filing to the report on fulfilment', () => {
    test('is filed without an account, numbered, and due by law', async () => {
      const { answer, consumer, claimId } = await fileAClaim(house, firm);
      expect(answer).toMatchObject({
        sheetNumber: '000000001-2026',
        bookCode: 'TIENDA-01',
        filedAt: '2026-10-05T18:42:00-05:00',
        dueOn: '2026-10-27', // norms 3.3, vector 1
        warnings: [],
      });
      const { body, headers } = await consumer.ok('readClaim', { params: { claimId } });
      expect(body).toMatchObject({ claimId, ruc: RUC, state: 'filed', dueOn: '2026-10-27', detail: filing.detail });
      expect(body.copyRequests).toBeUndefined();
      expect(headers['etag']).toBe('"1"');
      const [linked] = await Promise.all(
        Object.values(answer.links).map((url) =>
          house.app.inject({ url, query: { token: answer.trackingToken }, headers: { accept: 'application/json' } }),
        ),
      );
      expect(linked?.statusCode).toBe(200);
    });

    test('is seen, offered a settlement that stops the clock, and answered in time', async () => {
      house.setClock('2026-10-05T18:42:00-05:00');
      const { claimId, consumer } = await fileAClaim(house, firm);
      const params = { claimId };
      const staff = firm.as.respondent;
      const seen = await staff.ok('viewClaim', { params });
      expect(seen.body.state).toBe('viewed');
      expect(seen.headers['etag']).toBe('"2"');

      house.setClock('2026-10-09T10:00:00-05:00');
      const offer = {
        mode: 'remote',
        medium: 'email',
        text: 'Le cambiamos la licuadora.',
        communicatedAt: '2026-10-09T09:50:00-05:00',
      };
      const offered = await staff.ok('offerSettlement', { params, body: offer, headers: { 'if-match': '"2"' } });
      expect(offered.body).toMatchObject({ state: 'offered', dueOn: '2026-11-03' }); // vector 9, if never answered
      expect(offered.body.offers[0]).toMatchObject({ offerNumber: 1, status: 'pending', lapsesOn: '2026-10-16' });

      house.setClock('2026-10-13T12:00:00-05:00');
      const rejected = await consumer.ok('rejectOffer', {
        params: { claimId, n: 1 },
        body: { reason: 'Quiero mi dinero.' },
      });
      expect(rejected.body).toMatchObject({ state: 'viewed', dueOn: '2026-10-29' }); // vector 2

      const sheet = await consumer.ok('readClaimDeadline', { params });
      expect(sheet.body.computation.dueOn).toBe('2026-10-29');
      expect(sheet.body.computation.days.filter(({ counted }) => counted)).toHaveLength(15);

      house.setClock('2026-10-20T09:00:00-05:00');
      const response = {
        outcome: 'partly-accepted',
        text: 'Devolvemos la mitad.',
        medium: 'email',
        communicatedAt: '2026-10-20T08:55:00-05:00',
      };
      const answered = await staff.ok('respondToClaim', { params, body: response });
      expect(answered.body).toMatchObject({ state: 'answered', response: { late: false, outcome: 'partly-accepted' } });

      const told = await consumer.ok('reportFulfilment', {
        params,
        body: { fulfilled: true, comment: 'Ya la recibí.' },
      });
      expect(told.body.fulfilled).toBe(true);

      const history = await firm.as.auditor.ok('readHistory', { params });
      expect(history.body.events.map(({ type }) => type)).toEqual([
        'ClaimFiled',
        'SheetNumbered',
        'ClaimViewed',
        'SettlementOffered',
        'SettlementRejected',
        'ClaimResponded',
        'FulfilmentReported',
      ]);
      const then = await firm.as.auditor.ok('readHistory', { params, query: { asOf: '2026-10-09T12:00:00-05:00' } });
      expect(then.body.events.at(-1)).toMatchObject({ revision: 3, type: 'SettlementOffered' });
      const atRevision = await firm.as.auditor.ok('readHistory', { params, query: { asOf: '2' } });
      expect(atRevision.body.events).toHaveLength(3);
    });

    test('ends where the consumer accepts, and the sheet says so in the words of the law', async () => {
      house.setClock('2026-10-05T19:00:00-05:00');
      const { claimId, consumer } = await fileAClaim(house, firm);
      const offer = {
        mode: 'remote',
        medium: 'email',
        text: 'Se la cambiamos.',
        communicatedAt: '2026-10-05T19:00:00-05:00',
      };
      await firm.as.respondent.ok('offerSettlement', { params: { claimId }, body: offer });
      const accepted = await consumer.ok('acceptOffer', { params: { claimId, n: 1 } });
      expect(accepted.body).toMatchObject({ state: 'settled', settledOn: '2026-10-05' });
      const sheet = await consumer.ok('readSheet', { params: { claimId } });
      expect(sheet.body.actions.agreement).toBe('ACUERDO ACEPTADO PARA SOLUCIONAR EL RECLAMO');
    });

    test('a queja turns into a reclamo, and what the consumer declared stays', async () => {
      const { claimId } = await fileAClaim(house, firm, { type: 'queja' });
      const body = { to: 'reclamo', reason: 'El detalle trata de un producto.' };
      const { body: claim } = await firm.as.respondent.ok('reclassifyClaim', { params: { claimId }, body });
      expect(claim).toMatchObject({ type: 'reclamo', declaredType: 'queja' });
    });

    test('evidence comes with its hash, from both sides', async () => {
      const { claimId, consumer } = await fileAClaim(house, firm);
      const evidence = {
        fileName: 'boleta.pdf',
        mediaType: 'application/pdf',
        sizeBytes: 1234,
        sha256: createHash('sha256').update('x').digest('hex'),
      };
      const { body } = await consumer.ok('attachEvidence', { params: { claimId }, body: evidence });
      expect(body.evidence).toMatchObject([{ ...evidence, by: 'consumer' }]);
      const both = await firm.as.admin.ok('attachEvidence', { params: { claimId }, body: evidence });
      expect(both.body.evidence.map(({ by }) => by)).toEqual(['consumer', 'provider']);
    });

    test('a file that is named by its hash comes without its bytes, even where somebody else has handed them in', async () => {
      const { claimId, consumer } = await fileAClaim(house, firm);
      const bytes = Buffer.from(`%PDF-1.4 ${claimId}`);
      const { sha256, sizeBytes } = await house.files.put(bytes, { mediaType: 'application/pdf' });
      const body = { fileName: 'boleta.pdf', mediaType: 'application/pdf', sizeBytes, sha256 };
      const { body: attached } = await consumer.ok('attachEvidence', { params: { claimId }, body });
      expect(attached.evidence).toMatchObject([{ sha256, bytes: 'named-only' }]);
      await firm.as.admin.ok('attachDescargos', { params: { claimId }, body });
      const { body: history } = await firm.as.admin.ok('readHistory', { params: { claimId } });
      const descargos = history.events.filter(({ type }) => type === 'DescargosAttached');
      expect(descargos.map(({ data }) => data['bytes'])).toEqual(['named-only']);
      const claimed = { ...body, bytes: 'kept' };
      const { body: refused } = await consumer.fails('attachEvidence', { params: { claimId }, body: claimed });
      expect(refused.errors).toMatchObject([{ field: 'bytes', code: 'field/unknown' }]);
    });

    test('Indecopi asks for the sheet, and the provider delivers it', async () => {
      const { claimId } = await fileAClaim(house, firm);
      const request = { reference: 'Carta 123-2026/SAC', dueOn: '2026-10-12' };
      const asked = await firm.as.indecopi.ok('requestCopy', { params: { claimId }, body: request });
      expect(asked.body.copyRequests).toEqual([
        { requestNumber: 1, ...request, dueSetBy: 'official', delivered: false },
      ]);
      const delivered = await firm.as.respondent.ok('deliverCopy', {
        params: { claimId, n: 1 },
        body: { medium: 'platform' },
      });
      expect(delivered.body.copyRequests?.[0]?.delivered).toBe(true);
    });

    test('under the SBS regime the term is extended once, for a third party', async () => {
      const bank = await openFirm(house, { ruc: '20999999019', sector: 'sbs' });
      house.setClock('2026-10-05T18:42:00-05:00');
      const { claimId, answer } = await fileAClaim(house, bank);
      const body = {
        reason: 'Falta el pronunciamiento del operador de la tarjeta.',
        thirdParty: 'Operador de tarjetas',
      };
      const { body: claim } = await bank.as.respondent.ok('extendDeadline', { params: { claimId }, body });
      expect(claim.dueOn > answer.dueOn).toBe(true);
      expect(claim.extensions).toMatchObject([
        { extendedOn: '2026-10-05', previousDueOn: answer.dueOn, dueOn: claim.dueOn },
      ]);
    });
  });

  describe('what the read models show', () => {
    test('a reader that just wrote sees its own write', async () => {
      const filed = await house.nobody.ok('fileClaim', {
        params: { bookId: firm.bookId },
        body: { ...filing, detail: 'La guitarra llegó rota.' },
        headers: idempotencyKey(),
      });
      const headers = { 'foja-read-after': filed.headers['foja-position'] ?? '' };
      const params = { ruc: firm.ruc };
      const found = await firm.as.viewer.ok('searchRegister', { params, query: { text: 'guitarras' }, headers });
      expect(found.body.items).toMatchObject([{ claimId: filed.body.claimId, consumerName: filing.consumer.name }]);
      const { body } = await firm.as.viewer.ok('listDeadlines', { params, query: { state: 'on-time' }, headers });
      expect(body.items.map(({ claimId }) => claimId)).toContain(filed.body.claimId);
      const { body: all } = await firm.as.viewer.ok('listDeadlines', { params, query: { limit: '100' }, headers });
      const dates = all.items.map(({ dueOn }) => dueOn);
      expect(dates).toEqual([...dates].sort());
      const dashboard = await firm.as.viewer.ok('readDashboard', { params, headers });
      expect(dashboard.body.claims).toBe(all.items.length);
      const statistics = await firm.as.viewer.ok('readStatistics', { params, headers });
      expect(statistics.body.filed).toBe(dashboard.body.claims);
    });

    test('a position that nobody has reached yet is answered in a bounded time', async () => {
      const answer = await firm.as.viewer.fails('readDashboard', {
        params: { ruc: firm.ruc },
        headers: { 'foja-read-after': String((await house.store.head()) + 1_000_000n) },
      });
      expect(answer.body.code).toBe('read/behind');
      expect(answer.headers['retry-after']).toBe('1');
    });

    test('pages follow each other until there are no more', async () => {
      const params = { ruc: firm.ruc };
      const all = await firm.as.viewer.ok('searchRegister', { params, query: { limit: '100' } });
      const seen: string[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < 100; page += 1) {
        const query = { limit: '2', ...(cursor === undefined ? {} : { cursor }) };
        const { body } = await firm.as.viewer.ok('searchRegister', { params, query });
        seen.push(...body.items.map(({ claimId }) => claimId));
        cursor = body.nextCursor;
        if (cursor === undefined) break;
      }
      expect(seen).toEqual(all.body.items.map(({ claimId }) => claimId));
      const bad = await firm.as.viewer.fails('searchRegister', { params, query: { cursor: 'bm8' } });
      expect(bad.body.code).toBe('cursor/invalid');
    });
  });

  describe('providers, books and keys', () => {
    test('a provider reads itself, opens and closes a book; a closed book takes no more sheets', async () => {
      const params = { ruc: firm.ruc };
      expect((await firm.as.viewer.ok('readProvider', { params })).body.ruc).toBe(firm.ruc);
      const body = {
        code: 'WEB',
        establishment: 'Tienda virtual',
        address: 'bazar.example',
        channel: 'virtual',
        firstNumber: 77,
      };
      const { body: book } = await firm.as.admin.ok('openBook', { params, body });
      const { answer } = await fileAClaim(house, book);
      expect(answer.sheetNumber).toBe('000000077-2026');
      const closed = await firm.as.admin.ok('closeBook', {
        params: { bookId: book.bookId },
        body: { reason: 'Cierre del local' },
      });
      expect(closed.body.closed).toBe(true);
      const { body: books } = await firm.as.viewer.ok('listBooks', { params });
      expect(books.items.map(({ code, closed: isClosed }) => [code, isClosed])).toEqual([
        ['TIENDA-01', false],
        ['WEB', true],
      ]);
    });

    test('a key is shown once, works, and is refused from the moment it is revoked', async () => {
      const params = { ruc: firm.ruc };
      const { body: issued } = await firm.as.admin.ok('issueKey', {
        params,
        body: { role: 'viewer', label: 'tablero' },
      });
      const client = clientOf(house.app, issued.key);
      await client.ok('readProvider', { params });
      const { text } = await firm.as.admin.ok('listKeys', { params });
      expect(text).toContain(issued.keyId);
      expect(text).not.toContain(issued.key.slice(-20));
      expect(text).not.toMatch(/secret|hash/i);
      await firm.as.admin.ok('revokeKey', { params: { ...params, keyId: issued.keyId } });
      expect((await client.fails('readProvider', { params })).body.code).toBe('auth/invalid');
    });

    test("an official's key is the operator's to give and to take, not the provider's", async () => {
      const params = { ruc: firm.ruc };
      const body = { role: 'indecopi', label: 'SAC' };
      expect((await firm.as.admin.fails('issueKey', { params, body })).body.code).toBe('auth/forbidden');
      const revoked = await firm.as.admin.fails('revokeKey', { params: { ...params, keyId: firm.keyIds.indecopi } });
      expect(revoked.body.code).toBe('auth/forbidden');
    });
  });
});
