import type pg from 'pg';
import {
  type Delivery,
  type DeliveryRow,
  deliveryOf,
  type Standing,
  type StandingRow,
  standingOf,
} from './standing.ts';

/** What people see of deliveries, and ask for; the deliverer finds it in its tables. */
export interface WebhookDesk {
  /** Those that the deliverer has seen. */
  standings(webhookIds: readonly string[]): Promise<ReadonlyMap<string, Standing>>;
  /** Messages that wait or are parked, then those delivered last; the newest first among each. */
  deliveries(webhookId: string, max: number): Promise<readonly Delivery[]>;
  /** Everything after this number is sent again, whatever became of it. */
  replay(webhook: Webhooked, after: bigint): Promise<void>;
  /** A parked message is tried again, with those behind it; all of them where `seq` is absent. @returns how many were parked */
  retry(webhookId: string, seq?: bigint): Promise<number>;
  /** A parked or waiting message is given up, and those behind it go on. @returns false where there is none */
  skip(webhookId: string, seq: bigint): Promise<boolean>;
  /** As if nothing had ever failed. */
  fresh(webhookId: string): Promise<void>;
  remove(webhookId: string): Promise<void>;
}

interface Webhooked {
  readonly webhookId: string;
  readonly ruc: string;
}

export function webhookDesk(pool: pg.Pool): WebhookDesk {
  return {
    async standings(webhookIds) {
      const { rows } = await pool.query<StandingRow>(STANDINGS, [webhookIds]);
      return new Map(rows.map((row) => [row.webhook_id, standingOf(row)]));
    },

    async deliveries(webhookId, max) {
      const { rows } = await pool.query<DeliveryRow>(DELIVERIES, [webhookId, max]);
      return rows.map(deliveryOf);
    },

    async replay({ webhookId, ruc }, after) {
      await pool.query(REPLAY, [webhookId, ruc, `${after}`]);
    },

    async retry(webhookId, seq) {
      const { rows } = await pool.query<{ n: number }>(
        `WITH again AS (
           UPDATE app.webhook_messages SET state = 'waiting', tries = 0, first_at = NULL, next_at = '-infinity'
            WHERE webhook_id = $1 AND state = 'parked' AND ($2::bigint IS NULL OR seq = $2) RETURNING seq
         ), told AS (${TOLD})
         SELECT count(*)::int AS n FROM again`,
        [webhookId, seq === undefined ? null : `${seq}`],
      );
      return rows[0]?.n ?? 0;
    },

    async skip(webhookId, seq) {
      const { rows } = await pool.query<{ n: number }>(
        `WITH given AS (
           UPDATE app.webhook_messages SET state = 'skipped'
            WHERE webhook_id = $1 AND seq = $2 AND state IN ('parked', 'waiting') RETURNING seq
         ), told AS (${TOLD})
         SELECT count(*)::int AS n FROM given`,
        [webhookId, `${seq}`],
      );
      return rows[0]?.n === 1;
    },

    async fresh(webhookId) {
      await pool.query(
        `WITH again AS (
           UPDATE app.webhook_messages SET tries = 0, first_at = NULL, next_at = '-infinity'
            WHERE webhook_id = $1 AND state = 'waiting'
         ) ${TOLD}`,
        [webhookId],
      );
    },

    async remove(webhookId) {
      // As a reader of its feed it is forgotten, too: nobody should wait for it to catch up.
      await pool.query(
        `WITH reader AS (DELETE FROM app.feed_readers WHERE reader = 'webhook ' || $1::text)
         DELETE FROM app.webhooks WHERE webhook_id = $1::uuid`,
        [webhookId],
      );
    },
  };
}

/** Whoever asks for something also wants it now. */
const TOLD = `
  UPDATE app.webhooks SET changed = changed + 1, failures = 0, failing_since = NULL, down_until = NULL
   WHERE webhook_id = $1`;

const REPLAY = `
  WITH again AS (
    DELETE FROM app.webhook_messages WHERE webhook_id = $1 AND seq > $3::bigint
  )
  INSERT INTO app.webhooks AS w (webhook_id, ruc, taken) VALUES ($1, $2, $3::bigint)
  ON CONFLICT (webhook_id) DO UPDATE
    SET taken = $3::bigint, changed = w.changed + 1, failures = 0, failing_since = NULL, down_until = NULL`;

const STANDINGS = `
  SELECT w.*, m.waiting, m.parked, greatest(w.down_until, m.next_at) AS next_at
    FROM app.webhooks w CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE state = 'waiting')::int AS waiting, count(*) FILTER (WHERE state = 'parked')::int AS parked,
             min(next_at) FILTER (WHERE state = 'waiting' AND next_at > '-infinity') AS next_at
        FROM app.webhook_messages o WHERE o.webhook_id = w.webhook_id AND state IN ('waiting', 'parked')) m
   WHERE w.webhook_id = ANY ($1::uuid[])`;

const DELIVERIES = `
  SELECT seq, id, type, key, state, tries, tried_at, answer, took_ms,
         CASE WHEN state = 'waiting' AND next_at > '-infinity' THEN next_at END AS next_at
    FROM app.webhook_messages WHERE webhook_id = $1
   ORDER BY state IN ('waiting', 'parked') DESC, seq DESC LIMIT $2`;
