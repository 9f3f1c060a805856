import { describe, expect, it } from 'vitest';
import { fieldsOf } from './fields.ts';
import { backoffMs, RETRY } from './retry.ts';
import { notSent } from './smtp.ts';
import type { Message } from './transport.ts';

const said = '550 5.1.1 <rosa@correo.example> unknown';

describe('what a mail server says', () => {
  it.each([
    [
      'a recipient refused for good',
      { code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO' },
      'refused',
      'SMTP 550',
    ],
    ['a message refused for good', { code: 'EMESSAGE', responseCode: 554, command: 'DATA' }, 'refused', 'SMTP 554'],
    [
      'a recipient put off (greylisting)',
      { code: 'EENVELOPE', responseCode: 451, command: 'RCPT TO' },
      'later',
      'SMTP 451',
    ],
    ['a wrong password', { code: 'EAUTH', responseCode: 535, command: 'AUTH PLAIN' }, 'unreachable', 'SMTP 535'],
    [
      'a sender it does not know',
      { code: 'EENVELOPE', responseCode: 550, command: 'MAIL FROM' },
      'unreachable',
      'SMTP 550',
    ],
    [
      'a server about to close',
      { code: 'EENVELOPE', responseCode: 421, command: 'RCPT TO' },
      'unreachable',
      'SMTP 421',
    ],
    ['nobody there', { code: 'ESOCKET' }, 'unreachable', 'ESOCKET'],
    ['something else', {}, 'unreachable', 'UNKNOWN'],
  ] as const)('%s', (_, error, kind, code) => {
    const failure = notSent(Object.assign(new Error(said), error, { response: said }));
    expect(failure).toMatchObject({ kind, message: code });
    expect(JSON.stringify(failure)).not.toContain('rosa');
    expect(failure.cause).toBeUndefined();
  });
});

describe('patience', () => {
  it('doubles its waits up to six hours, and lasts four days', () => {
    const waits = Array.from({ length: RETRY.attemptsMax - 1 }, (_, n) => backoffMs(n + 1, RETRY));
    expect(waits.slice(0, 3)).toEqual([30_000, 60_000, 120_000]);
    expect(Math.max(...waits)).toBe(6 * 3_600_000);
    const days = waits.reduce((sum, ms) => sum + ms, 0) / 86_400_000;
    expect(days).toBeGreaterThan(3);
    expect(days).toBeLessThan(5);
  });
});

describe('the fields of a message', () => {
  const message: Message = {
    messageId: '4f1c3a5e-8d0b-5c27-9e64-1b7a2c3d4e5f',
    to: ['rosa@correo.example'],
    subject: 'Hoja\r\nBcc: otro@correo.example',
    text: '',
    html: '',
    attachments: [{ fileName: 'hoja"\r\nX: 1/../ñ.pdf', mediaType: 'application/pdf', bytes: Buffer.from('') }],
  };

  it('are one line each', () => {
    const fields = fieldsOf(message, 'libro@foja.example');
    expect(fields.subject).toBe('Hoja Bcc: otro@correo.example');
    expect(fields.attachments[0]?.filename).toBe('hoja__X__1_..__.pdf');
    expect([...fieldsOf({ ...message, subject: '😀'.repeat(500) }, 'a@b').subject]).toHaveLength(200);
  });

  it.each(['rosa@correo.example\r\nBcc: otro@x.example', 'a@b, c@d', 'Rosa <a@b>', '<a@b>', 'a@b;c@d', '@b', 'a b@c'])(
    'take no address like %j',
    (address) => {
      expect(() => fieldsOf({ ...message, to: [address] }, 'libro@foja.example')).toThrow('not a plain e-mail address');
    },
  );
});
