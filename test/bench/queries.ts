import type { Row } from './results.ts';
import { percentile } from './rounds.ts';
import type { RunningServer } from './server.ts';

const WARM_UP = 100;
const MEASURED = 1_000;

export interface Latencies {
  readonly dashboardMs: number;
  readonly registerMs: number;
  readonly memoryMb: number;
}

/** p99 over HTTP of what a provider's people look at: the dashboard, and the register under a turn of its searches. */
export async function measureQueries(
  server: RunningServer,
  { ruc, key }: { readonly ruc: string; readonly key: string },
): Promise<Latencies> {
  const memory = server.measureMemory();
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(`${server.url}/v1/providers/${ruc}${path}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const first = (await get('/claims?limit=1')) as { items: { sheetNumber: string; bookId: string }[] };
  const [claim] = first.items;
  if (claim === undefined) throw new Error('the register is empty');
  const searches = [
    '/claims',
    `/claims?number=${claim.sheetNumber}`,
    `/claims?bookId=${claim.bookId}`,
    '/claims?type=queja',
    '/claims?text=producto',
    '/claims?text=zzzz',
    '/deadlines?state=overdue',
    '/deadlines',
  ];
  const dashboardMs = await p99(() => get('/dashboard'));
  let turn = 0;
  const registerMs = await p99(() => {
    turn += 1;
    return get(searches[turn % searches.length] ?? '/claims');
  });
  return { dashboardMs, registerMs, memoryMb: memory.stop() };
}

/** Rows of the small ledger compare with nothing but the bound; those of the large one with the small one's. */
export function queryRows(size: string, latencies: Latencies, small?: Latencies): Row[] {
  const row = (name: 'dashboard' | 'register', valueMs: number, smallMs: number | undefined): Row => ({
    name: `${name}@${size}`,
    value: valueMs,
    unit: 'ms (p99 over HTTP)',
    against: smallMs === undefined ? 'the bound of 20 ms' : `the same at 10,000 claims (${smallMs.toFixed(1)} ms)`,
    ratio: valueMs / (smallMs ?? 20),
    memoryMb: latencies.memoryMb,
    aim: smallMs === undefined ? 'p99 < 20 ms' : 'p99 < 20 ms, growth ≤ 2',
  });
  return [
    row('dashboard', latencies.dashboardMs, small?.dashboardMs),
    row('register', latencies.registerMs, small?.registerMs),
  ];
}

async function p99(ask: () => Promise<unknown>): Promise<number> {
  const timesMs: number[] = [];
  for (let index = 0; index < WARM_UP + MEASURED; index += 1) {
    const from = performance.now();
    await ask();
    if (index >= WARM_UP) timesMs.push(performance.now() - from);
  }
  return percentile(timesMs, 0.99);
}
