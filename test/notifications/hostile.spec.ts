import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changeDetails } from '@foja/domain/provider/index.ts';
import { outboxTransport, smtpTransport } from '@foja/notifications';
import { mailQueue } from '@foja/notifications/queue/queue.ts';
import { simpleParser } from 'mailparser';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { caller, filingOn, RUC } from '../support/commands.ts';
import { eventually, FROM, type MailHouse, openMailHouse } from './support/house.ts';
import { openPostOffice, type PostOffice } from './support/post-office.ts';

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
afterEach(() => house.close());

describe('hostile text on its way to a mailbox', () => {
  const name = '"; Bcc: <otro@correo.example> =?UTF-8?Q?=0D=0ABcc:_otro@correo.example?= Ñandú 😀';
  const firm = 'Bazar "Ñ" <otro@correo.example>, =?UTF-8?B?DQpCY2M6IHg=?= 😀';
  const detail = [
    '.',
    'QUIT',
    '.\r\nMAIL FROM:<x@y>',
    'Bcc: otro@correo.example',
    '<script>alert(1)</script>',
    '--_NmP-Part_1',
    `${'x'.repeat(2_000)}`,
  ].join('\n');

  it('adds no header, no recipient and no part; the words arrive as they were written', async () => {
    const details = {
      legalName: firm,
      tradeName: firm,
      address: 'Lima',
      email: 'libro@bazar.example',
      sector: 'general',
    } as const;
    const changed = await house.commands.onProvider(RUC, (state) => changeDetails(state, details), caller());
    expect(changed.ok).toBe(true);
    await house.mail({ smtpUrl: post.url });
    const filing = filingOn(house.bookId, randomUUID(), detail);
    const body = { ...filing.body, consumer: { ...filing.body.consumer, name } };
    const filed = await house.commands.file({ ...filing, body }, caller('consumer'));
    expect(filed.ok).toBe(true);
    await eventually(() => post.received.length === 2);

    for (const { envelope, mail, raw } of post.received) {
      expect(envelope.to).toHaveLength(1);
      expect(['rosa@correo.example', 'libro@bazar.example']).toContain(envelope.to[0]);
      expect(mail.headers.has('bcc')).toBe(false);
      expect(mail.headers.has('cc')).toBe(false);
      const headers = raw.slice(0, raw.indexOf('\r\n\r\n'));
      expect(headers).not.toMatch(/^(Bcc|Cc):/im);
      expect(headers).not.toContain('otro@correo.example');
      expect([...mail.headers.keys()].sort()).toEqual(
        [
          'auto-submitted',
          'content-type',
          'date',
          'from',
          'message-id',
          'mime-version',
          'subject',
          'to',
          'x-auto-response-suppress',
          ...(mail.replyTo === undefined ? [] : ['reply-to']),
        ].sort(),
      );
      expect(mail.attachments).toEqual([]);
    }
    const copy = post.received.find(({ envelope }) => envelope.to[0] === 'rosa@correo.example')?.mail;
    expect(copy?.text).toContain(`Nombre: ${name}`);
    for (const line of detail.replaceAll('\r\n', '\n').split('\n')) expect(copy?.text).toContain(`> ${line}`);
    expect(copy?.html).toContain('&lt;script&gt;');
    expect(copy?.html).not.toContain('<script');
  });

  it('a subject with a firm’s hostile name is one line, encoded', async () => {
    const transport = smtpTransport({ url: post.url, from: FROM });
    const messageId = randomUUID();
    const subject = `${firm}\r\nBcc: otro@correo.example\r\n\r\n<p>x</p>`;
    await transport.send({
      messageId,
      to: ['rosa@correo.example'],
      subject,
      text: 'x',
      html: '<p>x</p>',
      attachments: [],
    });
    await transport.close();
    const received = post.received.find(({ mail }) => mail.messageId === `<${messageId}@foja.host>`);
    expect(received?.mail.subject).toBe(`${firm} Bcc: otro@correo.example <p>x</p>`);
    expect(received?.mail.headers.has('bcc')).toBe(false);
    expect(received?.mail.text?.trim()).toBe('x');
  });
});

describe('the outbox', () => {
  it('keeps each mail as one file that only the service reads and whose name says nothing', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'foja-outbox-')), 'outbox');
    const mail = await house.mail({ smtpUrl: post.url, transport: outboxTransport({ folder, from: FROM }) });
    const filed = await house.commands.file(filingOn(house.bookId, randomUUID()), caller('consumer'));
    expect(filed.ok).toBe(true);
    await eventually(async () => (await mail.counts()).sent === 2);
    const { items } = await mail.log.list({ ruc: RUC, limit: 10 });
    expect(items.slice(0, 2).map(({ state }) => state)).toEqual(['kept', 'kept']); // no server took it: nobody has it
    expect((await mail.log.list({ ruc: RUC, state: 'kept', limit: 10 })).items).toHaveLength(2);
    const names = readdirSync(folder);
    expect(names).toHaveLength(2);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const subjects: (string | undefined)[] = [];
    for (const name of names) {
      expect(name).toMatch(/^[0-9a-f-]{36}\.eml$/);
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
      const parsed = await simpleParser(readFileSync(join(folder, name)));
      expect(parsed.messageId).toBe(`<${name.slice(0, 36)}@foja.host>`);
      subjects.push(parsed.subject);
    }
    expect(subjects.some((subject) => subject?.startsWith('Copia de su hoja'))).toBe(true);
    rmSync(folder, { recursive: true });
  });

  it('tells no claim that what was only kept was delivered, whatever server is set afterwards', async () => {
    const mail = await house.mail({ smtpUrl: post.url });
    const [messageId, claimId] = [randomUUID(), randomUUID()];
    const kept = { messageId, claimId, ruc: RUC, kind: 'copy', recipient: 'consumer', about: {} } as const;
    const queue = mailQueue(mail.pool);
    expect(await queue.add([kept])).toBe(1);
    await mail.pool.query(`UPDATE app.mail SET next_attempt_at = now() + interval '1 day' WHERE message_id = $1`, [
      messageId,
    ]);
    const { rows } = await mail.pool.query<{ attempts: number; round: number }>(
      'SELECT attempts, round FROM app.mail WHERE message_id = $1',
      [messageId],
    );
    const { attempts = 0, round = 0 } = rows[0] ?? {};
    const settled = await queue.sent({ ...kept, attempt: attempts, round }, { documentSha256: undefined, kept: true });
    expect(settled).toBe(true);
    expect((await queue.unrecorded(100)).map((outcome) => outcome.messageId)).not.toContain(messageId);
    await mail.pool.query('DELETE FROM app.mail WHERE message_id = $1', [messageId]);
  });
});
