import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idempotencyKey } from './client.ts';
import { type House, openHouse } from './house.ts';
import { type Firm, filing, openFirm } from './people.ts';

/** What only a real connection shows. */

let house: House;
let firm: Firm;
let port: number;

beforeAll(async () => {
  house = await openHouse({
    limits: { requestTimeoutMs: 400 },
    async alsoRegister(app) {
      await app.register(async (pages) => {
        const whole = async (_request: unknown, body: Buffer) => ({ bytes: body.length });
        pages.addContentTypeParser<Buffer>('multipart/form-data', { parseAs: 'buffer' }, whole);
        const config = { route: { action: 'house/read', path: '/subir' } } as const;
        pages.post('/subir', { config }, async (request) => request.body);
      });
    },
  });
  firm = await openFirm(house);
  port = await listening(house);
});
afterAll(() => house.close());

async function listening({ app }: House): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
}

interface RawReply {
  readonly status: number;
  readonly head: string;
  /** All that came. */
  readonly text: string;
  readonly problem: { readonly code?: string; readonly title?: string; readonly bytes?: number };
}

/** Writes bytes, reads to the end of the connection. */
async function raw(bytes: string | Buffer): Promise<RawReply> {
  const { socket, reply } = openSocket();
  socket.write(bytes);
  return reply;
}

function openSocket(options: { readonly allowHalfOpen?: true } = {}): {
  readonly socket: Socket;
  readonly reply: Promise<RawReply>;
} {
  const socket = connect({ port, host: '127.0.0.1', ...options });
  return { socket, reply: replyOn(socket) };
}

async function replyOn(socket: Socket): Promise<RawReply> {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => undefined);
  await once(socket, 'close');
  const [head = '', body = ''] = text.split('\r\n\r\n', 2);
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]);
  return { status, head, text, problem: body.startsWith('{') ? JSON.parse(body) : {} };
}

const post = (path: string, headers: string) => `POST ${path} HTTP/1.1\r\nhost: x\r\n${headers}\r\n\r\n`;

describe('what is no request', () => {
  test('text that is not HTTP', async () => {
    const reply = await raw('HOLA\r\n\r\n');
    expect(reply).toMatchObject({ status: 400, problem: { code: 'request/malformed' } });
    expect(reply.head).toContain('application/problem+json');
  });

  test('headers without end', async () => {
    const reply = await raw(`GET / HTTP/1.1\r\nhost: x\r\nx-relleno: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(reply).toMatchObject({ status: 431, problem: { code: 'request/headers-too-large' } });
  });

  test('a body that never comes', async () => {
    const path = `/v1/books/${firm.bookId}/claims`;
    const headers = 'content-type: application/json\r\ncontent-length: 100\r\nidempotency-key: k';
    const reply = await raw(`${post(path, headers)}{"type":`);
    expect(reply).toMatchObject({ status: 408, problem: { code: 'request/timeout' } });
  });
});

describe('a client that sends slowly', () => {
  const filingHead = () =>
    post(
      `/v1/books/${firm.bookId}/claims`,
      `content-type: application/json\r\ncontent-length: 100\r\nidempotency-key: k`,
    );

  test('byte by byte, is no quicker for it', async () => {
    const dripping = openSocket();
    dripping.socket.write(`${filingHead()}{`);
    const drip = setInterval(() => dripping.socket.writable && dripping.socket.write(' '), 20);
    const reply = await dripping.reply;
    clearInterval(drip);
    expect(reply).toMatchObject({ status: 408, problem: { code: 'request/timeout' } });
    expect(reply.head).toContain('connection: close');
  });

  test('what was refused already is not waited for either, and gets no second answer', async () => {
    for (const [path, status] of [
      ['/v1/providers', 401],
      ['/%zz', 400],
    ] as const) {
      const reply = await raw(`${post(path, 'content-type: application/json\r\ncontent-length: 100')}{`);
      expect(reply.status).toBe(status);
      expect(reply.text.match(/HTTP\/1\.1/g)).toHaveLength(1);
    }
  });

  test('announces a form with files where none is taken, and gets no longer for it', async () => {
    const head = post(
      `/v1/books/${firm.bookId}/claims`,
      'content-type: multipart/form-data; boundary=x\r\ncontent-length: 100\r\nidempotency-key: k',
    );
    const reply = await raw(`${head}--x`);
    expect(reply.status).toBe(415);
  });

  test('and does not hang up when told to, is hung up on', async () => {
    const stubborn = openSocket({ allowHalfOpen: true });
    stubborn.socket.write(`${filingHead()}{`);
    await once(stubborn.socket, 'end');
    const connections = () => new Promise((told) => house.app.server.getConnections((_, count) => told(count)));
    await expect.poll(connections).toBe(0);
    stubborn.socket.destroy();
    expect((await stubborn.reply).status).toBe(408);
  });

  test('a file over a bad line is given its time', async () => {
    const body = '--x\r\ncontent-disposition: form-data; name="f"; filename="a.txt"\r\n\r\nhola\r\n--x--\r\n';
    const upload = openSocket();
    const type = 'content-type: multipart/form-data; boundary=x\r\nconnection: close';
    upload.socket.write(`${post('/subir', `${type}\r\ncontent-length: ${body.length}`)}${body.slice(0, 20)}`);
    // Each of these took longer than a body without files may.
    for (let late = 0; late < 2; late += 1) expect((await raw(`${filingHead()}{`)).status).toBe(408);
    upload.socket.write(body.slice(20));
    expect(await upload.reply).toMatchObject({ status: 200, problem: { bytes: body.length } });
  });
});

test('a body over the limit is refused before it has all come', async () => {
  const before = await house.store.head();
  const response = await fetch(`http://127.0.0.1:${port}/v1/books/${firm.bookId}/claims`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...idempotencyKey() },
    body: JSON.stringify({ ...filing, detail: 'x'.repeat(1024 * 1024) }),
  });
  expect(response.status).toBe(413);
  expect(((await response.json()) as { code: string }).code).toBe('request/too-large');
  expect(await house.store.head()).toBe(before);
});

test('closing finishes the requests in flight, and takes no more', async () => {
  const other = await openHouse();
  const { bookId } = await openFirm(other);
  const url = `http://127.0.0.1:${await listening(other)}/v1/books/${bookId}/claims`;
  const reached = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  other.commands.file = hold(other.commands.file, reached.resolve, held.promise);
  const filed = fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...idempotencyKey() },
    body: JSON.stringify(filing),
  });
  await reached.promise;
  const closing = other.app.close();
  await expect.poll(() => other.app.server.listening).toBe(false);
  await expect(fetch(url)).rejects.toThrow();
  held.resolve();
  expect((await filed).status).toBe(201);
  await closing;
  await other.close();
});

function hold<A extends unknown[], R>(work: (...args: A) => Promise<R>, reached: () => void, until: Promise<void>) {
  return async (...args: A): Promise<R> => {
    reached();
    await until;
    return work(...args);
  };
}
