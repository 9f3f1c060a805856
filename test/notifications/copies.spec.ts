import { createHash, randomUUID } from 'node:crypto';
import type { StoredDocument } from '@foja/documents';
import { offerSettlement, rejectOffer, requestCopy, respond } from '@foja/domain/claim/index.ts';
import { setNotificationAddresses } from '@foja/domain/provider/index.ts';
import {
  checkProofFile,
  forgetful,
  NotAsSealed,
  newLogKey,
  openSealedLog,
  openSealTable,
  proofFileOf,
  sealAll,
} from '@foja/ledger/sealing/index.ts';
import { type MailDocuments, type MailTransport, NotSent, smtpTransport } from '@foja/notifications';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { caller, filingOn, RUC } from '../support/commands.ts';
import { inDatabase } from '../support/postgres.ts';
import { eventually, FROM, historyOf, type MailHouse, openMailHouse } from './support/house.ts';
import { openPostOffice, type PostOffice, type Received } from './support/post-office.ts';

// Before the hour of the daily digest.
const NOW = '2026-10-05T07:42:00-05:00';
let house: MailHouse;
let post: PostOffice;

beforeAll(async () => {
  post = await openPostOffice();
});
afterAll(() => post.shut());
beforeEach(async () => {
  house = await openMailHouse(NOW);
});
afterEach(async () => {
  post.refuse(undefined);
  await house.close();
});

describe('mail by a real SMTP server', () => {
  it('brings the consumer the copy and the provider the news; the copy is an event of the claim', async () => {
    await house.mail({ smtpUrl: post.url, documents: documents('pdf') });
    const { claimId, sheetNumber } = await file();
    const [copy, news] = await mailsTo(['rosa@correo.example', 'libro@bazar.example'], claimId);

    expect(copy.envelope.from).toBe(FROM);
    expect(copy.mail.subject).toBe(`Copia de su hoja de reclamación Nº ${sheetNumber}`);
    expect(copy.mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(copy.mail.messageId).toMatch(/^<[0-9a-f-]{36}@foja\.host>$/);
    expect(copy.mail.replyTo?.text).toBe('libro@bazar.example');
    for (const entered of [
      sheetNumber,
      'TIENDA-01',
      '05/10/2026, 07:42 (hora de Lima)',
      'Rosa Ficticia Quispe',
      'DNI 01234567',
      'rosa@correo.example',
      'Licuadora',
      'S/ 249.90',
      'La licuadora no enciende.',
      'Cambio del producto.',
      '27 de octubre de 2026',
      `https://libro.example/seguimiento/ficha-${claimId}`,
    ]) {
      expect(copy.mail.text).toContain(entered);
      expect(copy.mail.html).toContain(entered);
    }
    const [attachment] = copy.mail.attachments;
    expect(attachment).toMatchObject({ contentType: 'application/pdf', filename: 'hoja-consumidor.pdf' });
    expect(attachment?.content.equals(PDF)).toBe(true);

    expect(news.mail.subject).toBe(`Nueva hoja de reclamación Nº ${sheetNumber} (TIENDA-01)`);
    expect(news.raw).not.toContain('Rosa');
    expect(news.raw).not.toContain('ficha-');
    expect(news.mail.text).toContain(`https://libro.example/panel/reclamos/${claimId}`);

    await eventually(async () => (await historyOf(house, claimId)).length === 4);
    const history = await historyOf(house, claimId);
    expect(history).toContainEqual({
      type: 'CopyDelivered',
      data: { copy: 'consumer', medium: 'email', documentSha256: SHA256 },
    });
    expect(history).toContainEqual({
      type: 'MailDelivered',
      data: { kind: 'new-claim', recipient: 'provider', messageId: news.mail.messageId?.slice(1, 37) },
    });
    expect(house.logged.join()).not.toMatch(/rosa|bazar|licuadora/i);

    // To the read models it is no more than a revision.
    await house.readModels.waitFor(await house.store.head(), 60_000);
    expect((await house.readModels.status()).map(({ state }) => state)).toEqual(['running', 'running', 'running']);
    const listed = await house.readModels.queries.register.byId(claimId);
    expect(listed).toMatchObject({ state: 'filed', viewed: false, dueOn: '2026-10-27', revision: 3 });
  });

  it.each([
    ['no browser', 'none'],
    ['a browser that never answers', 'silent'],
  ] as const)('with %s the sheet goes as HTML, with the link', async (_, how) => {
    await house.mail({ smtpUrl: post.url, documents: documents(how), pdfWaitMs: 100 });
    const { claimId, sheetNumber } = await file();
    const [copy] = await mailsTo(['rosa@correo.example'], claimId);
    const [attachment] = copy.mail.attachments;
    expect(attachment).toMatchObject({ contentType: 'text/html', filename: `hoja-${sheetNumber}.html` });
    expect(attachment?.content.toString()).toBe('<p>hoja</p>');
    expect(copy.mail.text).toContain(`/seguimiento/ficha-${claimId}`);
    await eventually(async () => (await historyOf(house, claimId)).some(({ type }) => type === 'CopyDelivered'));
    expect(await historyOf(house, claimId)).toContainEqual({
      type: 'CopyDelivered',
      data: { copy: 'consumer', medium: 'email' },
    });
  });

  it('brings offers, answers and what Indecopi asks for', async () => {
    await house.mail({ smtpUrl: post.url, documents: documents('pdf') });
    const { claimId } = await file();
    await mailsTo(['rosa@correo.example', 'libro@bazar.example'], claimId);
    const offer = { mode: 'remote', medium: 'email', text: 'Le damos otra licuadora.', communicatedAt: NOW } as const;
    await house.commands.onClaim(claimId, (claim, about) => offerSettlement(claim, offer, about), caller());
    const offered = await mailAbout(claimId, /le ofrece una solución/);
    expect(offered.mail.text).toContain('> Le damos otra licuadora.');
    expect(offered.mail.text).toContain(`/seguimiento/ficha-${claimId}/ofertas/1/aceptar`);
    expect(offered.mail.text).toContain(`/seguimiento/ficha-${claimId}/ofertas/1/rechazar`);
    expect(offered.mail.text).toContain('13 de octubre de 2026');

    const no = { offerNumber: 1, reason: 'No me sirve.', by: 'consumer' } as const;
    await house.commands.onClaim(claimId, (claim, about) => rejectOffer(claim, no, about), caller('consumer'));
    const told = await mailAbout(claimId, /^No aceptaron su ofrecimiento/);
    expect(told.mail.text).toContain('El plazo vuelve a correr: responda a más tardar el');
    expect(told.mail.text).toContain(`/panel/reclamos/${claimId}`);
    expect(told.mail.text).not.toContain('No me sirve');

    await house.commands.onClaim(
      claimId,
      (claim, about) => requestCopy(claim, { reference: 'Oficio 812' }, about),
      caller('indecopi'),
    );
    expect((await mailAbout(claimId, /Indecopi pide copia/)).mail.text).toContain('Oficio 812');

    const answer = { outcome: 'accepted', text: 'Se le cambia.', medium: 'email', communicatedAt: NOW } as const;
    await house.commands.onClaim(claimId, (claim, about) => respond(claim, answer, about), caller());
    const answered = await mailAbout(claimId, /^Respuesta a su hoja/);
    expect(answered.mail.text).toContain('> Se le cambia.');
    expect(answered.mail.attachments[0]?.content.equals(PDF)).toBe(true);
    await eventually(
      async () => (await historyOf(house, claimId)).filter(({ type }) => type === 'MailDelivered').length === 5,
    );
  });

  it('tells the provider where it wants to be told', async () => {
    const emails = ['legal@bazar.example', 'tienda@bazar.example'];
    const set = await house.commands.onProvider(RUC, (state) => setNotificationAddresses(state, emails), caller());
    expect(set.ok).toBe(true);
    await house.mail({ smtpUrl: post.url });
    const { claimId } = await file();
    const news = await mailAbout(claimId, /^Nueva hoja/);
    expect(news.envelope.to).toEqual(emails);
  });

  it('sends nothing about what was in the ledger before mail was opened on it', async () => {
    const { claimId: before } = await file();
    await house.mail({ smtpUrl: post.url });
    const { claimId } = await file();
    await mailsTo(['rosa@correo.example', 'libro@bazar.example'], claimId);
    expect(post.received.filter(({ mail }) => mail.text?.includes(before))).toEqual([]);
  });
});

describe('the proof of a copy', () => {
  const key = newLogKey('libro.example/ledger');
  const copyTo = async (claimId: string) => (await mailsTo(['rosa@correo.example'], claimId))[0].mail;

  it('comes along beside the PDF where it is sealed soon, and holds under the key', async () => {
    const table = openSealTable(house.pool);
    const log = openSealedLog(table);
    const vault = { find: async () => new Map() };
    let asked = 0;
    const proofFile = async (claimId: string) => {
      asked += 1;
      // Sealed only once somebody has waited for it.
      if (asked === 2) await sealAll({ stored: house.store, table, key, memory: forgetful() });
      return proofFileOf(`claim-${claimId}`, { stored: house.store, vault, log });
    };
    await house.mail({ smtpUrl: post.url, documents: documents('pdf'), proofFile });
    const { claimId, sheetNumber } = await file();
    const copy = await copyTo(claimId);
    const [pdf, proof, ...more] = copy.attachments;
    expect(more).toEqual([]);
    expect(pdf?.content.equals(PDF)).toBe(true);
    expect(proof).toMatchObject({ contentType: 'application/json', filename: `prueba-${sheetNumber}.json` });
    const checked = checkProofFile(proof?.content.toString() ?? '', key.key);
    expect(checked).toMatchObject({ ok: true, file: { stream: `claim-${claimId}`, unsealed: 0 } });
    expect(copy.text).toContain('También va adjunta la prueba');
    expect(copy.text).toContain('https://libro.example/verificar\n');
  });

  it('is not waited for where nobody seals: the mail goes, and the next one at once', async () => {
    const asked: string[] = [];
    const proofFile = async (claimId: string) => {
      asked.push(claimId);
      return undefined;
    };
    await house.mail({ smtpUrl: post.url, documents: documents('pdf'), proofFile, proofWaitMs: 500 });
    const first = await file();
    const copy = await copyTo(first.claimId);
    expect(copy.attachments.map(({ contentType }) => contentType)).toEqual(['application/pdf']);
    expect(copy.text).not.toContain('prueba');
    expect(asked.length).toBeGreaterThan(1);
    const next = await file();
    await copyTo(next.claimId);
    expect(asked.filter((claimId) => claimId === next.claimId)).toHaveLength(1);
  });

  it('that cannot be made keeps no mail back', async () => {
    const proofFile = async () => {
      throw new NotAsSealed('changed');
    };
    await house.mail({ smtpUrl: post.url, documents: documents('pdf'), proofFile });
    const { claimId } = await file();
    expect((await copyTo(claimId)).attachments).toHaveLength(1);
  });
});

describe('a mail server in trouble', () => {
  it('is waited for: what was queued while it was down is delivered, each mail once', async () => {
    await post.shut();
    const mail = await house.mail({ smtpUrl: post.url });
    const claims = await Promise.all(Array.from({ length: 8 }, () => file()));
    await eventually(() => house.logged.some((line) => line.includes('another attempt follows')));
    expect((await mail.counts()).waiting).toBe(16);
    await post.open();
    for (const { claimId } of claims) await mailsTo(['rosa@correo.example', 'libro@bazar.example'], claimId);
    await eventually(async () => (await mail.counts()).sent === 16);
    const mine = post.received.filter(({ mail: one }) => claims.some(({ claimId }) => one.text?.includes(claimId)));
    expect(mine).toHaveLength(16);
    expect(house.logged.join()).not.toMatch(/rosa|bazar/i);
  });

  it('that refuses for good makes a dead letter, which is seen, told on the claim, and can be tried again', async () => {
    post.refuse(550);
    const mail = await house.mail({ smtpUrl: post.url });
    const { claimId, sheetNumber } = await file();
    await eventually(async () => (await mail.counts()).dead === 2);
    const dead = await mail.log.list({ ruc: RUC, state: 'dead', limit: 10 });
    const copy = dead.items.find(({ to }) => to === 'Consumidor');
    expect(copy).toMatchObject({
      claimId,
      subject: `Copia de la hoja de reclamación (Nº ${sheetNumber})`,
      state: 'dead',
      attempts: 1,
      failure: 'SMTP 550',
    });
    expect(JSON.stringify(dead)).not.toMatch(/rosa|bazar|live here/i);
    expect(house.logged.join()).not.toMatch(/rosa|bazar|live here/i);
    const failed = { kind: 'copy', recipient: 'consumer', messageId: copy?.mailId, reason: 'refused' };
    await eventually(async () => (await historyOf(house, claimId)).length === 4);
    expect(await historyOf(house, claimId)).toContainEqual({ type: 'MailFailed', data: failed });

    post.refuse(undefined);
    expect(await mail.log.retry('20000000001', copy?.mailId ?? '')).toBe(false);
    expect(await mail.log.retry(RUC, 'x')).toBe(false);
    expect(await mail.log.retry(RUC, copy?.mailId ?? '')).toBe(true);
    const [received] = await mailsTo(['rosa@correo.example'], claimId);
    expect(received.mail.messageId).toBe(`<${copy?.mailId}@foja.host>`);
    await eventually(async () => (await historyOf(house, claimId)).some(({ type }) => type === 'CopyDelivered'));
    expect(await mail.log.retry(RUC, copy?.mailId ?? '')).toBe(false);
  });

  it('that puts off is asked again, and given up on after the last attempt', async () => {
    post.refuse(451, 'DATA');
    const mail = await house.mail({
      smtpUrl: post.url,
      retry: { firstMs: 5, maxMs: 10, restMaxMs: 10, attemptsMax: 3 },
    });
    const { claimId } = await file();
    await eventually(async () => (await mail.counts()).dead === 2);
    const { items } = await mail.log.list({ ruc: RUC, limit: 10 });
    expect(items.map(({ attempts, failure }) => [attempts, failure])).toEqual([
      [3, 'SMTP 451'],
      [3, 'SMTP 451'],
    ]);
    await eventually(
      async () => (await historyOf(house, claimId)).filter(({ type }) => type === 'MailFailed').length === 2,
    );
  });
});

describe('a process that dies', () => {
  // Between the server's answer and writing it down nothing can tell whether the mail went out: it goes out again, with
  // the same Message-ID, by which the receiver tells the repetition. That is at least once.
  it('between sending and writing it down leaves the mail to the next, which sends it with the same Message-ID', async () => {
    const direct = smtpTransport({ url: post.url, from: FROM });
    let dying: { end(): Promise<void> } | undefined;
    const dies: MailTransport = {
      ...direct,
      async send(message) {
        await direct.send(message);
        // The provider is told, too, before or after.
        if (message.text.includes('ficha-')) await dying?.end();
      },
    };
    const first = await house.mail({ smtpUrl: post.url, transport: dies, retry: { leaseMs: 300 } });
    dying = { end: async () => void first.pool.end().catch(() => undefined) };
    const { claimId } = await file();
    await eventually(() => first.failures.length > 0);
    await first.stop();
    const copies = () => post.received.filter(({ mail }) => mail.text?.includes(`ficha-${claimId}`));
    expect(copies()).toHaveLength(1);
    const second = await house.mail({ smtpUrl: post.url });
    await eventually(async () => (await second.counts()).sent === 2);
    expect(copies()).toHaveLength(2);
    expect(copies()[0]?.mail.messageId).toBe(copies()[1]?.mail.messageId);
    await eventually(async () => (await historyOf(house, claimId)).length === 4);
    expect((await historyOf(house, claimId)).filter(({ type }) => type === 'CopyDelivered')).toHaveLength(1);
  });

  it('between writing it down and telling the claim sends nothing again; the next one tells the claim', async () => {
    const commands = {
      ...house.commands,
      onClaim: async () => {
        throw new NotSent('later', 'the store is away');
      },
    };
    const first = await house.mail({ smtpUrl: post.url, commands });
    const { claimId } = await file();
    await eventually(async () => (await first.counts()).sent === 2);
    await first.stop();
    expect(await historyOf(house, claimId)).toHaveLength(2);
    await house.mail({ smtpUrl: post.url });
    await eventually(async () => (await historyOf(house, claimId)).length === 4);
    expect(post.received.filter(({ mail }) => mail.text?.includes(claimId))).toHaveLength(2);
  });
});

describe('two processes', () => {
  it('behind one lock take turns: where one ends, or loses its connection, the other goes on', async () => {
    const lock = 0x666f6a_7f;
    const one = await house.mail({ smtpUrl: post.url, lock });
    await file();
    await eventually(async () => (await one.counts()).sent === 2);
    const other = await house.mail({ smtpUrl: post.url, lock });
    const killed = await inDatabase(house.database.adminUrl, (client) =>
      client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database
          WHERE locktype = 'advisory' AND objid = $1 AND datname = current_database()`,
        [lock],
      ),
    );
    expect(killed.rowCount).toBe(1);
    await file();
    await eventually(async () => (await one.counts()).sent === 4);
    await one.stop();
    await file();
    await eventually(async () => (await other.counts()).sent === 6);
    expect([...one.failures, ...other.failures]).toEqual([]);
  });

  it('send every mail once between them, and one goes on where the other stopped', async () => {
    const [one, other] = [await house.mail({ smtpUrl: post.url }), await house.mail({ smtpUrl: post.url })];
    const early = await Promise.all(Array.from({ length: 20 }, () => file()));
    await eventually(async () => (await one.counts()).sent === 40);
    await one.stop();
    const late = await Promise.all(Array.from({ length: 5 }, () => file()));
    await eventually(async () => (await other.counts()).sent === 50);
    const claims = [...early, ...late];
    const ids = post.received
      .filter(({ mail }) => claims.some(({ claimId }) => mail.text?.includes(claimId)))
      .map(({ mail }) => mail.messageId);
    expect(ids).toHaveLength(50);
    expect(new Set(ids).size).toBe(50);
  });
});

const PDF = Buffer.from('%PDF-1.7 de mentira');
const SHA256 = createHash('sha256').update(PDF).digest('hex');

/** Documents that are there at once, not at all, or never come. */
function documents(how: 'pdf' | 'none' | 'silent'): MailDocuments {
  const made: StoredDocument = {
    sha256: SHA256,
    sizeBytes: PDF.length,
    mediaType: 'application/pdf',
    fileName: 'hoja-consumidor.pdf',
    open: async () => {
      throw new Error('nobody asked for a stream');
    },
    bytes: async () => PDF,
  };
  const make = (): Promise<StoredDocument> => {
    if (how === 'silent') return new Promise(() => undefined);
    return how === 'pdf' ? Promise.resolve(made) : Promise.reject(new Error('no browser'));
  };
  return { sheet: make, answer: make, sheetHtml: async () => '<p>hoja</p>', answerHtml: async () => '<p>carta</p>' };
}

async function file(): Promise<{ claimId: string; sheetNumber: string }> {
  const filed = await house.commands.file(filingOn(house.bookId, randomUUID()), caller('consumer'));
  if (!filed.ok) throw new Error(filed.refusal.code);
  return { claimId: filed.claimId, sheetNumber: filed.number.sheetNumber };
}

type Many<T, N extends readonly unknown[]> = { readonly [K in keyof N]: T };

/** The first mail about the claim to each of them, once all are there. */
async function mailsTo<const N extends readonly string[]>(addresses: N, claimId: string): Promise<Many<Received, N>> {
  const found = (address: string) =>
    post.received.find(({ envelope, mail }) => envelope.to.includes(address) && mail.text?.includes(claimId));
  await eventually(() => addresses.every((address) => found(address) !== undefined));
  return addresses.map((address) => found(address)) as unknown as Many<Received, N>;
}

async function mailAbout(claimId: string, subject: RegExp): Promise<Received> {
  const found = () =>
    post.received.find(({ mail }) => mail.text?.includes(claimId) && subject.test(mail.subject ?? ''));
  await eventually(found);
  const mail = found();
  if (mail === undefined) throw new Error('it was there a moment ago');
  return mail;
}
