import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { encryptionUs } from './encryption.ts';
import type { Row } from './results.ts';
import { median, percentile } from './rounds.ts';
import type { RunningServer } from './server.ts';

const CAUGHT_UP_MS = 120_000;

/**
 * What else a filing load tells: how long after an event was recorded the checkpoint stood that covers it, and what of the server's
 * processor time for a filing goes into encryption.
 */
export async function benchUnderLoad(
  server: RunningServer,
  adminUrl: string,
  load: () => Promise<Row>,
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    // What a start leaves to be done is no part of it.
    const before = await head(client);
    await caughtUp(client, before - 1n, before);
    const cpuBefore = server.cpuMs();
    const filing = await load();
    const cpuMs = server.cpuMs() - cpuBefore;
    const { lagsMs, filings, seconds } = await sealed(client, before);
    const filingUs = (cpuMs * 1_000) / filings;
    const boxUs = await encryptionUs();
    const p99 = percentile(lagsMs, 0.99);
    const { memoryMb } = filing;
    return [
      filing,
      {
        name: 'seal-lag',
        value: p99,
        unit: `ms, p99 from recording to the checkpoint, under the filing load (median ${Math.round(median(lagsMs))} ms; ${Math.round(lagsMs.length / seconds).toLocaleString('en-US')} events/s sealed)`,
        against: 'the promise of 1 s',
        ratio: p99 / 1_000,
        memoryMb,
        aim: 'p99 ≤ 1,000 ms',
      },
      {
        name: 'encryption',
        value: boxUs,
        unit: 'µs of processor per filing: its box, its key, the key wrapped',
        against: `the server's processor time per filing, ${Math.round(filingUs)} µs`,
        ratio: boxUs / filingUs,
        memoryMb,
        aim: 'told',
      },
    ];
  } finally {
    await client.end();
  }
}

async function head(client: pg.Client): Promise<bigint> {
  const { rows } = await client.query<{ head: string }>('SELECT coalesce(max(position), 0) AS head FROM ledger.events');
  return BigInt(rows[0]?.head ?? 0);
}

interface Sealed {
  readonly lagsMs: readonly number[];
  readonly filings: number;
  /** From the first to the last event. */
  readonly seconds: number;
}

/** Every event after `before`, once all are sealed. Both clocks are the database's. */
async function sealed(client: pg.Client, before: bigint): Promise<Sealed> {
  const checkpoints = await caughtUp(client, before, await head(client));
  const { rows } = await client.query<{ position: string; at: number; type: string }>(
    `SELECT position, type, extract(epoch FROM recorded_at)::float8 * 1000 AS at FROM ledger.events
      WHERE position > $1 ORDER BY position`,
    [String(before)],
  );
  const lagsMs: number[] = [];
  let covering = 0;
  for (const { position, at } of rows) {
    while ((checkpoints[covering]?.position ?? BigInt(position)) < BigInt(position)) covering += 1;
    const checkpoint = checkpoints[covering];
    if (checkpoint !== undefined) lagsMs.push(Math.max(0, checkpoint.at - at));
  }
  const seconds = ((rows.at(-1)?.at ?? 0) - (rows[0]?.at ?? 0)) / 1_000;
  return { lagsMs, filings: rows.filter(({ type }) => type === 'ClaimFiled').length, seconds };
}

async function caughtUp(client: pg.Client, before: bigint, until: bigint) {
  const deadline = performance.now() + CAUGHT_UP_MS;
  for (;;) {
    const { rows } = await client.query<{ position: string; at: number }>(
      `SELECT position, extract(epoch FROM sealed_at)::float8 * 1000 AS at FROM sealing.checkpoints
        WHERE position > $1 ORDER BY size`,
      [String(before)],
    );
    const checkpoints = rows.map(({ position, at }) => ({ position: BigInt(position), at }));
    if ((checkpoints.at(-1)?.position ?? 0n) >= until) return checkpoints;
    if (performance.now() > deadline) throw new Error('what was filed was not sealed');
    await delay(100);
  }
}
