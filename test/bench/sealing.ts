import { hash } from 'node:crypto';
import { canonicalJson } from '@foja/domain/ledger/index.ts';
import { openPostgresStore } from '@foja/ledger';
import type { RecordedEvent } from '@foja/ledger/port.ts';
import { openSealedLog, openSealTable } from '@foja/ledger/sealing/index.ts';
import pg from 'pg';
import type { Row } from './results.ts';
import { median } from './rounds.ts';
import { runFoja } from './server.ts';

const SAMPLE = 10_000;
const PROOFS = 2_000;

/**
 * The sealed log over a seeded ledger that nobody has sealed yet: sealing all of it, a proof of one event, and the whole verify as a
 * process of its own. Sealing and verify are held against bare SHA-256 of the canonical JSON of the same events, in memory.
 */
export async function benchSealing(dataDir: string, appUrl: string): Promise<Row[]> {
  const store = openPostgresStore({ url: appUrl });
  const pool = new pg.Pool({ connectionString: appUrl, max: 4 });
  const memoryMb = () => Math.round(process.memoryUsage.rss() / 2 ** 20);
  try {
    const sample = await store.readAll({ after: 0n, max: SAMPLE });
    bare(sample);
    const bareBefore = bare(sample);
    const table = openSealTable(pool);
    const done = await runFoja(dataDir, ['seal', '--json']);
    const { sealed, durationMs } = JSON.parse(done.output) as { sealed: number; durationMs: number };
    const perSecond = sealed / (durationMs / 1000);
    const proofMs = await proofs(openSealedLog(table), sample);
    const verified = await runFoja(dataDir, ['verify', '--json']);
    const report = JSON.parse(verified.output) as { events: number; durationMs: number };
    const verifyPerSecond = report.events / (report.durationMs / 1000);
    const bareAfter = bare(sample);
    const against = 'bare SHA-256 of the canonical JSON of the same events, in memory';
    return [
      {
        name: 'sealing',
        value: perSecond,
        unit: `events/s (${sealed.toLocaleString('en-US')} events, start of the command included)`,
        against,
        ratio: perSecond / bareBefore,
        memoryMb: done.memoryMb,
        aim: '≥ 10,000/s, at least 5,000/s',
      },
      {
        name: 'verify',
        value: verifyPerSecond,
        unit: 'events/s (hashes, tree, signatures, boxes, schemas, deadlines, numbers)',
        against,
        ratio: verifyPerSecond / bareAfter,
        memoryMb: verified.memoryMb,
        aim: '≥ 50,000/s',
      },
      {
        name: 'proof',
        value: proofMs,
        unit: 'ms, median of proofs of single events',
        against: 'hashing one event',
        ratio: proofMs / (1000 / bareAfter),
        memoryMb: memoryMb(),
        aim: '< 1 ms',
      },
    ];
  } finally {
    await store.close();
    await pool.end();
  }
}

/** Events per second. */
function bare(events: readonly RecordedEvent[]): number {
  const from = performance.now();
  for (const { stream, revision, id, type, version, data, metadata } of events) {
    hash('sha256', canonicalJson({ stream, revision, id, type, version, data, metadata }), 'buffer');
  }
  return events.length / ((performance.now() - from) / 1000);
}

async function proofs(log: ReturnType<typeof openSealedLog>, events: readonly RecordedEvent[]): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < PROOFS; n += 1) {
    const event = events[(n * 7919) % events.length];
    if (event === undefined) break;
    const from = performance.now();
    if ((await log.proofOf(event)) === undefined) throw new Error('an event without a proof');
    times.push(performance.now() - from);
  }
  return median(times);
}
