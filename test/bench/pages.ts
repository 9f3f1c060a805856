import type { Row } from './results.ts';
import { percentile } from './rounds.ts';
import type { RunningServer } from './server.ts';

const MEASURED = 300;
/** What a person on a bad line is promised of our part of the wait. */
const BOUND_MS = 50;

/**
 * The form as a consumer's browser asks for it: until the first byte, over HTTP, on the embedded default. The very first
 * answer of a server that was just started stands apart: nothing is warm then, and somebody gets it all the same.
 */
export async function benchForm(server: RunningServer, { ruc, key }: { ruc: string; key: string }): Promise<Row[]> {
  const memory = server.measureMemory();
  const books = await fetch(`${server.url}/v1/providers/${ruc}/books`, { headers: { authorization: `Bearer ${key}` } });
  if (!books.ok) throw new Error(`books: ${books.status} ${await books.text()}`);
  const { items } = (await books.json()) as { items: { code: string; channel: string }[] };
  const code = items.find(({ channel }) => channel === 'virtual')?.code ?? '';
  const form = `${server.url}/libro/${ruc}/${encodeURIComponent(code)}`;
  const firstMs = await untilFirstByte(form);
  const timesMs: number[] = [];
  for (let n = 0; n < MEASURED; n += 1) timesMs.push(await untilFirstByte(form));
  const row = (name: string, value: number, unit: string): Row => ({
    ...{ name, value, unit, against: `the bound of ${BOUND_MS} ms`, ratio: value / BOUND_MS },
    memoryMb: memory.stop(),
    aim: `< ${BOUND_MS} ms`,
  });
  return [
    row('form@first', firstMs, 'ms to the first byte, first page of a fresh server'),
    row('form', percentile(timesMs, 0.99), 'ms to the first byte (p99)'),
  ];
}

async function untilFirstByte(url: string): Promise<number> {
  const from = performance.now();
  const response = await fetch(url, { headers: { 'accept-encoding': 'br' } });
  const ms = performance.now() - from;
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  await response.arrayBuffer();
  return ms;
}
