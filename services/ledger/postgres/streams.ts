import type { RecordedEvent } from '../port.ts';
import { openPool } from './connection.ts';
import { ORDERED_READS, Reader } from './reader.ts';

const TIMEOUT_MS = 60_000;
const PAGE = 2_048;

/**
 * Every event as it is stored, boxes closed, stream after stream and in the order of revisions: for checking each stream by
 * itself without keeping more than one. A page is in memory, and the next one on its way.
 */
export async function* everyStream(url: string): AsyncGenerator<RecordedEvent> {
  const pool = openPool(url, {
    applicationName: 'foja streams',
    max: 1,
    statementTimeoutMs: TIMEOUT_MS,
    session: ORDERED_READS,
  });
  const reader = new Reader(pool);
  try {
    let page = await reader.readStreams({ stream: '', revision: -1 }, PAGE);
    for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
      const next = reader.readStreams(last, PAGE);
      next.catch(() => undefined); // awaited below
      yield* page;
      page = await next;
    }
  } finally {
    await pool.end();
  }
}
