import type { MailIntent } from '../mail.ts';
import type { Pool } from './migrate.ts';

/**
 * Table `app.mail`: what is to be sent, and what became of it. Trusts the database's clock for waiting and leases.
 *
 * A mail that is taken is leased: nobody else takes it before the lease is over, so two processes do not send the same one,
 * and one that died gives its mail back. Whatever is written about a mail names the attempt it belongs to: a process that
 * was away for longer than its lease changes nothing any more.
 */
export interface MailQueue {
  /** Where reading the ledger goes on; the first time ever, at `head`: what lies before was never ours to send. */
  begin(head: bigint): Promise<bigint>;
  /** Queues what was found up to `to`, and moves on, in one commit; false where somebody else has moved on from `from`. */
  advance(from: bigint, to: bigint, mails: readonly MailIntent[]): Promise<boolean>;
  /** Queues those that are not there yet; answers how many were new. */
  add(mails: readonly MailIntent[]): Promise<number>;
  /** Those of the ids that were queued before, sent or not. */
  known(messageIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Leases those whose turn it is, the longest waiting first. */
  take(of: { readonly max: number; readonly leaseMs: number }): Promise<QueuedMail[]>;
  /** `kept`: it only reached a folder of ours, and whoever looks is told so. */
  sent(mail: QueuedMail, of: { readonly documentSha256: string | undefined; readonly kept: boolean }): Promise<boolean>;
  /** Another attempt follows after `delayMs`. */
  postpone(mail: QueuedMail, failure: string, delayMs: number): Promise<void>;
  dead(mail: QueuedMail, failure: string, reason: DeadReason): Promise<boolean>;
  /** Nobody needs it any more. */
  drop(mail: QueuedMail): Promise<void>;
  /** Those that could not reach any server try again now: one has just answered. */
  hurry(): Promise<void>;
  /** Milliseconds until the next one's turn; undefined where none waits. */
  untilNextMs(): Promise<number | undefined>;
  /** Forgets what was settled before an instant, and told to its claim; at most `max`. Answers how many. */
  forget(before: string, max: number): Promise<number>;
  /** Outcomes that are no event of their claim yet. */
  unrecorded(max: number): Promise<MailOutcome[]>;
  recorded(messageIds: readonly string[]): Promise<void>;
  counts(): Promise<MailCounts>;
}

export type DeadReason = 'refused' | 'gave-up';

export interface QueuedMail extends MailIntent {
  /** Of this attempt, the first is 1. */
  readonly attempt: number;
  readonly round: number;
}

export interface MailOutcome extends MailIntent {
  readonly state: 'sent' | 'dead';
  readonly round: number;
  readonly reason: DeadReason | undefined;
  readonly documentSha256: string | undefined;
}

export interface MailCounts {
  readonly waiting: number;
  readonly sent: number;
  readonly dead: number;
  readonly dropped: number;
}

/** Reason of one that was sent to no server: it lies in a folder. */
export const KEPT = 'kept';

/** Why a server could not be asked at all. */
export const UNREACHABLE = 'unreachable';

export function mailQueue(pool: Pool): MailQueue {
  /** Writes about an attempt, only while it is the last one. */
  async function settle({ messageId, attempt, round }: QueuedMail, set: string, values: readonly unknown[] = []) {
    const { rowCount } = await pool.query(
      `UPDATE app.mail SET ${set} WHERE message_id = $1 AND attempts = $2 AND round = $3 AND state = 'waiting'`,
      [messageId, attempt, round, ...values],
    );
    return rowCount === 1;
  }

  async function add(mails: readonly MailIntent[], through: Querying = pool): Promise<number> {
    if (mails.length === 0) return 0;
    const { rowCount } = await through.query(
      `INSERT INTO app.mail (message_id, ruc, claim_id, kind, recipient, about)
       SELECT "messageId", ruc, "claimId", kind, recipient, about FROM jsonb_to_recordset($1::jsonb)
         AS m ("messageId" uuid, ruc text, "claimId" uuid, kind text, recipient text, about jsonb)
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(mails)],
    );
    return rowCount ?? 0;
  }

  return {
    async begin(head) {
      await pool.query('INSERT INTO app.mail_progress (position) VALUES ($1) ON CONFLICT DO NOTHING', [String(head)]);
      const { rows } = await pool.query<{ position: string }>('SELECT position::text FROM app.mail_progress');
      return BigInt(rows[0]?.position ?? head);
    },

    async advance(from, to, mails) {
      const client = await pool.connect();
      let broken = false;
      try {
        await client.query('BEGIN');
        const moved = await client.query('UPDATE app.mail_progress SET position = $2 WHERE position = $1', [
          String(from),
          String(to),
        ]);
        if (moved.rowCount === 1) await add(mails, client);
        await client.query(moved.rowCount === 1 ? 'COMMIT' : 'ROLLBACK');
        return moved.rowCount === 1;
      } catch (error) {
        broken = true; // also rolls back
        throw error;
      } finally {
        client.release(broken);
      }
    },

    add: (mails) => add(mails),

    async known(messageIds) {
      if (messageIds.length === 0) return new Set();
      const { rows } = await pool.query<{ id: string }>(
        'SELECT message_id AS id FROM app.mail WHERE message_id = ANY ($1::uuid[])',
        [messageIds],
      );
      return new Set(rows.map(({ id }) => id));
    },

    async take({ max, leaseMs }) {
      const { rows } = await pool.query<Row & { attempts: number }>(
        `UPDATE app.mail SET attempts = attempts + 1, last_attempt_at = clock_timestamp(),
                next_attempt_at = clock_timestamp() + $2::int * interval '1 ms'
          WHERE message_id IN (
                SELECT message_id FROM app.mail WHERE state = 'waiting' AND next_attempt_at <= clock_timestamp()
                 ORDER BY next_attempt_at LIMIT $1 FOR UPDATE SKIP LOCKED)
        RETURNING ${COLUMNS}, attempts`,
        [max, leaseMs],
      );
      return rows.map((row) => ({ ...intentOf(row), attempt: row.attempts, round: row.round }));
    },

    sent: (mail, { documentSha256, kept }) =>
      // One that was kept is told to no claim, not even by a process that finds a mail server set later.
      settle(
        mail,
        `state = 'sent', failure = NULL, document_sha256 = $4, reason = $5, recorded = claim_id IS NULL OR $5::text IS NOT NULL`,
        [documentSha256 ?? null, kept ? KEPT : null],
      ),

    async postpone(mail, failure, delayMs) {
      await settle(mail, `failure = $4, next_attempt_at = clock_timestamp() + $5::int * interval '1 ms'`, [
        failure,
        delayMs,
      ]);
    },

    dead: (mail, failure, reason) =>
      settle(mail, `state = 'dead', failure = $4, reason = $5, recorded = claim_id IS NULL`, [failure, reason]),

    async drop(mail) {
      await settle(mail, `state = 'dropped'`);
    },

    async hurry() {
      await pool.query(
        `UPDATE app.mail SET next_attempt_at = clock_timestamp()
          WHERE state = 'waiting' AND failure = $1 AND next_attempt_at > clock_timestamp()`,
        [UNREACHABLE],
      );
    },

    async untilNextMs() {
      const { rows } = await pool.query<{ ms: number | null }>(
        `SELECT (extract(epoch FROM min(next_attempt_at) - clock_timestamp()) * 1000)::float8 AS ms
           FROM app.mail WHERE state = 'waiting'`,
      );
      const ms = rows[0]?.ms;
      return ms === null || ms === undefined ? undefined : Math.max(0, ms);
    },

    async forget(before, max) {
      const { rowCount } = await pool.query(
        `DELETE FROM app.mail WHERE message_id IN (
           SELECT message_id FROM app.mail WHERE recorded AND state <> 'waiting' AND created_at < $1 ORDER BY created_at LIMIT $2)`,
        [before, max],
      );
      return rowCount ?? 0;
    },

    async unrecorded(max) {
      const { rows } = await pool.query<
        Row & { state: 'sent' | 'dead'; reason: DeadReason | null; document_sha256: string | null }
      >(
        `SELECT ${COLUMNS}, state, reason, document_sha256 FROM app.mail
          WHERE NOT recorded AND state IN ('sent', 'dead') LIMIT $1`,
        [max],
      );
      return rows.map((row) => ({
        ...intentOf(row),
        state: row.state,
        round: row.round,
        reason: row.reason ?? undefined,
        documentSha256: row.document_sha256 ?? undefined,
      }));
    },

    async recorded(messageIds) {
      if (messageIds.length === 0) return;
      await pool.query('UPDATE app.mail SET recorded = true WHERE message_id = ANY ($1::uuid[])', [messageIds]);
    },

    async counts() {
      const { rows } = await pool.query<{ state: keyof MailCounts; n: number }>(
        'SELECT state, count(*)::int AS n FROM app.mail GROUP BY state',
      );
      const of = (state: keyof MailCounts) => rows.find((row) => row.state === state)?.n ?? 0;
      return { waiting: of('waiting'), sent: of('sent'), dead: of('dead'), dropped: of('dropped') };
    },
  };
}

interface Querying {
  query(text: string, values: unknown[]): Promise<{ readonly rowCount: number | null }>;
}

const COLUMNS = 'message_id, ruc, claim_id, kind, recipient, about, round';

interface Row {
  readonly message_id: string;
  readonly ruc: string;
  readonly claim_id: string | null;
  readonly kind: MailIntent['kind'];
  readonly recipient: MailIntent['recipient'];
  readonly about: MailIntent['about'];
  readonly round: number;
}

function intentOf({ message_id, ruc, claim_id, kind, recipient, about }: Row): MailIntent {
  return { messageId: message_id, ruc, claimId: claim_id ?? undefined, kind, recipient, about };
}
