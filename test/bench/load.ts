import { connect, type Socket } from 'node:net';
import type { Measured } from './rounds.ts';

export interface Load {
  readonly url: string;
  readonly connections: number;
  readonly forMs: number;
  readonly body: string;
  /** Of the request that is so many-th in this run. */
  readonly idempotencyKey: (index: number) => string;
}

/**
 * POSTs the same body over kept connections, one request after the other on each, for a while. Requests are written as bytes
 * and answers looked at only as far as needed, since whoever measures a server should take as little as can be of the machine
 * that it shares with it.
 * @throws Error at the first answer that is no 201.
 */
export async function post(load: Load): Promise<Measured> {
  const { hostname, port, pathname } = new URL(load.url);
  const head =
    `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\n` +
    `content-length: ${Buffer.byteLength(load.body)}\r\nidempotency-key: `;
  const from = performance.now();
  let sent = 0;
  let answered = 0;
  const next = (): string | undefined => {
    if (performance.now() - from >= load.forMs) return undefined;
    sent += 1;
    return `${head}${load.idempotencyKey(sent)}\r\n\r\n${load.body}`;
  };
  const lanes = Array.from({ length: load.connections }, () =>
    lane(connect({ host: hostname, port: Number(port), noDelay: true }), next, () => {
      answered += 1;
    }),
  );
  await Promise.all(lanes);
  return { perSecond: answered / ((performance.now() - from) / 1000) };
}

/** One connection, until `next` has no more. */
function lane(socket: Socket, next: () => string | undefined, answered: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0);
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    const send = (): void => {
      const request = next();
      if (request !== undefined) socket.write(request);
      else {
        socket.removeListener('close', closed);
        socket.destroy();
        resolve();
      }
    };
    const closed = (): void => fail(new Error('the server closed a connection'));
    socket.on('error', fail).on('close', closed).once('connect', send);
    socket.on('data', (chunk) => {
      seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
      const bytes = lengthOf(seen);
      if (bytes === undefined || seen.length < bytes) return;
      if (!seen.subarray(0, 12).equals(CREATED)) return fail(new Error(seen.toString('utf8')));
      seen = seen.subarray(bytes);
      answered();
      send();
    });
  });
}

const CREATED = Buffer.from('HTTP/1.1 201');
const LENGTH = 'content-length: ';

/** Bytes of the answer, head and body; undefined until its head is there. */
function lengthOf(seen: Buffer): number | undefined {
  const end = seen.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const at = seen.indexOf(LENGTH);
  if (at === -1 || at > end) throw new Error('an answer without content-length');
  return end + 4 + Number.parseInt(seen.toString('latin1', at + LENGTH.length, at + LENGTH.length + 10), 10);
}
