import pg from 'pg';
import type { Row } from './results.ts';
import { type Measured, sideBySide } from './rounds.ts';
import { runFoja } from './server.ts';

const BATCH = 1_000;
const text = 'x'.repeat(300);

/** `foja rebuild` of every read model, as a process of its own, against bare inserts of as many rows, 1,000 a commit. */
export async function benchRebuild(dataDir: string, adminUrl: string, rounds: number): Promise<Row> {
  let memoryMb = 0;
  let events = 0;
  const rebuild = async (): Promise<Measured> => {
    const { output, memoryMb: highest } = await runFoja(dataDir, ['rebuild', '--json']);
    const report = JSON.parse(output) as { events: number; durationMs: number };
    memoryMb = Math.max(memoryMb, highest);
    events = report.events;
    return { perSecond: report.events / (report.durationMs / 1000) };
  };
  await rebuild(); // warms up, and tells how many events there are
  const { ours, ratio } = await sideBySide(rounds, rebuild, () => bareInserts(adminUrl, events), 0);
  return {
    name: 'rebuild',
    value: ours,
    unit: `events/s (${events.toLocaleString('en-US')} events, all read models)`,
    against: `bare inserts by pg in batches of ${BATCH.toLocaleString('en-US')}, durable`,
    ratio,
    memoryMb,
    aim: '≥ 30,000/s, at least 15,000/s',
  };
}

async function bareInserts(adminUrl: string, rows: number): Promise<Measured> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query('CREATE TABLE public.bare_rows (id bigint PRIMARY KEY, data text NOT NULL)');
  const from = performance.now();
  for (let done = 0; done < rows; done += BATCH) {
    const ids = Array.from({ length: Math.min(BATCH, rows - done) }, (_, index) => done + index);
    await client.query({
      name: 'bare-rows',
      text: 'INSERT INTO public.bare_rows SELECT * FROM unnest($1::bigint[], $2::text[])',
      values: [ids, ids.map(() => text)],
    });
  }
  const perSecond = rows / ((performance.now() - from) / 1000);
  await client.query('DROP TABLE public.bare_rows');
  await client.end();
  return { perSecond };
}
