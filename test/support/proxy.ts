import { connect, createServer, type Socket } from 'node:net';

export interface Proxy {
  /** The URL given, through the proxy. */
  readonly url: string;
  /** Answers of the server that hold this text never arrive: the connection is cut in their place. */
  cutAnswers(containing: string, times: number): void;
  /** How many were cut so far. */
  cuts(): number;
  close(): Promise<void>;
}

/** Stands between a store and its server, to lose what a network can lose. */
export async function openProxy(url: string): Promise<Proxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let cutting = { text: '', times: 0 };
  let cut = 0;

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let asked = '';
    for (const [socket, peer] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        peer.destroy();
      });
    }
    client.on('data', (chunk) => {
      asked = (asked + chunk.toString('latin1')).slice(-100_000);
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      // The server answers once the statement is committed; so the event is stored, and its writer does not know.
      if (cutting.times > 0 && asked.includes(cutting.text)) {
        cutting.times -= 1;
        cut += 1;
        client.destroy();
        return;
      }
      client.write(chunk);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const through = new URL(url);
  through.port = String(address.port);

  return {
    url: through.toString(),
    cutAnswers(text, times) {
      cutting = { text, times };
    },
    cuts: () => cut,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
