import type { EventStore } from '@foja/ledger';
import { decodeEvent } from '@foja/ledger/codec.ts';
import { START } from '@foja/ledger/port.ts';
import type pg from 'pg';
import type { Books } from './numbers.ts';
import type { StreamRange } from './stream-range.ts';

/** Ranges of about as many events, for several hands: small enough that none waits long for the last. */
export const RANGE_EVENTS = 20_000;
const RANGES_MAX = 500;

/** All streams, cut where streams begin that events here and there are of: none is in two ranges. */
export async function streamRanges(
  pool: Pick<pg.Pool, 'query'>,
  { until, rangeEvents }: { readonly until: bigint; readonly rangeEvents: number },
): Promise<readonly StreamRange[]> {
  const parts = Math.min(RANGES_MAX, Math.ceil(Number(until) / rangeEvents));
  const positions = Array.from({ length: Math.max(0, parts - 1) }, (_, part) =>
    String((until * BigInt(part + 1)) / BigInt(parts)),
  );
  const { rows } = await pool.query<{ stream: string }>(
    'SELECT DISTINCT stream FROM ledger.events WHERE position = ANY ($1::bigint[]) ORDER BY stream',
    [positions],
  );
  const cuts = rows.map(({ stream }) => stream);
  return [...cuts, undefined].map((before, at) => ({
    from: cuts[at - 1] ?? '',
    until,
    ...(before === undefined ? {} : { before }),
  }));
}

const PAGE = 1_000;

/** Where the numbers of each book begin. What can't be read is named by the check of its stream. */
export async function booksOf(store: Pick<EventStore, 'readAll'>): Promise<Books> {
  const books = new Map<string, { readonly firstNumber: number; readonly firstYear: number }>();
  for (let after = START; ; ) {
    const page = await store.readAll({ after, max: PAGE, streamPrefix: 'provider-' });
    for (const recorded of page) {
      if (recorded.type !== 'BookOpened') continue;
      try {
        const { event } = decodeEvent(recorded);
        if (event.type === 'BookOpened') books.set(event.data.bookId, event.data);
      } catch {
        // named elsewhere
      }
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return books;
    after = last.position;
  }
}
