import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Claim } from '@foja/commands/commands.ts';
import { createDocuments, type Documents, type DocumentsOptions, NoBrowser, NotAnswered } from '@foja/documents';
import { createRenderer, type Renderer } from '@foja/documents/renderer/renderer.ts';
import { claimId, offered, responded, viewed } from '@foja/domain/claim/examples.ts';
import { baseLaw } from '@foja/domain/deadline/index.ts';
import { type FileStore, openLocalFiles } from '@foja/files';
import { openPool } from '@foja/ledger/postgres/connection.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';
import { filedClaim } from './claims.ts';
import { FOLLOW_URL, startRenderer } from './printing.ts';
import { readPdf } from './reading.ts';

let database: TestDatabase;
let pool: ReturnType<typeof openPool>;
let folder: string;
let files: FileStore;
let renderer: Renderer;
beforeAll(async () => {
  database = await freshDatabase();
  pool = openPool(database.appUrl, { applicationName: 'documents spec', max: 8 });
  folder = await mkdtemp(join(tmpdir(), 'foja-documents-'));
  files = await openLocalFiles(join(folder, 'files'));
  renderer = await startRenderer();
});
afterAll(async () => {
  await renderer.close();
  await pool.end();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const open: Documents[] = [];
const said: string[] = [];
beforeEach(() => {
  said.length = 0;
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((documents) => documents.close()));
  await pool.query('DROP TABLE IF EXISTS app.documents');
});

/** Documents over a claim; its events may grow between calls. Without a renderer of its own: the suite's, left open. */
async function documentsOf(
  claim: () => Claim | undefined,
  options: Partial<DocumentsOptions> = {},
): Promise<Documents> {
  const documents = await createDocuments({
    files,
    pool,
    commands: { claim: async () => claim(), lawAt: () => baseLaw },
    clock: () => '2026-10-05T18:42:05-05:00',
    log: { warn: (message) => said.push(message), error: (message) => said.push(message) },
    followUrl: () => FOLLOW_URL,
    renderer: { ...renderer, close: async () => undefined },
    ...options,
  });
  open.push(documents);
  return documents;
}

describe('a claim’s document', () => {
  it('is made once and served again byte for byte, by another process, too', async () => {
    const claim = filedClaim();
    const first = await (await documentsOf(() => claim)).sheet(claim, 'consumer');
    const made = renderer.metrics().rendered;
    const again = await (await documentsOf(() => claim)).sheet(claim, 'consumer');
    expect(renderer.metrics().rendered).toBe(made);
    expect(again.sha256).toBe(first.sha256);
    expect((await again.bytes()).equals(await first.bytes())).toBe(true);
    expect(
      createHash('sha256')
        .update(await again.bytes())
        .digest('hex'),
    ).toBe(first.sha256);
    expect(first).toMatchObject({ mediaType: 'application/pdf', fileName: 'hoja-000000001-2026-consumidor.pdf' });
    expect((await first.bytes()).length).toBe(first.sizeBytes);
  });

  it('stays the same through what it does not speak of, and is made anew for what it does', async () => {
    const documents = await documentsOf(() => undefined);
    const before = await documents.sheet(filedClaim(), 'consumer');
    const delivered = { copy: 'consumer', medium: 'email', documentSha256: before.sha256 } as const;
    const looked = filedClaim({}, viewed, { type: 'CopyDelivered', data: delivered });
    expect((await documents.sheet(looked, 'consumer')).sha256).toBe(before.sha256);
    const after = await documents.sheet(filedClaim({}, viewed, offered()), 'consumer');
    expect(after.sha256).not.toBe(before.sha256);
    expect((await readPdf(await after.bytes())).text).toContain('Ofrecimiento 1');
    expect((await documents.sheet(filedClaim(), 'consumer')).sha256).toBe(before.sha256);
  });

  it('is one for all who ask at once, and another for each recipient', async () => {
    const claim = filedClaim();
    const [one, two] = [await documentsOf(() => claim), await documentsOf(() => claim)];
    const asked = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => (n % 2 ? one : two).sheet(claim, 'provider')));
    expect(new Set(asked.map(({ sha256 }) => sha256)).size).toBe(1);
    const copies = await Promise.all(
      (['consumer', 'provider', 'indecopi'] as const).map((copy) => one.sheet(claim, copy)),
    );
    expect(new Set(copies.map(({ sha256 }) => sha256)).size).toBe(3);
  });

  it('is another one without the consumer’s link, which is never the one with it', async () => {
    const claim = filedClaim();
    const documents = await documentsOf(() => claim);
    const own = await documents.sheet(claim, 'consumer');
    const others = await documents.sheet(claim, 'consumer', { withoutLink: true });
    expect(others.sha256).not.toBe(own.sha256);
    expect((await readPdf(await own.bytes())).text).toContain('seguimiento');
    expect((await readPdf(await others.bytes())).text).not.toContain('seguimiento');
    expect((await documents.sheet(claim, 'consumer', { withoutLink: true })).sha256).toBe(others.sha256);
    const printed = await documents.printed(claim.state.filed.claimId);
    expect(printed.map(({ copy, withoutLink }) => [copy, withoutLink])).toEqual([
      ['consumer', false],
      ['consumer', true],
    ]);
  });

  it('is the letter only where there is an answer', async () => {
    const documents = await documentsOf(() => undefined);
    await expect(documents.answer(filedClaim())).rejects.toThrow(NotAnswered);
    await expect(documents.answerHtml(filedClaim())).rejects.toThrow(NotAnswered);
    const words = responded().data;
    expect(await documents.answerPreview(filedClaim(), words)).toContain('BORRADOR');
    const letter = await documents.answer(filedClaim({}, responded()));
    expect(letter.fileName).toBe('respuesta-000000001-2026.pdf');
  });

  it('is made again, and said so, where its bytes were lost', async () => {
    const claim = filedClaim();
    const documents = await documentsOf(() => claim);
    const lost = await documents.computation(claim);
    await files.delete(lost.sha256);
    await expect(lost.bytes()).rejects.toThrow();
    const again = await documents.computation(claim);
    expect((await again.bytes()).length).toBeGreaterThan(0);
    expect(said.join()).toContain(lost.sha256);
  });

  it('is destroyed with the claim’s personal data', async () => {
    const claim = filedClaim();
    const documents = await documentsOf(() => claim);
    const sheet = await documents.sheet(claim, 'consumer');
    const computation = await documents.computation(claim);
    expect(await documents.forget(claimId)).toBe(2);
    expect(await files.has(sheet.sha256)).toBe(false);
    expect(await files.has(computation.sha256)).toBe(false);
    expect(await documents.forget(claimId)).toBe(0);
  });
});

describe('without a browser', () => {
  /** The suite's renderer behind a switch. */
  function switched(): { renderer: Renderer; present: boolean } {
    const one = {
      present: false,
      renderer: {
        ...renderer,
        available: () => one.present,
        render: async (html: string) => {
          if (!one.present) throw new NoBrowser('none');
          return renderer.render(html);
        },
        close: async () => undefined,
      },
    };
    return one;
  }

  it('a PDF is refused by name, the HTML is there, and the PDF is made as soon as there is one', async () => {
    const later = { claim: filedClaim() };
    const browser = switched();
    const documents = await documentsOf(() => later.claim, { renderer: browser.renderer, backlogEveryMs: 20 });
    await expect(documents.sheet(later.claim, 'consumer')).rejects.toThrow(NoBrowser);
    await expect(documents.sheet(later.claim, 'consumer')).rejects.toThrow(NoBrowser);
    await expect(documents.computation(later.claim)).rejects.toThrow(NoBrowser);
    expect(await documents.pending()).toBe(2);
    const html = await documents.sheetHtml(later.claim, 'consumer');
    expect(html).toContain('HOJA DE RECLAMACIÓN');
    expect(html).toContain(FOLLOW_URL);

    later.claim = filedClaim({}, offered());
    browser.present = true;
    while ((await documents.pending()) > 0) await wait(10);
    const made = renderer.metrics().rendered;
    const kept = await documents.sheet(filedClaim(), 'consumer');
    expect(renderer.metrics().rendered).toBe(made);
    expect((await readPdf(await kept.bytes())).text).not.toContain('Ofrecimiento');
  });

  it('what waits survives the end of the process', async () => {
    const claim = filedClaim();
    const browser = switched();
    const first = await documentsOf(() => claim, { renderer: browser.renderer });
    await expect(first.sheet(claim, 'indecopi')).rejects.toThrow(NoBrowser);
    await first.close();
    const second = await documentsOf(() => claim);
    expect(await second.makePending()).toBe(1);
    expect(await second.pending()).toBe(0);
  });

  it('what waits for a claim that is no more is forgotten', async () => {
    const browser = switched();
    const documents = await documentsOf(() => undefined, { renderer: browser.renderer });
    await expect(documents.sheet(filedClaim(), 'indecopi')).rejects.toThrow(NoBrowser);
    browser.present = true;
    expect(await documents.makePending()).toBe(0);
    expect(await documents.pending()).toBe(0);
  });

  it('a renderer of its own is made and closed with the documents', async () => {
    const own = createRenderer();
    const documents = await documentsOf(() => undefined, { renderer: own });
    expect(await documents.warmUp()).toBe(true);
    expect(documents.metrics()).toMatchObject({ browsersStarted: 1, rendered: 0, waiting: 0 });
    await documents.close();
    expect(own.browserPid()).toBeUndefined();
  });
});
