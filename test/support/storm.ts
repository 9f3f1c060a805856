import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { StormOrders, StormResult } from './storm-worker.ts';

export interface Storm {
  /** At [0], the clients that have sent their claim; to be waited on with `Atomics`. */
  readonly sent: Int32Array;
  readonly results: Promise<readonly StormResult[]>;
}

/** Clients on a thread of their own, each with one connection and one claim. */
export function startStorm(orders: Omit<StormOrders, 'sent'>): Storm {
  const sent = new SharedArrayBuffer(4);
  const worker = new Worker(new URL('./storm-worker.ts', import.meta.url), { workerData: { ...orders, sent } });
  const results = once(worker, 'message').then(([ended]) => ended as StormResult[]);
  return { sent: new Int32Array(sent), results };
}
