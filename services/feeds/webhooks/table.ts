import { migrateWith } from '@foja/ledger/postgres/steps.ts';
import type pg from 'pg';
import { DelivererReplaced, type DelivererTable, type Place } from './port.ts';
import { DUE, PLACES, SETTLE, TAKE } from './statements.ts';

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
        text: TAKE,
        values: [`${epoch}`, webhookId, `${from}`, `${to}`, JSON.stringify(rows), KEPT],
      });
      if (done[0]?.mine !== true) throw new DelivererReplaced('another deliverer has taken over');
      return done[0].moved;
    },

    async due(webhookId, nowMs, max) {
      const { rows } = await pool.query<{ seq: string; key: string; tries: number; first_at: Date | null }>({
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
