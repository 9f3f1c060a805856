import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { smtpTransport } from '@foja/notifications';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FROM } from './support/house.ts';

/** What the server saw of each talk. */
interface Talk {
  readonly user: string | undefined;
  readonly encrypted: boolean;
}

let server: SMTPServer;
let talks: Talk[];

/** Asks for user and password; its certificate is its own. */
async function start(options: { readonly secure: boolean }): Promise<number> {
  server = new SMTPServer({
    ...options,
    logger: false,
    closeTimeout: 50,
    onAuth({ username, password }, _session, done) {
      if (username !== 'libro' || password !== 'cl@ve:1') return done(new Error('no'));
      return done(null, { user: username });
    },
    onData(stream, session, done) {
      stream.resume();
      stream.on('end', () => {
        talks.push({ user: session.user as string | undefined, encrypted: session.secure });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function send(url: string): Promise<void> {
  const transport = smtpTransport({ url, from: FROM });
  const mail = { messageId: randomUUID(), to: ['rosa@correo.example'], subject: 'x', text: 'x', html: 'x' };
  try {
    await transport.send({ ...mail, attachments: [] });
  } finally {
    await transport.close();
  }
}

beforeEach(() => {
  talks = [];
});
afterEach(async () => {
  await new Promise<void>((closed) => server.close(() => closed()));
});

describe('SMTP_URL', () => {
  const login = `libro:${encodeURIComponent('cl@ve:1')}`;

  it('smtp:// turns to TLS where the server offers it, and signs in', async () => {
    const port = await start({ secure: false });
    await send(`smtp://${login}@127.0.0.1:${port}?tls.rejectUnauthorized=false`);
    expect(talks).toEqual([{ user: 'libro', encrypted: true }]);
  });

  it('smtps:// is TLS from the first byte', async () => {
    const port = await start({ secure: true });
    await send(`smtps://${login}@127.0.0.1:${port}?tls.rejectUnauthorized=false`);
    expect(talks).toEqual([{ user: 'libro', encrypted: true }]);
  });

  it('a certificate that nobody vouches for, and a wrong password, are no reason to give a mail up', async () => {
    const port = await start({ secure: false });
    await expect(send(`smtp://${login}@127.0.0.1:${port}`)).rejects.toMatchObject({ kind: 'unreachable' });
    const wrong = `smtp://libro:x@127.0.0.1:${port}?tls.rejectUnauthorized=false`;
    await expect(send(wrong)).rejects.toMatchObject({ kind: 'unreachable', message: 'SMTP 535' });
    expect(talks).toEqual([]);
  });
});
