import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDocuments, type Documents, findChromium } from '@foja/documents';
import { openLocalFiles } from '@foja/files';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { caller, filingOn } from '../support/commands.ts';
import { eventually, historyOf, type MailHouse, openMailHouse } from './support/house.ts';
import { openPostOffice, type PostOffice } from './support/post-office.ts';

const NOW = '2026-10-05T07:42:00-05:00';
let house: MailHouse;
let post: PostOffice;
let documents: Documents;
let folder: string;

beforeAll(async () => {
  post = await openPostOffice();
  house = await openMailHouse(NOW);
  folder = mkdtempSync(join(tmpdir(), 'foja-printed-'));
  documents = await createDocuments({
    files: await openLocalFiles(folder),
    pool: house.pool,
    commands: house.commands,
    clock: () => NOW,
    log: { warn: () => undefined, error: () => undefined },
  });
});
afterAll(async () => {
  await documents.close();
  await house.close();
  await post.shut();
  rmSync(folder, { recursive: true });
});

// With a browser on the machine and without one: the copy leaves at once either way.
it('the copy carries the sheet as it was printed, and the claim its hash; without a browser, the sheet as a page', async () => {
  await house.mail({ smtpUrl: post.url, documents, pdfWaitMs: 20_000 });
  const filed = await house.commands.file(filingOn(house.bookId, randomUUID()), caller('consumer'));
  if (!filed.ok) throw new Error(filed.refusal.code);
  const copy = () => post.received.find(({ envelope }) => envelope.to[0] === 'rosa@correo.example')?.mail;
  await eventually(copy);
  const [attachment] = copy()?.attachments ?? [];
  const told = async () => (await historyOf(house, filed.claimId)).find(({ type }) => type === 'CopyDelivered')?.data;
  await eventually(told);
  if (findChromium() === undefined) {
    expect(attachment).toMatchObject({ contentType: 'text/html', filename: 'hoja-000000001-2026.html' });
    expect(attachment?.content.toString()).toContain('La licuadora no enciende.');
    expect(await told()).toEqual({ copy: 'consumer', medium: 'email' });
    return;
  }
  expect(attachment).toMatchObject({ contentType: 'application/pdf', filename: 'hoja-000000001-2026-consumidor.pdf' });
  expect(attachment?.content.subarray(0, 5).toString()).toBe('%PDF-');
  const documentSha256 = createHash('sha256')
    .update(attachment?.content ?? '')
    .digest('hex');
  expect(await told()).toEqual({ copy: 'consumer', medium: 'email', documentSha256 });
});
