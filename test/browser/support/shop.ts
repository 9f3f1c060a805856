import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A shop's own site on another origin, with the three lines of the widget and a policy that allows nothing else. */
export interface Shop {
  readonly origin: string;
  readonly host: string;
  close(): Promise<void>;
}

export async function openShop(foja: string, book: string): Promise<Shop> {
  const page = `<!doctype html><html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Tienda</title>
<script type="module" src="${foja}/widget/foja.js"></script></head>
<body><main><h1>Tienda</h1><button id="otro" type="button">Comprar</button></main>
<footer><a href="${foja}/libro/${book}" data-foja-book="${book}">Libro de Reclamaciones</a></footer></body></html>`;
  const server = createServer((request, response) => {
    if (request.url !== '/') return void response.writeHead(204).end();
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; script-src ${foja}; frame-src ${foja}; base-uri 'none'; form-action 'none'`,
    });
    response.end(page);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin: `http://${host}`,
    host,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
