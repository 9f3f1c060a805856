import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * Clients on a thread of their own, so that they connect while the server's thread is busy or blocked. Each opens a
 * connection, files one claim, and reports how it ended.
 */
export interface StormOrders {
  readonly port: number;
  readonly bookId: string;
  readonly body: string;
  /** So many, all at once; or one after the other, some ms apart, until one is refused. */
  readonly clients: number | { readonly everyMs: number };
  /** Counts, at [0], the clients that have connected and sent all they had to say. */
  readonly sent: SharedArrayBuffer;
}

export interface StormResult {
  readonly localPort: number;
  /** HTTP status; `refused`: never connected; `reset`: connected, and no answer. */
  readonly outcome: number | 'refused' | 'reset';
  readonly idempotencyKey: string;
  readonly claimId: string | undefined;
}

/** A storm without an end has no more clients than this at once, so that it also fits a slow machine. */
const AT_ONCE = 64;

if (parentPort !== null) {
  const orders = workerData as StormOrders;
  const sent = new Int32Array(orders.sent);
  const wrote = () => {
    Atomics.add(sent, 0, 1);
    Atomics.notify(sent, 0);
  };
  const { clients } = orders;
  const ended =
    typeof clients === 'number'
      ? Promise.all(Array.from({ length: clients }, () => file(orders, wrote)))
      : untilRefused(clients.everyMs, () => file(orders, wrote));
  parentPort.postMessage(await ended);
}

async function untilRefused(everyMs: number, client: () => Promise<StormResult>): Promise<StormResult[]> {
  const ended: StormResult[] = [];
  const running = new Set<Promise<void>>();
  while (!ended.some(({ outcome }) => outcome === 'refused')) {
    const one = client().then((result) => {
      ended.push(result);
      running.delete(one);
    });
    running.add(one);
    await (running.size < AT_ONCE ? delay(everyMs) : Promise.race(running));
  }
  await Promise.all(running);
  return ended;
}

function file({ port, bookId, body }: StormOrders, wrote: () => void): Promise<StormResult> {
  return new Promise((ended) => {
    const idempotencyKey = randomUUID();
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
        `idempotency-key: ${idempotencyKey}`,
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
      ended({ localPort, outcome, idempotencyKey, claimId: /"claimId":"([0-9a-f-]{36})"/.exec(text)?.[1] });
    });
  });
}
