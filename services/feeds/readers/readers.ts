import type pg from 'pg';

/** Who reads a feed, and how far they are. For people to look at: no transport takes its own checkpoint from here. */
export interface FeedReaders {
  /** Has handled everything up to `seq`; written down at most once in a few seconds where it only moves on. */
  reached(reader: string, feed: string, seq: bigint): Promise<void>;
  /** Number up to which this reader has read; undefined where it never did. */
  of(reader: string, feed: string): Promise<bigint | undefined>;
  /** Whoever else read by this transport does not any longer, and nobody waits for them to catch up. */
  keepOnly(transport: string, readers: readonly string[]): Promise<void>;
  /** Those who read within the last 30 days, by feed and name. */
  all(): Promise<readonly FeedReader[]>;
}

export interface FeedReader {
  /** The transport and whom it is for: `http <key>`, `kafka`, `webhook <id>`. */
  readonly reader: string;
  readonly feed: string;
  readonly seq: bigint;
  /** An instant, ISO 8601 in UTC. */
  readonly readAt: string;
}

const EVERY_MS = 2_000;
/** Keys and feeds remembered by one process; the oldest goes where there are more. */
const REMEMBERED_MAX = 10_000;

interface Said {
  readonly seq: bigint;
  readonly at: number;
  /** Says what was reached since. */
  later?: NodeJS.Timeout;
}

export function openFeedReaders(pool: pg.Pool): FeedReaders {
  const written = new Map<string, Said>();
  const writing = new Set<Promise<unknown>>();

  async function write(
    name: string,
    { reader, feed, seq }: Pick<FeedReader, 'reader' | 'feed' | 'seq'>,
  ): Promise<void> {
    forget(name);
    written.set(name, { seq, at: performance.now() });
    const done = pool.query(
      `INSERT INTO app.feed_readers (reader, feed, seq) VALUES ($1, $2, $3)
       ON CONFLICT (reader, feed) DO UPDATE SET seq = excluded.seq, read_at = clock_timestamp()`,
      [reader, feed, seq.toString()],
    );
    writing.add(done);
    await done.finally(() => writing.delete(done));
  }

  function forget(name: string): void {
    clearTimeout(written.get(name)?.later);
    written.delete(name);
  }

  return {
    async reached(reader, feed, seq) {
      const name = `${reader} ${feed}`;
      const last = written.get(name);
      if (last === undefined) {
        const [oldest] = written.keys();
        if (oldest !== undefined && written.size >= REMEMBERED_MAX) forget(oldest);
      }
      const waitMs = (last?.at ?? Number.NEGATIVE_INFINITY) + EVERY_MS - performance.now();
      if (last?.seq === seq) return;
      if (last === undefined || waitMs <= 0) return write(name, { reader, feed, seq });
      // Too soon to say it: what was reached last is said when it is time, whether or not anything more comes.
      clearTimeout(last.later);
      last.later = setTimeout(() => void write(name, { reader, feed, seq }).catch(() => undefined), waitMs).unref();
    },

    async of(reader, feed) {
      const { rows } = await pool.query<{ seq: string }>(
        'SELECT seq FROM app.feed_readers WHERE reader = $1 AND feed = $2',
        [reader, feed],
      );
      return rows[0] === undefined ? undefined : BigInt(rows[0].seq);
    },

    async keepOnly(transport, readers) {
      for (const name of [...written.keys()]) forget(name);
      await Promise.allSettled(writing);
      await pool.query('DELETE FROM app.feed_readers WHERE starts_with(reader, $1) AND reader <> ALL ($2::text[])', [
        `${transport} `,
        readers,
      ]);
    },

    async all() {
      const { rows } = await pool.query<{ reader: string; feed: string; seq: string; read_at: Date }>(
        `SELECT reader, feed, seq, read_at FROM app.feed_readers WHERE read_at > now() - interval '30 days'
          ORDER BY feed COLLATE "C", reader COLLATE "C"`,
      );
      return rows.map(({ reader, feed, seq, read_at }) => ({
        reader,
        feed,
        seq: BigInt(seq),
        readAt: read_at.toISOString(),
      }));
    },
  };
}
