import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * Clients on a thread of their own, so that they connect while the server's thread is busy or blocked. Each opens a
 * connection, files one claim, and reports how it ended.
 */
export interface StormOrders {
  readonly port: number;
  readonly bookId: string;
  readonly body: string;
  /** Connections; begun `everyMs` apart, all at once where it is 0. */
  readonly clients: number;
  readonly everyMs: number;
  /** Counts, at [0], the clients that have connected and sent all they had to say. */
  readonly sent: SharedArrayBuffer;
}

export interface StormResult {
  readonly localPort: number;
  /** HTTP status; `refused`: never connected; `reset`: connected, and no answer. */
  readonly outcome: number | 'refused' | 'reset';
  readonly claimId: string | undefined;
}

if (parentPort !== null) {
  const orders = workerData as StormOrders;
  const sent = new Int32Array(orders.sent);
  const results: Promise<StormResult>[] = [];
  for (let client = 0; client < orders.clients; client += 1) {
    const wrote = () => {
      Atomics.add(sent, 0, 1);
      Atomics.notify(sent, 0);
    };
    results.push(file(orders, wrote));
    if (orders.everyMs > 0) await new Promise((next) => setTimeout(next, orders.everyMs));
  }
  parentPort.postMessage(await Promise.all(results));
}

function file({ port, bookId, body }: StormOrders, wrote: () => void): Promise<StormResult> {
  return new Promise((ended) => {
    const socket = connect(port, '127.0.0.1');
    let localPort = 0;
    let text = '';
    socket.setEncoding('utf8');
    socket.on('connect', () => {
      localPort = socket.localPort ?? 0;
      const head = [
        `POST /v1/books/${bookId}/claims HTTP/1.1`,
        'host: x',
        'content-type: application/json',
        `content-length: ${Buffer.byteLength(body)}`,
        `idempotency-key: ${randomUUID()}`,
        'connection: close',
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`, wrote);
    });
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);
      const outcome = Number.isNaN(status) ? (localPort === 0 ? 'refused' : 'reset') : status;
      ended({ localPort, outcome, claimId: /"claimId":"([0-9a-f-]{36})"/.exec(text)?.[1] });
    });
  });
}
