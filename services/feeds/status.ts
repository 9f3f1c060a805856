import type { EventStore } from '@foja/ledger/port.ts';
import type { FeedInfo, FeedLog } from './log/port.ts';
import type { FeedReader, FeedReaders } from './readers/readers.ts';
import { STREAMS } from './writer/on-batch.ts';
import type { ParkedEvent, WriterTable } from './writer/port.ts';

/** How the feeds do. */
export interface FeedStatus {
  readonly feeds: readonly FeedInfo[];
  readonly writer: {
    /** Events that are not told yet, at most `LAG_MAX`; more are as bad. */
    readonly lagEvents: number;
    /** Since when the oldest of them waits; 0 where none does. */
    readonly lagSeconds: number;
    readonly parked: readonly ParkedEvent[];
  };
  readonly readers: readonly (FeedReader & { readonly lag: bigint })[];
}

export interface FeedStatusParts {
  readonly log: Pick<FeedLog, 'feeds'>;
  readonly readers: Pick<FeedReaders, 'all'>;
  readonly table: Pick<WriterTable, 'place' | 'parked'>;
  readonly stored: Pick<EventStore, 'readAll'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export const LAG_MAX = 1_000;
const PARKED_MAX = 100;

export async function feedStatus({ log, readers, table, stored, now }: FeedStatusParts): Promise<FeedStatus> {
  const [feeds, all, parked, { position }] = await Promise.all([
    log.feeds(),
    readers.all(),
    table.parked(PARKED_MAX),
    table.place(),
  ]);
  const waiting = await stored.readAll({ after: position, max: LAG_MAX, streamPrefix: STREAMS });
  const [oldest] = waiting;
  const heads = new Map(feeds.map(({ feed, head }) => [feed, head]));
  return {
    feeds,
    writer: {
      lagEvents: waiting.length,
      lagSeconds: oldest === undefined ? 0 : Math.max(0, (now() - Date.parse(oldest.recordedAt)) / 1_000),
      parked,
    },
    readers: all.map((reader) => ({ ...reader, lag: (heads.get(reader.feed) ?? 0n) - reader.seq })),
  };
}
