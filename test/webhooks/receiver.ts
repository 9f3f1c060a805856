import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: { readonly id: string; readonly type: string; readonly subject?: string; readonly sequence?: string };
}

export type Behaviour = (received: Received, response: ServerResponse) => void;

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** How it answers from now on. */
  behave(behaviour: Behaviour): void;
  /** Goes away, as a process that dies; its port stays its own. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export const fine: Behaviour = (_, response) => void response.writeHead(204).end();

export function answering(status: number, headers: Record<string, string> = {}): Behaviour {
  return (_, response) => void response.writeHead(status, headers).end();
}

/** A firm's program: takes webhooks on loopback, and remembers them. */
export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let behaviour = fine;
  const make = () =>
    createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('error', () => undefined);
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const one = { headers: request.headers, body, event: JSON.parse(body) };
        received.push(one);
        behaviour(one, response);
      });
    });
  let server = make();
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const down = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}/foja`,
    received,
    behave(next) {
      behaviour = next;
    },
    down,
    async up() {
      server = make();
      await listen(port);
    },
    close: down,
  };
}

export const PATIENCE = { timeout: 20_000, interval: 10 };

/** Waits for something to be true of what came. */
export function until<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, PATIENCE);
}

/** What each claim was told, in the order in which it was first told. */
export function byClaim(received: readonly Received[]): Record<string, string[]> {
  const claims: Record<string, string[]> = {};
  for (const { event } of received) {
    const told = claims[event.subject ?? ''] ?? [];
    if (!told.includes(event.id)) claims[event.subject ?? ''] = [...told, event.id];
  }
  return claims;
}
