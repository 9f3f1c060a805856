import { setTimeout as delay } from 'node:timers/promises';
import {
  type EventStore,
  type ReadAllOptions,
  type ReadOptions,
  type RecordedEvent,
  StoreUnavailable,
  type StreamAppend,
  type StreamPart,
  type SubscribeOptions,
} from '../port.ts';
import { RecentEvents } from '../recent.ts';
import { openPool } from './connection.ts';
import { GroupCommit } from './group-commit.ts';
import { ORDERED_READS, Reader } from './reader.ts';
import { rehearse } from './rehearsal.ts';
import { Tail } from './tail.ts';

/*
 * The event store on PostgreSQL (15 or later).
 *
 * Promises what port.ts says, multi-stream appends included. Positions have no gap and are handed out in commit order, under
 * a lock held until the commit; so a reader at the tail never skips (identity columns do, see the contract suite).
 * Fails: `StoreUnavailable` after `appendTimeoutMs` or when too much waits already; a lost connection is retried with the
 * same event ids before that; `EventIdTaken` and TypeError for appends that no retry can make good.
 * Trusts: the server's fsync, and the owner role; the application role can neither change nor remove an event.
 */

export interface PostgresStoreOptions {
  /** A URL that logs in as, or takes on, the application role. */
  readonly url: string;
  readonly log?: (message: string) => void;
  readonly appendTimeoutMs?: number;
  readonly readTimeoutMs?: number;
  readonly readConnections?: number;
  readonly batchesInFlight?: number;
}

/** Stores that wait at the tail look again after this, notified or not. */
const POLL_MS = 1_000;
const SUBSCRIBE_BATCH = 1_000;
const CLOSE_MS = 5_000;
const REREAD_FIRST_MS = 25;
const REREAD_MAX_MS = 2_000;

export interface PostgresEventStore extends EventStore {
  readonly appendAtomically: NonNullable<EventStore['appendAtomically']>;
  readonly readMany: NonNullable<EventStore['readMany']>;
  readonly rehearse: NonNullable<EventStore['rehearse']>;
}

/** The database must be migrated. Connects when first used. */
export function openPostgresStore(options: PostgresStoreOptions): PostgresEventStore {
  const { url, log = () => undefined, appendTimeoutMs = 15_000, readTimeoutMs = 30_000 } = options;
  const batchesInFlight = options.batchesInFlight ?? 2;
  const closing = new AbortController();
  const statementTimeoutMs = Math.ceil(appendTimeoutMs * 0.6);
  const writers = openPool(url, { applicationName: 'foja append', max: batchesInFlight, statementTimeoutMs });
  const readers = openPool(url, {
    applicationName: 'foja read',
    max: options.readConnections ?? 8,
    statementTimeoutMs: readTimeoutMs,
    session: ORDERED_READS,
  });
  const recent = new RecentEvents();
  const commit = new GroupCommit({ pool: writers, timeoutMs: appendTimeoutMs, batchesInFlight, recent });
  const reader = new Reader(readers);
  const tail = new Tail({ url, settings: { applicationName: 'foja listen' }, log });

  const end = async (): Promise<void> => {
    closing.abort();
    await commit.close();
    await tail.close();
    // A server that went silent must not keep the process from ending.
    await Promise.race([Promise.all([writers.end(), readers.end()]), delay(CLOSE_MS, undefined, { ref: false })]);
  };
  let ended: Promise<void> | undefined;

  return {
    countsPositions: true,
    append: (append: StreamAppend) => commit.append([append]),
    appendAtomically: (appends: readonly StreamAppend[]) => commit.append(appends),
    read: (stream: string, readOptions?: ReadOptions) => reader.read(stream, readOptions),
    readMany: (parts: readonly StreamPart[]) => reader.readMany(parts),
    readAll: (readOptions: ReadAllOptions) => reader.readAll(readOptions),
    head: () => reader.head(),
    rehearse: () => rehearse(writers),
    subscribe: (subscription: SubscribeOptions) =>
      follow(
        { reader, recent, tail, log },
        { ...subscription, signal: AbortSignal.any([subscription.signal, closing.signal]) },
      ),

    close() {
      ended ??= end();
      return ended;
    },
  };
}

interface Followed {
  readonly reader: Reader;
  readonly recent: RecentEvents;
  readonly tail: Tail;
  readonly log: (message: string) => void;
}

async function* follow(
  { reader, recent, tail, log }: Followed,
  { after, signal, batchMax = SUBSCRIBE_BATCH, streamPrefix }: SubscribeOptions,
): AsyncGenerator<readonly RecordedEvent[]> {
  // Only a prefix that holds the whole category may sleep through the others.
  const category = streamPrefix?.includes('-') ? streamPrefix.split('-')[0] : undefined;
  const prefix = streamPrefix === undefined ? {} : { streamPrefix };
  let position = after;
  let failures = 0;
  while (!signal.aborted) {
    const own = recent.after(position, batchMax);
    const lastOwn = own?.at(-1);
    if (own !== undefined && lastOwn !== undefined) {
      position = lastOwn.position;
      const wanted = streamPrefix === undefined ? own : own.filter(({ stream }) => stream.startsWith(streamPrefix));
      if (wanted.length > 0) yield wanted;
      continue; // what others wrote after them is the store's to tell
    }
    const mark = tail.mark(category);
    let batch: readonly RecordedEvent[];
    try {
      batch = await reader.readAll({ after: position, max: batchMax, ...prefix });
      failures = 0;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      if (failures === 0) log(`subscription waits: ${error.message}`);
      const wait = Math.min(REREAD_FIRST_MS * 2 ** failures, REREAD_MAX_MS);
      failures += 1;
      await delay(wait, undefined, { signal }).catch(() => undefined);
      continue;
    }
    const last = batch.at(-1);
    if (last !== undefined && !signal.aborted) {
      position = last.position;
      yield batch;
    }
    if (batch.length < batchMax) await tail.changed(category, mark, POLL_MS, signal);
  }
}
