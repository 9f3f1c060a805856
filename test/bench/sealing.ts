import { hash } from 'node:crypto';
import { canonicalJson } from '@foja/domain/ledger/index.ts';
import { openPostgresStore } from '@foja/ledger';
import type { RecordedEvent } from '@foja/ledger/port.ts';
import type { Row } from './results.ts';
import { runFoja } from './server.ts';

const SAMPLE = 10_000;

/**
 * The sealed log over a seeded ledger that nobody has sealed yet: sealing all of it, and the whole verify, each as a process
 * of its own. Sealing and verify are held against bare SHA-256 of the canonical JSON of the same events, in memory.
 */
export async function benchSealing(dataDir: string, appUrl: string, name = ''): Promise<Row[]> {
  const store = openPostgresStore({ url: appUrl });
  try {
    const sample = await store.readAll({ after: 0n, max: SAMPLE });
    bare(sample);
    const bareBefore = bare(sample);
    const done = await runFoja(dataDir, ['seal', '--json']);
    const { sealed, durationMs } = JSON.parse(done.output) as { sealed: number; durationMs: number };
    const perSecond = sealed / (durationMs / 1000);
    const verified = await runFoja(dataDir, ['verify', '--json']);
    const report = JSON.parse(verified.output) as { events: number; durationMs: number };
    const verifyPerSecond = report.events / (report.durationMs / 1000);
    const bareAfter = bare(sample);
    const against = 'bare SHA-256 of the canonical JSON of the same events, in memory';
    return [
      {
        name: `sealing${name}`,
        value: perSecond,
        unit: `events/s (${sealed.toLocaleString('en-US')} events, start of the command included)`,
        against,
        ratio: perSecond / bareBefore,
        memoryMb: done.memoryMb,
        aim: '≥ 10,000/s, at least 5,000/s',
      },
      {
        name: `verify${name}`,
        value: verifyPerSecond,
        unit: 'events/s (hashes, tree, signatures, boxes, schemas, deadlines, numbers)',
        against,
        ratio: verifyPerSecond / bareAfter,
        memoryMb: verified.memoryMb,
        aim: '≥ 50,000/s',
      },
    ];
  } finally {
    await store.close();
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
