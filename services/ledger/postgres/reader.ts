import type pg from 'pg';
import {
  type EventMetadata,
  type Json,
  type Position,
  type ReadAllOptions,
  type ReadOptions,
  type RecordedEvent,
  StoreUnavailable,
} from '../port.ts';

const COLUMNS = 'position, event_id, stream, revision, type, version, data, metadata, recorded_at';
const READ_MAX = 1_000;

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
      ? this.#query(
          'ledger-read-forwards',
          `SELECT ${COLUMNS} FROM ledger.events WHERE stream = $1 AND revision >= $2 ORDER BY revision LIMIT $3`,
          [stream, from ?? 0, max],
        )
      : this.#query(
          'ledger-read-backwards',
          `SELECT ${COLUMNS} FROM ledger.events WHERE stream = $1 AND revision <= $2 ORDER BY revision DESC LIMIT $3`,
          [stream, from ?? '9223372036854775807', max],
        );
  }

  readAll({ after, max, streamPrefix }: ReadAllOptions): Promise<RecordedEvent[]> {
    if (streamPrefix === undefined || streamPrefix === '') {
      return this.#query(
        'ledger-read-all',
        `SELECT ${COLUMNS} FROM ledger.events WHERE position > $1 ORDER BY position LIMIT $2`,
        [after.toString(), max],
      );
    }
    const [category = ''] = streamPrefix.split('-');
    return streamPrefix.includes('-')
      ? this.#query(
          'ledger-read-category',
          `SELECT ${COLUMNS} FROM ledger.events
            WHERE split_part(stream, '-', 1) = $1 AND position > $2 AND starts_with(stream, $3)
            ORDER BY position LIMIT $4`,
          [category, after.toString(), streamPrefix, max],
        )
      : this.#query(
          'ledger-read-categories',
          `SELECT ${COLUMNS} FROM ledger.events
            WHERE split_part(stream, '-', 1) >= $1 AND split_part(stream, '-', 1) < $1 || '~~' AND position > $2
              AND starts_with(stream, $1)
            ORDER BY position LIMIT $3`,
          [category, after.toString(), max],
        );
  }

  async head(): Promise<Position> {
    const rows = await this.#rows<[string]>('ledger-head', 'SELECT coalesce(max(position), 0) FROM ledger.events', []);
    return BigInt(rows[0]?.[0] ?? '0');
  }

  async #query(name: string, text: string, values: unknown[]): Promise<RecordedEvent[]> {
    const rows = await this.#rows<Row>(name, text, values);
    return rows.map(toEvent);
  }

  async #rows<R extends readonly unknown[]>(name: string, text: string, values: unknown[]): Promise<R[]> {
    try {
      const { rows } = await this.#pool.query({ name, text, values, rowMode: 'array', types: RAW });
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
