import type { LedgerEvent } from '@foja/contracts';
import type { EventStore } from '@foja/ledger';
import { decodeEvent } from '@foja/ledger/codec.ts';
import { START } from '@foja/ledger/port.ts';
import type pg from 'pg';
import type { CaseFileDate, CaseFileDates } from './dates.ts';
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
  for await (const event of eventsOf(store, { streamPrefix: 'provider-', type: 'BookOpened' })) {
    if (event.type === 'BookOpened') books.set(event.data.bookId, event.data);
  }
  return books;
}

/** Under which date each case file was asked for. The same of what can't be read. */
export async function caseFileDatesOf(store: Pick<EventStore, 'readAll'>): Promise<CaseFileDates> {
  const dates = new Map<string, CaseFileDate>();
  for await (const event of eventsOf(store, { streamPrefix: 'casefile-', type: 'CaseFileRequested' })) {
    if (event.type !== 'CaseFileRequested') continue;
    const { exportId, dueSetBy, dueOn, dueRule } = event.data;
    dates.set(exportId, { dueSetBy, ...(dueOn === undefined ? {} : { dueOn }), ...(dueRule && { dueRule }) });
  }
  return dates;
}

async function* eventsOf(
  store: Pick<EventStore, 'readAll'>,
  { streamPrefix, type }: { readonly streamPrefix: string; readonly type: LedgerEvent['type'] },
): AsyncGenerator<LedgerEvent> {
  for (let after = START; ; ) {
    const page = await store.readAll({ after, max: PAGE, streamPrefix });
    for (const recorded of page) {
      if (recorded.type !== type) continue;
      try {
        yield decodeEvent(recorded).event;
      } catch {
        // named elsewhere
      }
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.position;
  }
}
