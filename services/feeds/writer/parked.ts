import type pg from 'pg';
import type { Parked, ParkedEvent, WriterTable } from './port.ts';

/** Table `app.feed_parked`: events that could not be told. The writer moves them; anybody may look, and ask. */
export function parkedEvents(pool: pg.Pool): Pick<WriterTable, 'parked' | 'askAgain' | 'asked'> {
  return {
    async parked(max) {
      const { rows } = await pool.query<Row>(`SELECT ${FIELDS} FROM app.feed_parked ORDER BY position LIMIT $1`, [max]);
      return rows.map(parkedOf);
    },

    async askAgain(stream) {
      const { rowCount } = await pool.query(
        'UPDATE app.feed_parked SET asked_at = clock_timestamp() WHERE $1::text IS NULL OR stream = $1',
        [stream ?? null],
      );
      return rowCount ?? 0;
    },

    async asked(maxStreams) {
      const { rows } = await pool.query<Row>(
        `SELECT ${FIELDS} FROM app.feed_parked
          WHERE stream IN (SELECT stream FROM app.feed_parked WHERE asked_at IS NOT NULL GROUP BY stream LIMIT $1)
          ORDER BY position`,
        [maxStreams],
      );
      return rows.map(parkedOf);
    },
  };
}

/** Within the writer's commit. One that was parked before has one more try behind it. */
export async function park(client: pg.ClientBase, parked: readonly Parked[]): Promise<void> {
  await client.query(
    `INSERT INTO app.feed_parked AS known (stream, revision, position, type, reason)
     SELECT * FROM jsonb_to_recordset($1::jsonb) AS p (stream text, revision int, position bigint, type text, reason text)
     ON CONFLICT (stream, revision) DO UPDATE SET reason = excluded.reason, tries = known.tries + 1, asked_at = NULL`,
    [JSON.stringify(parked.map((one) => ({ ...one, position: String(one.position) })))],
  );
}

/** Those that are not parked once more. */
export async function unpark(
  client: pg.ClientBase,
  told: readonly ParkedEvent[],
  parked: readonly Parked[],
): Promise<void> {
  const still = new Set(parked.map(nameOf));
  const gone = told.filter((one) => !still.has(nameOf(one)));
  await client.query(
    `DELETE FROM app.feed_parked p USING unnest($1::text[], $2::int[]) AS gone (stream, revision)
      WHERE p.stream = gone.stream AND p.revision = gone.revision`,
    [gone.map(({ stream }) => stream), gone.map(({ revision }) => revision)],
  );
}

function nameOf({ stream, revision }: Pick<Parked, 'stream' | 'revision'>): string {
  return `${stream}/${revision}`;
}

const FIELDS = 'stream, revision, position, type, reason, parked_at, tries, asked_at IS NOT NULL AS asked';

interface Row extends Omit<ParkedEvent, 'position' | 'parkedAt'> {
  readonly position: string;
  readonly parked_at: Date;
}

function parkedOf({ position, parked_at, ...row }: Row): ParkedEvent {
  return { ...row, position: BigInt(position), parkedAt: parked_at.toISOString() };
}
