import { migrateWith } from '@foja/ledger/postgres/steps.ts';
import type pg from 'pg';
import { DelivererReplaced, type DelivererTable, type Place } from './port.ts';

/** Of a webhook, those that were delivered last; people look at them. */
const KEPT = 50;

/** Session lock: "foja" in ASCII, plus fourteen. */
const LOG = { table: 'app.webhook_migrations', lock: 0x666f6a6f };

export async function migrateWebhooks(pool: pg.Pool): Promise<void> {
  await migrateWith(pool, LOG, new URL('./migrations/', import.meta.url));
}

export function delivererTable(pool: pg.Pool): DelivererTable {
  return {
    async begin() {
      const { rows } = await pool.query<{ epoch: string }>(
        'UPDATE app.webhook_deliverer SET epoch = epoch + 1, since = clock_timestamp() RETURNING epoch',
      );
      return BigInt(rows[0]?.epoch ?? 0);
    },

    async places(webhooks) {
      const values = [
        webhooks.map(({ webhookId }) => webhookId),
        webhooks.map(({ ruc }) => ruc),
        webhooks.map(({ after }) => after),
      ];
      const { rows } = await pool.query<PlaceRow>({ name: 'webhooks-places', text: PLACES, values });
      return new Map(rows.map((row) => [row.webhook_id, placeOf(row)]));
    },

    async take({ epoch, webhookId, from, to, messages }) {
      const rows = messages.map(({ seq, id, type, subject }) => ({ seq: `${seq}`, id, type, key: subject ?? '' }));
      const { rows: done } = await pool.query<{ mine: boolean; moved: boolean }>({
        name: 'webhooks-take',
        text: TAKE,
        values: [`${epoch}`, webhookId, `${from}`, `${to}`, JSON.stringify(rows), KEPT],
      });
      if (done[0]?.mine !== true) throw new DelivererReplaced('another deliverer has taken over');
      return done[0].moved;
    },

    async due(webhookId, nowMs, max) {
      const { rows } = await pool.query<{ seq: string; key: string; tries: number; first_at: Date | null }>({
        name: 'webhooks-due',
        text: DUE,
        values: [webhookId, new Date(nowMs), max],
      });
      return rows.map(({ seq, key, tries, first_at }) => ({
        seq: BigInt(seq),
        key,
        tries,
        firstAt: first_at?.getTime(),
      }));
    },

    async nextAt(webhookId, nowMs) {
      const { rows } = await pool.query<{ at: Date | null }>(
        `SELECT min(next_at) AS at FROM app.webhook_messages
          WHERE webhook_id = $1 AND state = 'waiting' AND next_at > $2`,
        [webhookId, new Date(nowMs)],
      );
      return rows[0]?.at?.getTime();
    },

    async settle({ epoch, webhookId, tried, health }) {
      const rows = tried.map(({ seq, triedAt, nextAt, ...rest }) => ({
        ...rest,
        seq: `${seq}`,
        triedAt: new Date(triedAt),
        nextAt: new Date(nextAt),
      }));
      const { rows: done } = await pool.query<{ mine: boolean }>({
        name: 'webhooks-settle',
        text: SETTLE,
        values: [
          `${epoch}`,
          webhookId,
          JSON.stringify(rows),
          health.failures,
          health.failingSince === undefined ? null : new Date(health.failingSince),
          health.downUntil === undefined ? null : new Date(health.downUntil),
          tried.at(-1)?.answer ?? null,
        ],
      });
      if (done[0]?.mine !== true) throw new DelivererReplaced('another deliverer has taken over');
    },
  };
}

interface PlaceRow {
  readonly webhook_id: string;
  readonly taken: string;
  readonly changed: string;
  readonly failures: number;
  readonly failing_since: Date | null;
  readonly down_until: Date | null;
}

function placeOf({ taken, changed, failures, failing_since, down_until }: PlaceRow): Place {
  const health = { failures, failingSince: failing_since?.getTime(), downUntil: down_until?.getTime() };
  return { taken: BigInt(taken), changed: BigInt(changed), health };
}

const PLACES = `
  WITH asked AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS a (webhook_id, ruc, after)
  ), made AS (
    INSERT INTO app.webhooks (webhook_id, ruc, taken) SELECT webhook_id, ruc, after FROM asked a
     WHERE NOT EXISTS (SELECT FROM app.webhooks w WHERE w.webhook_id = a.webhook_id)
    ON CONFLICT DO NOTHING
    RETURNING webhook_id, taken, changed, failures, failing_since, down_until
  )
  SELECT webhook_id, taken, changed, failures, failing_since, down_until FROM app.webhooks
   WHERE webhook_id = ANY ($1::uuid[])
  UNION ALL SELECT * FROM made`;

const TAKE = `
  WITH mine AS (
    SELECT FROM app.webhook_deliverer WHERE epoch = $1
  ), moved AS (
    UPDATE app.webhooks SET taken = $4::bigint FROM mine WHERE webhook_id = $2 AND taken = $3::bigint RETURNING webhook_id
  ), taken AS (
    INSERT INTO app.webhook_messages (webhook_id, seq, id, type, key, next_at)
    SELECT moved.webhook_id, r.*, '-infinity' FROM moved, jsonb_to_recordset($5::jsonb)
        AS r (seq bigint, id uuid, type text, key text)
    ON CONFLICT DO NOTHING
  ), old AS (
    DELETE FROM app.webhook_messages WHERE webhook_id IN (SELECT webhook_id FROM moved) AND state = 'delivered'
       AND seq <= (SELECT seq FROM app.webhook_messages WHERE webhook_id = $2 AND state = 'delivered'
                    ORDER BY seq DESC OFFSET $6 LIMIT 1)
  )
  SELECT EXISTS (SELECT FROM mine) AS mine, EXISTS (SELECT FROM moved) AS moved`;

/** A message is held back by an earlier one of its claim that waits for its time or is parked. */
const DUE = `
  SELECT seq, key, tries, first_at FROM app.webhook_messages m
   WHERE webhook_id = $1 AND state = 'waiting' AND next_at <= $2
     AND NOT EXISTS (
       SELECT FROM app.webhook_messages e
        WHERE e.webhook_id = m.webhook_id AND e.key = m.key AND e.seq < m.seq
          AND e.state IN ('waiting', 'parked') AND (e.state = 'parked' OR e.next_at > $2))
   ORDER BY seq LIMIT $3`;

/** Nothing is settled that somebody meanwhile skipped, or has sent again from an earlier number. */
const SETTLE = `
  WITH mine AS (
    SELECT FROM app.webhook_deliverer WHERE epoch = $1
  ), tried AS (
    SELECT * FROM jsonb_to_recordset($3::jsonb)
        AS r (seq bigint, state text, "triedAt" timestamptz, "nextAt" timestamptz, answer text, "tookMs" int)
  ), settled AS (
    UPDATE app.webhook_messages m
       SET state = t.state, tries = m.tries + 1, first_at = coalesce(m.first_at, t."triedAt"), tried_at = t."triedAt",
           next_at = t."nextAt", answer = t.answer, took_ms = t."tookMs"
      FROM tried t, mine
     WHERE m.webhook_id = $2 AND m.seq = t.seq AND m.state = 'waiting'
  ), health AS (
    UPDATE app.webhooks
       SET failures = $4, failing_since = $5, down_until = $6, answer = coalesce($7, answer),
           tried_at = coalesce((SELECT max("triedAt") FROM tried), tried_at),
           delivered_at = coalesce((SELECT max("triedAt") FROM tried WHERE state = 'delivered'), delivered_at)
      FROM mine WHERE webhook_id = $2
  )
  SELECT EXISTS (SELECT FROM mine) AS mine`;
