import { createTransport } from 'nodemailer';
import { fieldsOf } from './fields.ts';
import { type MailTransport, NotSent } from './transport.ts';

/** Longest silence at each step of the talk with a server, and longest time for a whole message. */
const TIMEOUTS = { dnsTimeout: 10_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };
const SEND_MS = 60_000;
const CONNECTIONS = 4;

export interface SmtpOptions {
  /** `smtp://` (STARTTLS where the server offers it) or `smtps://`, with user and password where there are any. */
  readonly url: string;
  readonly from: string;
  readonly timeouts?: Partial<typeof TIMEOUTS>;
}

/**
 * Mail through an SMTP server (nodemailer). Trusts the server's word: 250 is taken charge of, 5xx for a recipient or the
 * message is a refusal for good, anything else may go better later. A time-out leaves open whether it was taken: the same
 * Message-ID then goes out again. A password never travels in the clear beyond this machine.
 */
export function smtpTransport({ url, from, timeouts = {} }: SmtpOptions): MailTransport {
  const { hostname, username, protocol } = new URL(url);
  const local = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  const transporter = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS,
    ...TIMEOUTS,
    ...timeouts,
    ...(protocol === 'smtp:' && username !== '' && !local ? { requireTLS: true } : {}),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transporter.on('error', () => undefined); // an idle connection was lost: the next message opens another

  return {
    async send(message) {
      const fields = fieldsOf(message, from);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new NotSent('unreachable', 'ETIMEDOUT')), SEND_MS);
      });
      try {
        await Promise.race([transporter.sendMail(fields), late]);
      } catch (error) {
        throw error instanceof NotSent ? error : notSent(error);
      } finally {
        clearTimeout(timer);
      }
    },
    async close() {
      transporter.close();
    },
  };
}

/** What a failure of nodemailer's means; its message is dropped, for it repeats what the server said. */
export function notSent(error: unknown): NotSent {
  const { code, responseCode, command } = error as { code?: string; responseCode?: number; command?: string };
  if (responseCode === undefined) return new NotSent('unreachable', CODE.test(code ?? '') ? String(code) : 'UNKNOWN');
  const ofThisMail = command === 'RCPT TO' || command === 'DATA' || code === 'EMESSAGE';
  const said = `SMTP ${responseCode}`;
  // 421: the server is closing, whatever it was asked.
  if (!ofThisMail || responseCode === 421) return new NotSent('unreachable', said);
  return new NotSent(responseCode >= 500 ? 'refused' : 'later', said);
}

const CODE = /^[A-Z]{2,20}$/;
