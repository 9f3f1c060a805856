import type { Sector } from '@foja/contracts';
import type pg from 'pg';
import { appendMessages } from '../log/append.ts';
import type { FeedClaim } from '../translation/claim.ts';
import { type Counted, type DayCounts, noCounts, openedNet } from '../translation/counts.ts';
import { park, parkedEvents, unpark } from './parked.ts';
import { FencedOut, type FirmDay, type Place, type WriterTable, type Written } from './port.ts';

/**
 * Tables `app.feed_writer`, `feed_claims`, `feed_days`, `feed_parked`. `commit` first moves the turn, which locks its row: a
 * second writer waits there, finds another turn, and writes nothing.
 */
export function openWriterTable(pool: pg.Pool): WriterTable {
  return {
    async place() {
      const { rows } = await pool.query<PlaceRow>(`SELECT ${PLACE} FROM app.feed_writer`);
      return placeOf(rows[0]);
    },

    async claims(claimIds) {
      const { rows } = await pool.query<{ state: FeedClaim }>(
        'SELECT state FROM app.feed_claims WHERE claim_id = ANY($1::uuid[])',
        [claimIds],
      );
      return new Map(rows.map(({ state }) => [state.claimId, state]));
    },

    async alerted(until, max) {
      const { rows } = await pool.query<{ state: FeedClaim }>(
        'SELECT state FROM app.feed_claims WHERE alert_at <= $1 ORDER BY alert_at, claim_id LIMIT $2',
        [until, max],
      );
      return rows.map(({ state }) => state);
    },

    async nextDay(after, before) {
      const { rows } = await pool.query<{ day: string | null }>(
        `SELECT min(day)::text AS day FROM app.feed_days WHERE ($1::date IS NULL OR day > $1::date) AND day < $2::date`,
        [after ?? null, before],
      );
      return rows[0]?.day ?? undefined;
    },

    figures: (day) => figuresOf(pool, day),

    ...parkedEvents(pool),

    async commit(from, to, written) {
      const client = await pool.connect();
      let broken = true;
      try {
        await client.query('BEGIN');
        const place = await move(client, from, to);
        await write(client, written);
        await client.query('COMMIT');
        broken = false;
        return place;
      } finally {
        client.release(broken); // a connection that is given up rolls back
      }
    },
  };
}

const PLACE = 'turn, position, sealed_size, closed_day::text AS closed_day';

interface PlaceRow {
  readonly turn: string;
  readonly position: string;
  readonly sealed_size: string;
  readonly closed_day: string | null;
}

function placeOf(row: PlaceRow | undefined): Place {
  if (row === undefined) throw new FencedOut('the place of the feeds is gone');
  const { turn, position, sealed_size, closed_day } = row;
  return {
    turn: BigInt(turn),
    position: BigInt(position),
    sealedSize: Number(sealed_size),
    closedDay: closed_day ?? undefined,
  };
}

async function move(client: pg.ClientBase, from: Place, to: Partial<Omit<Place, 'turn'>>): Promise<Place> {
  const { position, sealedSize, closedDay } = { ...from, ...to };
  const { rows } = await client.query<PlaceRow>(
    `UPDATE app.feed_writer SET turn = turn + 1, position = $2, sealed_size = $3, closed_day = $4,
            moved_at = clock_timestamp()
      WHERE turn = $1 RETURNING ${PLACE}`,
    [from.turn.toString(), position.toString(), sealedSize, closedDay ?? null],
  );
  if (rows.length === 0) throw new FencedOut('another process writes the feeds');
  return placeOf(rows[0]);
}

async function write(client: pg.ClientBase, { messages, claims = [], counts = [], parked = [], told = [] }: Written) {
  if (claims.length > 0) await client.query({ name: 'feeds-keep', text: KEEP, values: [JSON.stringify(claims)] });
  if (counts.length > 0) await client.query({ name: 'feeds-count', text: COUNT, values: [JSON.stringify(counts)] });
  if (told.length > 0) await unpark(client, told, parked);
  if (parked.length > 0) await park(client, parked);
  await appendMessages(client, messages);
}

const KEEP = `
  INSERT INTO app.feed_claims (claim_id, alert_at, state)
  SELECT (c ->> 'claimId')::uuid, (c #>> '{alerts,0,at}')::timestamptz, c FROM jsonb_array_elements($1::jsonb) AS c
  ON CONFLICT (claim_id) DO UPDATE SET alert_at = excluded.alert_at, state = excluded.state`;

const COUNT = `
  INSERT INTO app.feed_days AS d (ruc, day, name, n, sector)
  SELECT ruc, day, name, count(*), max(sector)
    FROM jsonb_to_recordset($1::jsonb) AS c (ruc text, day date, name text, sector text) GROUP BY ruc, day, name
  ON CONFLICT (ruc, day, name) DO UPDATE SET n = d.n + excluded.n`;

async function figuresOf(pool: pg.Pool, day: string): Promise<FirmDay[]> {
  const { rows } = await pool.query<{ ruc: string; sector: Sector; name: Counted; today: string; sofar: string }>(
    `SELECT ruc, max(sector) AS sector, name, coalesce(sum(n) FILTER (WHERE day = $1), 0) AS today, sum(n) AS sofar
       FROM app.feed_days d
      WHERE day <= $1 AND EXISTS (SELECT FROM app.feed_days t WHERE t.ruc = d.ruc AND t.day = $1)
      GROUP BY ruc, name ORDER BY ruc`,
    [day],
  );
  const firms = new Map<string, { sector: Sector; today: DayCounts; sofar: DayCounts }>();
  for (const { ruc, sector, name, today, sofar } of rows) {
    const firm = firms.get(ruc) ?? { sector, today: noCounts, sofar: noCounts };
    firms.set(ruc, {
      sector,
      today: { ...firm.today, [name]: Number(today) },
      sofar: { ...firm.sofar, [name]: Number(sofar) },
    });
  }
  return [...firms].map(([ruc, { sector, today, sofar }]) => ({ ruc, sector, counts: today, open: openedNet(sofar) }));
}
