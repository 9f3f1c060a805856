import { Tail } from '@foja/ledger/postgres/tail.ts';
import type pg from 'pg';
import { appendMessages } from './append.ts';
import { migrateFeeds } from './migrate.ts';
import type { FeedInfo, FeedMessage, FeedPage, FeedStore } from './port.ts';

export interface PostgresFeedsOptions {
  /** As the application's role, which owns the tables of feeds in schema `app`. */
  readonly pool: pg.Pool;
  /** The same role's, for the one connection that listens. */
  readonly url: string;
  readonly log?: ((message: string) => void) | undefined;
}

export interface PostgresFeeds extends FeedStore {
  close(): Promise<void>;
}

/** Wake-ups are a hint: a reader that none reaches looks again after this long. */
const POLL_MS = 10_000;

/** The feed log in tables of the application's; makes them where they are missing. Closing leaves the pool open. */
export async function openPostgresFeeds({
  pool,
  url,
  log = () => undefined,
}: PostgresFeedsOptions): Promise<PostgresFeeds> {
  await migrateFeeds(pool);
  const tail = new Tail({ url, settings: { applicationName: 'foja feeds listen' }, log, channel: 'feeds_appended' });
  let closed = false;

  async function head(feed: string): Promise<bigint> {
    const { rows } = await pool.query<{ head: string }>('SELECT head FROM app.feeds WHERE feed = $1', [feed]);
    return BigInt(rows[0]?.head ?? 0);
  }

  return {
    async feeds() {
      const { rows } = await pool.query<{ feed: string; head: string; appended_at: Date }>(
        'SELECT feed, head, appended_at FROM app.feeds ORDER BY feed COLLATE "C"',
      );
      return rows.map(
        (row): FeedInfo => ({ feed: row.feed, head: BigInt(row.head), appendedAt: row.appended_at.toISOString() }),
      );
    },

    read: (feed, page) => readMessages(pool, feed, page),
    head,

    async waitFor(feed, after, signal) {
      while (!signal.aborted && !closed) {
        const mark = tail.mark(feed);
        // A database that is away for a moment is asked again: whoever waits has nothing better to do.
        const known = await head(feed).catch(() => 0n);
        if (known > after) return;
        await tail.changed(feed, mark, POLL_MS, signal);
      }
    },

    async append(messages) {
      const client = await pool.connect();
      let broken = true;
      try {
        await client.query('BEGIN');
        const added = await appendMessages(client, messages);
        await client.query('COMMIT');
        broken = false;
        return added;
      } finally {
        client.release(broken); // a connection that is given up rolls back
      }
    },

    close() {
      closed = true;
      return tail.close();
    },
  };
}

interface Row {
  readonly seq: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string | null;
  readonly time: Date;
  readonly data: FeedMessage['data'];
  readonly traceparent: string | null;
}

async function readMessages(pool: pg.Pool, feed: string, { after, max }: FeedPage): Promise<FeedMessage[]> {
  // Planned each time, as the append is: the table grows faster than its statistics.
  const { rows } = await pool.query<Row>(
    `SELECT seq, id, type, subject, time, data, traceparent FROM app.feed_messages
      WHERE feed = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
    [feed, after.toString(), max],
  );
  return rows.map(({ seq, time, traceparent, ...row }) => ({
    ...{ feed, seq: BigInt(seq), time: time.toISOString(), ...row },
    ...(traceparent === null ? {} : { traceparent }),
  }));
}
