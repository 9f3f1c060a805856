import type { SendMailOptions } from 'nodemailer';
import { oneLine } from '../letters/letter.ts';
import type { Message } from './transport.ts';

const SUBJECT_MAX = 200;

/**
 * A message for nodemailer. Addresses are given as objects and never parsed out of text, values for headers are one line,
 * and nothing is ever fetched or read from a path that a text may name.
 */
export function fieldsOf(message: Message, from: string) {
  const to = message.to.map(addressOf);
  return {
    messageId: `<${message.messageId}@foja.host>`,
    from: { name: 'Libro de Reclamaciones', address: from },
    to,
    envelope: { from, to: to.map(({ address }) => address) },
    ...(message.replyTo === undefined ? {} : { replyTo: addressOf(message.replyTo) }),
    subject: [...oneLine(message.subject)].slice(0, SUBJECT_MAX).join(''),
    text: message.text,
    html: message.html,
    attachments: message.attachments.map(({ fileName, mediaType, bytes }) => ({
      filename: oneLine(fileName).replaceAll(/[^\w.-]/g, '_'),
      contentType: mediaType,
      content: bytes,
      contentDisposition: 'attachment' as const,
    })),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  } satisfies SendMailOptions;
}

/** @throws for what is no single, plain address: it was checked when it was entered, and is checked again here. */
function addressOf(address: string): { name: string; address: string } {
  if (!PLAIN_ADDRESS.test(address)) throw new Error('not a plain e-mail address');
  return { name: '', address };
}

const PLAIN_ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()[\]\\,;:"\p{Cc}]+$/u;
