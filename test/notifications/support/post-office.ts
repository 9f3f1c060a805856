import { once } from 'node:events';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface Received {
  /** As it came over the wire. */
  readonly raw: string;
  readonly mail: ParsedMail;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
}

/** A real SMTP server on the loopback, which can be down, or refuse. */
export interface PostOffice {
  readonly url: string;
  readonly received: readonly Received[];
  /** Mails to an address or, by kind of trouble, any mail at all is answered with this code; undefined: taken. */
  refuse(code: number | undefined, at?: 'RCPT' | 'DATA'): void;
  /** Stops listening and hangs up; `open` listens at the same port again. */
  shut(): Promise<void>;
  open(): Promise<void>;
}

export async function openPostOffice(): Promise<PostOffice> {
  const received: Received[] = [];
  let refusal: { readonly code: number; readonly at: 'RCPT' | 'DATA' } | undefined;
  let server: SMTPServer | undefined;
  let port = 0;

  /** A server that repeats the address, as many do. */
  const refused = (at: 'RCPT' | 'DATA', address: string): Error | undefined =>
    refusal?.at === at
      ? Object.assign(new Error(`5.1.1 <${address}> does not live here`), { responseCode: refusal.code })
      : undefined;

  async function open(): Promise<void> {
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      logger: false,
      closeTimeout: 50,
      onRcptTo: ({ address }, _session, done) => done(refused('RCPT', address)),
      onData(stream, { envelope }, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', async () => {
          const to = envelope.rcptTo.map(({ address }) => address);
          const refusedNow = refused('DATA', to[0] ?? '');
          if (refusedNow !== undefined) return done(refusedNow);
          const raw = Buffer.concat(chunks).toString('latin1');
          const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
          received.push({ raw, mail: await simpleParser(Buffer.concat(chunks)), envelope: { from, to } });
          return done();
        });
      },
    });
    server.on('error', () => undefined);
    server.listen(port, '127.0.0.1');
    await once(server.server, 'listening');
    const address = server.server.address();
    if (address === null || typeof address === 'string') throw new Error('the post office has no port');
    port = address.port;
  }

  async function shut(): Promise<void> {
    const closing = server;
    server = undefined;
    if (closing !== undefined) await new Promise<void>((closed) => closing.close(() => closed()));
  }

  await open();
  return {
    get url() {
      return `smtp://127.0.0.1:${port}`;
    },
    received,
    refuse(code, at = 'RCPT') {
      refusal = code === undefined ? undefined : { code, at };
    },
    shut,
    open,
  };
}
