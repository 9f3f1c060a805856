import type pg from 'pg';

/** How publishing does, as its tables say: any process may ask. */
export interface KafkaState {
  /** When the present publisher began; undefined: there has never been one. */
  readonly since: string | undefined;
  /** Why no broker can be reached. */
  readonly trouble: Trouble | undefined;
  readonly feeds: readonly KafkaFeedState[];
}

export interface Trouble {
  readonly reason: string;
  /** An instant, ISO 8601 in UTC. */
  readonly since: string;
}

export interface KafkaFeedState {
  readonly feed: string;
  /** Number of the feed's last message. */
  readonly head: bigint;
  /** Up to which all are published, or parked. */
  readonly published: bigint;
  /** Messages that wait. */
  readonly lag: bigint;
  readonly parked: number;
  readonly trouble: Trouble | undefined;
}

/** A message that brokers refused. */
export interface ParkedMessage {
  readonly feed: string;
  readonly seq: bigint;
  readonly id: string;
  readonly type: string;
  readonly subject: string | null;
  readonly bytes: number;
  /** Kafka's name of the refusal: `MESSAGE_TOO_LARGE`. */
  readonly code: string;
  readonly reason: string;
  readonly parkedAt: string;
  readonly tries: number;
  /** Somebody has asked for it to be tried again, and it was not yet. */
  readonly asked: boolean;
}

export async function kafkaState(pool: pg.Pool): Promise<KafkaState> {
  const publisher = await pool.query<PublisherRow>(
    'SELECT epoch, since, trouble, trouble_since FROM app.kafka_publisher',
  );
  const feeds = await pool.query<FeedRow>(
    `SELECT f.feed, f.head, coalesce(c.seq, 0) AS published, c.trouble, c.trouble_since,
            (SELECT count(*)::int FROM app.kafka_parked p WHERE p.feed = f.feed) AS parked
       FROM app.feeds f LEFT JOIN app.kafka_checkpoints c USING (feed) ORDER BY f.feed COLLATE "C"`,
  );
  const [row] = publisher.rows;
  return {
    since: row === undefined || row.epoch === '0' ? undefined : row.since.toISOString(),
    trouble: troubleOf(row),
    feeds: feeds.rows.map(({ feed, head, published, parked, ...rest }) => ({
      feed,
      head: BigInt(head),
      published: BigInt(published),
      lag: BigInt(head) - BigInt(published),
      parked,
      trouble: troubleOf(rest),
    })),
  };
}

/** The oldest first. */
export async function parkedMessages(pool: pg.Pool, feed: string | undefined, max: number): Promise<ParkedMessage[]> {
  const { rows } = await pool.query<ParkedRow>(
    `SELECT feed, seq, id, type, subject, bytes, code, reason, parked_at, tries, asked_at IS NOT NULL AS asked
       FROM app.kafka_parked WHERE $1::text IS NULL OR feed = $1 ORDER BY parked_at, feed, seq LIMIT $2`,
    [feed ?? null, max],
  );
  return rows.map(({ seq, parked_at, ...row }) => ({ ...row, seq: BigInt(seq), parkedAt: parked_at.toISOString() }));
}

/** Has parked messages tried again by the publisher, within a second or two where one runs; answers how many. */
export async function askAgain(pool: pg.Pool, feed: string, seq?: bigint): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE app.kafka_parked SET asked_at = clock_timestamp() WHERE feed = $1 AND ($2::bigint IS NULL OR seq = $2::bigint)`,
    [feed, seq?.toString() ?? null],
  );
  return rowCount ?? 0;
}

/**
 * Has the publisher send everything after `after` once more, with the same ids; answers how many messages that is. Undefined
 * where the feed has not been published as far as that.
 */
export async function sendAgain(pool: pg.Pool, feed: string, after: bigint): Promise<bigint | undefined> {
  const { rows } = await pool.query<{ published: string }>(
    `UPDATE app.kafka_checkpoints c SET seq = $2, moved_at = clock_timestamp()
       FROM app.kafka_checkpoints was WHERE was.feed = c.feed AND c.feed = $1 AND c.seq >= $2 RETURNING was.seq AS published`,
    [feed, after.toString()],
  );
  return rows[0] === undefined ? undefined : BigInt(rows[0].published) - after;
}

interface TroubleRow {
  readonly trouble: string | null;
  readonly trouble_since: Date | null;
}

interface PublisherRow extends TroubleRow {
  readonly epoch: string;
  readonly since: Date;
}

interface FeedRow extends TroubleRow {
  readonly feed: string;
  readonly head: string;
  readonly published: string;
  readonly parked: number;
}

interface ParkedRow extends Omit<ParkedMessage, 'seq' | 'parkedAt'> {
  readonly seq: string;
  readonly parked_at: Date;
}

function troubleOf(row: TroubleRow | undefined): Trouble | undefined {
  const { trouble = null, trouble_since: since = null } = row ?? {};
  return trouble === null || since === null ? undefined : { reason: trouble, since: since.toISOString() };
}
