import type pg from 'pg';
import {
  type EventMetadata,
  type Json,
  type Position,
  type ReadAllOptions,
  type ReadOptions,
  type RecordedEvent,
  StoreUnavailable,
  type StreamPart,
} from '../port.ts';

const COLUMNS = 'position, event_id, stream, revision, type, version, data, metadata, recorded_at';
const READ_MAX = 1_000;
const LAST_REVISION = '9223372036854775807';
/** A filing writes to these only: they are in no index by category (see migrations/0007), which it need not grow then. */
const COMMON = ['claim', 'sheets'];
/** As that index says it, word by word. */
const RARE = "split_part(stream, '-', 1) NOT IN ('claim', 'sheets')";

/**
 * Session settings of the connections that read. All reads follow an index in its order and stop at a limit; but before
 * the first ANALYZE of a ledger that grew quickly, the planner would rather collect and sort a whole category (1.2 s
 * instead of 10 ms at a million events).
 */
export const ORDERED_READS = { enable_seqscan: 'off', enable_bitmapscan: 'off', enable_sort: 'off' } as const;

export const QUERIES = {
  head: 'SELECT coalesce(max(position), 0) FROM ledger.events',
  forwards: `SELECT ${COLUMNS} FROM ledger.events WHERE stream = $1 AND revision >= $2 ORDER BY revision LIMIT $3`,
  backwards: `SELECT ${COLUMNS} FROM ledger.events WHERE stream = $1 AND revision <= $2 ORDER BY revision DESC LIMIT $3`,
  all: `SELECT ${COLUMNS} FROM ledger.events WHERE position > $1 ORDER BY position LIMIT $2`,
  // Categories that most events are of: whatever begins alike, in the ledger's order.
  common: `SELECT ${COLUMNS} FROM ledger.events WHERE position > $1 AND starts_with(stream, $2) ORDER BY position LIMIT $3`,
  // One category of the others, asked for as a range: that order only the index by category has, so the planner cannot choose
  // to filter the whole ledger by position instead. The row comparison lets the index start just after `after`.
  category: `SELECT ${COLUMNS} FROM ledger.events
    WHERE (split_part(stream, '-', 1), position) > ($1, $2) AND split_part(stream, '-', 1) <= $1 AND starts_with(stream, $3)
      AND ${RARE}
    ORDER BY split_part(stream, '-', 1), position LIMIT $4`,
  // All categories that begin alike; together they have no order by position. Materialized, so that only they are sorted.
  categories: `WITH found AS MATERIALIZED (
      SELECT ${COLUMNS} FROM ledger.events
       WHERE split_part(stream, '-', 1) >= $1 AND split_part(stream, '-', 1) < $1 || '~~' AND position > $2
         AND starts_with(stream, $1) AND ${RARE})
    SELECT ${COLUMNS} FROM found ORDER BY position LIMIT $3`,
  // Some streams: one look into the index for each, and one round trip for all.
  many: `SELECT e.* FROM unnest($1::text[], $2::bigint[]) AS part (stream, from_revision)
    CROSS JOIN LATERAL (SELECT ${COLUMNS} FROM ledger.events
      WHERE stream = part.stream AND revision >= part.from_revision ORDER BY revision) AS e`,
  // Stream after stream, for whoever checks them all: follows the index by stream and revision.
  streams: `SELECT ${COLUMNS} FROM ledger.events WHERE (stream, revision) > ($1, $2) ORDER BY stream, revision LIMIT $3`,
} as const;

/** Columns arrive as the text PostgreSQL sends; `toEvent` parses what it needs, once. */
const RAW = { getTypeParser: () => (value: string) => value };

type Row = readonly [string, string, string, string, string, string, string, string, string];

/** The read half of the store, on a pool of its own so that reads never wait for appends. */
export class Reader {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  read(stream: string, { from, direction = 'forwards', max = READ_MAX }: ReadOptions = {}): Promise<RecordedEvent[]> {
    return direction === 'forwards'
      ? this.#query('forwards', [stream, from ?? 0, max])
      : this.#query('backwards', [stream, from ?? LAST_REVISION, max]);
  }

  readMany(parts: readonly StreamPart[]): Promise<RecordedEvent[]> {
    return this.#query('many', [parts.map(({ stream }) => stream), parts.map(({ from }) => from)]);
  }

  readAll({ after, max, streamPrefix = '' }: ReadAllOptions): Promise<RecordedEvent[]> {
    if (streamPrefix === '') return this.#query('all', [after.toString(), max]);
    const [category = ''] = streamPrefix.split('-');
    const common = COMMON.some((name) => (streamPrefix.includes('-') ? name === category : name.startsWith(category)));
    if (common) return this.#query('common', [after.toString(), streamPrefix, max]);
    return streamPrefix.includes('-')
      ? this.#query('category', [category, after.toString(), streamPrefix, max])
      : this.#query('categories', [category, after.toString(), max]);
  }

  /** The next events in the order of streams and revisions, which no position says; after none: `('', -1)`. */
  readStreams({ stream, revision }: Pick<RecordedEvent, 'stream' | 'revision'>, max: number): Promise<RecordedEvent[]> {
    return this.#query('streams', [stream, revision, max]);
  }

  async head(): Promise<Position> {
    const rows = await this.#rows<[string]>('head', []);
    return BigInt(rows[0]?.[0] ?? '0');
  }

  async #query(name: keyof typeof QUERIES, values: unknown[]): Promise<RecordedEvent[]> {
    const rows = await this.#rows<Row>(name, values);
    return rows.map(toEvent);
  }

  async #rows<R extends readonly unknown[]>(name: keyof typeof QUERIES, values: unknown[]): Promise<R[]> {
    try {
      const text = QUERIES[name];
      const { rows } = await this.#pool.query({ name: `ledger-${name}`, text, values, rowMode: 'array', types: RAW });
      return rows as unknown as R[];
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new StoreUnavailable(`the event store cannot be read: ${why}`, 'not-stored', cause);
    }
  }
}

function toEvent(row: Row): RecordedEvent {
  return {
    position: BigInt(row[0]),
    id: row[1],
    stream: row[2],
    revision: Number(row[3]),
    type: row[4],
    version: Number(row[5]),
    data: JSON.parse(row[6]) as Json,
    metadata: JSON.parse(row[7]) as EventMetadata,
    recordedAt: toIso(row[8]),
  };
}

/** `2026-10-05 18:42:00.12+00` -> `2026-10-05T18:42:00.120Z`. */
function toIso(text: string): string {
  const [seconds = '', fraction = ''] = text.slice(0, -3).split('.');
  return `${seconds.slice(0, 10)}T${seconds.slice(11)}.${fraction.padEnd(3, '0')}Z`;
}
