import type { MailIntent } from '../mail.ts';
import type { Pool } from './migrate.ts';
import { KEPT } from './queue.ts';

/** What became of a provider's mails, for its panel. No address and nothing of what a mail says. */
export interface MailLog {
  /** Newest first. */
  list(of: {
    readonly ruc: string;
    readonly state?: MailState | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  }): Promise<{ readonly items: readonly LoggedMail[]; readonly nextCursor?: string }>;
  /** Queues a dead letter once more, with all its attempts; false where the provider has no such dead letter. */
  retry(ruc: string, mailId: string): Promise<boolean>;
}

/** `kept`: as a file in a folder of ours, for want of a mail server; nobody has received it. */
export type MailState = 'waiting' | 'sent' | 'kept' | 'dead';

export interface LoggedMail {
  /** The part before the @ of its Message-ID. */
  readonly mailId: string;
  readonly claimId?: string | undefined;
  /** A role, in Spanish. */
  readonly to: string;
  readonly subject: string;
  readonly state: MailState;
  readonly attempts: number;
  readonly createdAt: string;
  readonly lastAttemptAt?: string | undefined;
  /** A code: `SMTP 550`, `unreachable`. */
  readonly failure?: string | undefined;
}

const LIMIT_MAX = 200;

const STATE = `CASE WHEN state = 'sent' AND reason = '${KEPT}' THEN 'kept' ELSE state END`;

export function mailLog(pool: Pool, wake: () => void): MailLog {
  return {
    async list({ ruc, state, cursor, limit }) {
      const size = Math.min(Math.max(1, limit), LIMIT_MAX);
      const [beforeAt, beforeId] = cursorParts(cursor);
      const { rows } = await pool.query<Row>(
        `SELECT message_id, claim_id, kind, recipient, about, ${STATE} AS state, attempts, failure,
                to_json(created_at) #>> '{}' AS created_at, to_json(last_attempt_at) #>> '{}' AS last_attempt_at
           FROM app.mail
          WHERE ruc = $1 AND state <> 'dropped' AND ($2::text IS NULL OR ${STATE} = $2)
            AND ($3::timestamptz IS NULL OR (created_at, message_id) < ($3::timestamptz, $4::uuid))
          ORDER BY created_at DESC, message_id DESC LIMIT $5`,
        [ruc, state ?? null, beforeAt, beforeId, size + 1],
      );
      const items = rows.slice(0, size).map(logged);
      const last = items.at(-1);
      const more = rows.length > size && last !== undefined;
      return { items, ...(more ? { nextCursor: `${last.createdAt} ${last.mailId}` } : {}) };
    },

    async retry(ruc, mailId) {
      if (!UUID.test(mailId)) return false;
      const { rowCount } = await pool.query(
        `UPDATE app.mail SET state = 'waiting', attempts = 0, round = round + 1, reason = NULL,
                next_attempt_at = clock_timestamp()
          WHERE ruc = $1 AND message_id = $2 AND state = 'dead'`,
        [ruc, mailId],
      );
      if (rowCount === 1) wake();
      return rowCount === 1;
    },
  };
}

interface Row {
  readonly message_id: string;
  readonly claim_id: string | null;
  readonly kind: MailIntent['kind'];
  readonly recipient: MailIntent['recipient'];
  readonly about: MailIntent['about'];
  readonly state: MailState;
  readonly attempts: number;
  readonly failure: string | null;
  readonly created_at: string;
  readonly last_attempt_at: string | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d$/;

/** A cursor that is none begins at the newest. */
function cursorParts(cursor: string | undefined): [at: string | null, id: string | null] {
  const [at = '', id = ''] = cursor?.split(' ') ?? [];
  return INSTANT.test(at) && UUID.test(id) ? [at, id] : [null, null];
}

const TITLES: Readonly<Record<MailIntent['kind'], string>> = {
  copy: 'Copia de la hoja de reclamación',
  offer: 'Ofrecimiento de solución',
  'offer-lapsing': 'Aviso: el ofrecimiento está por vencer',
  extension: 'Ampliación del plazo',
  answer: 'Respuesta',
  'new-claim': 'Nueva hoja de reclamación',
  'offer-answered': 'Respuesta del consumidor al ofrecimiento',
  reminder: 'Recordatorio del plazo',
  'indecopi-request': 'Pedido de copia de Indecopi',
  digest: 'Resumen del día',
  'case-file': 'Indecopi pide un expediente',
  'webhook-paused': 'Aviso a su sistema en pausa',
};

function logged(row: Row): LoggedMail {
  const { sheetNumber } = row.about;
  return {
    mailId: row.message_id,
    claimId: row.claim_id ?? undefined,
    to: row.recipient === 'consumer' ? 'Consumidor' : 'Proveedor',
    subject: sheetNumber === undefined ? TITLES[row.kind] : `${TITLES[row.kind]} (Nº ${sheetNumber})`,
    state: row.state,
    attempts: row.attempts,
    createdAt: row.created_at,
    lastAttemptAt: row.last_attempt_at ?? undefined,
    failure: row.failure ?? undefined,
  };
}
