import type { CaseScope } from '@foja/contracts/events/indecopi.ts';
import type { CopyDue } from '@foja/domain/deadline/index.ts';
import type pg from 'pg';
import { type ArchiveMark, BEGINNING } from './archive/archive.ts';
import type { Place } from './reach.ts';

/** Who asked: an official by key or leave, a provider's administrators together, or the operator at the command line. */
export interface Requester {
  readonly role: 'indecopi' | 'provider' | 'operator';
  /** Key or leave of the official; RUC of the provider. */
  readonly id: string;
}

export type CaseFileStatus = 'queued' | 'running' | 'ready' | 'failed' | 'cancelled' | 'expired';
export type Phase = 'counting' | 'collecting' | 'closing' | 'telling';

/** How far the work on a case file is. What was asked, and what came of it, is in the ledger. */
export interface Job {
  readonly exportId: string;
  readonly requester: Requester;
  /** Who sent the request, as events say it. */
  readonly actor: { readonly role: string; readonly id: string };
  readonly recipient: 'indecopi' | 'provider';
  readonly scopes: readonly CaseScope[];
  readonly filedUntil: string;
  readonly reference: string | undefined;
  readonly dueOn: string | undefined;
  /** The rule that gave the date, where the request named none. */
  readonly dueRule: CopyDue['dueRule'] | undefined;
  readonly pdf: 'printed' | 'all';
  readonly status: CaseFileStatus;
  readonly phase: Phase;
  readonly place: Place;
  readonly mark: ArchiveMark;
  readonly claims: number;
  readonly done: number;
  /** Bytes of the journal of claims up to which delivery was written down. */
  readonly toldBytes: number;
  readonly told: number;
  readonly sha256: string | undefined;
  readonly sizeBytes: number | undefined;
  readonly manifestSha256: string | undefined;
  readonly attempts: number;
  readonly failure: string | undefined;
  readonly createdAt: string;
  readonly finishedAt: string | undefined;
  readonly expiresAt: string | undefined;
}

export type NewJob = Pick<
  Job,
  'exportId' | 'requester' | 'actor' | 'recipient' | 'scopes' | 'filedUntil' | 'reference' | 'dueOn' | 'dueRule' | 'pdf'
>;

export type Change = Partial<
  Pick<
    Job,
    | 'status'
    | 'phase'
    | 'place'
    | 'mark'
    | 'claims'
    | 'done'
    | 'toldBytes'
    | 'told'
    | 'sha256'
    | 'sizeBytes'
    | 'manifestSha256'
    | 'attempts'
    | 'failure'
    | 'finishedAt'
    | 'expiresAt'
  >
>;

/**
 * Table `app.case_files`. A job is worked on under a lease: whoever lost it changes nothing any more, so that no two processes
 * write one archive. Turns go round: first the requester who was served the longest ago, of theirs the job that was.
 */
export interface CaseFileTable {
  /** Answers the job that stands, where it was added before. */
  add(job: NewJob): Promise<Job>;
  find(exportId: string): Promise<Job | undefined>;
  /** Newest first. */
  list(of: { readonly requesters: readonly Requester[]; readonly limit: number }): Promise<Job[]>;
  /** Those of Indecopi's that hold claims of that provider, newest first. */
  concerning(ruc: string, limit: number): Promise<Job[]>;
  waiting(requester: Requester): Promise<number>;
  /** The next turn, leased to `holder`; undefined where nobody waits. */
  take(holder: string, leaseMs: number): Promise<Job | undefined>;
  /** Writes what is known and holds the lease on; false where it is somebody else's, or the job was cancelled. */
  commit(exportId: string, holder: string, change: Change, leaseMs: number): Promise<boolean>;
  /** Gives the turn back; `afterMs` keeps it from coming up again at once. */
  release(exportId: string, holder: string, afterMs?: number): Promise<void>;
  /** Ends it from outside, whoever works on it; false where it is over already. */
  end(exportId: string, status: 'cancelled' | 'expired', at: string): Promise<boolean>;
  /** Ready ones whose time has come. */
  expired(now: string): Promise<Job[]>;
  /** Those whose bytes exist, or are being made. */
  alive(): Promise<Job[]>;
}

const TABLE = `
  SELECT pg_advisory_xact_lock(x'666f6a66'::bigint);
  CREATE TABLE IF NOT EXISTS app.case_files (
    export_id uuid PRIMARY KEY,
    requester_role text NOT NULL,
    requester_id text NOT NULL,
    asked jsonb NOT NULL, -- what the ledger says of the request, so that the work needs no look at it
    status text NOT NULL DEFAULT 'queued'
      CHECK (status IN ('queued', 'running', 'ready', 'failed', 'cancelled', 'expired')),
    progress jsonb NOT NULL,
    expires_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    served_at timestamptz,
    lease_holder text,
    lease_until timestamptz NOT NULL DEFAULT '-infinity'
  );
  CREATE INDEX IF NOT EXISTS case_files_open ON app.case_files (created_at) WHERE status IN ('queued', 'running');
  CREATE INDEX IF NOT EXISTS case_files_by_requester ON app.case_files (requester_role, requester_id, created_at)`;

export async function openCaseFileTable(pool: pg.Pool): Promise<CaseFileTable> {
  await pool.query(TABLE); // one message, hence one transaction: two starts at once wait for each other

  async function jobs(text: string, values: readonly unknown[]): Promise<Job[]> {
    const { rows } = await pool.query<Row>(text, [...values]);
    return rows.map(jobOf);
  }

  async function find(exportId: string): Promise<Job | undefined> {
    return (await jobs(`SELECT ${COLUMNS} FROM app.case_files WHERE export_id = $1`, [exportId]))[0];
  }

  return {
    async add({ exportId, requester, ...asked }) {
      await pool.query(
        `INSERT INTO app.case_files (export_id, requester_role, requester_id, asked, progress)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
        [exportId, requester.role, requester.id, JSON.stringify(asked), JSON.stringify(NOTHING_DONE)],
      );
      const job = await find(exportId);
      if (job === undefined) throw new Error('a case file that was just added is not there');
      return job;
    },

    find,

    list: ({ requesters, limit }) =>
      jobs(
        `SELECT ${COLUMNS} FROM app.case_files
          WHERE (requester_role, requester_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))
          ORDER BY created_at DESC, export_id LIMIT $3`,
        [requesters.map(({ role }) => role), requesters.map(({ id }) => id), limit],
      ),

    concerning: (ruc, limit) =>
      jobs(
        `SELECT ${COLUMNS} FROM app.case_files
          WHERE asked ->> 'recipient' = 'indecopi' AND asked -> 'scopes' @> $1
          ORDER BY created_at DESC, export_id LIMIT $2`,
        [JSON.stringify([{ ruc }]), limit],
      ),

    async waiting({ role, id }) {
      const { rows } = await pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM app.case_files
          WHERE requester_role = $1 AND requester_id = $2 AND status IN ('queued', 'running')`,
        [role, id],
      );
      return rows[0]?.n ?? 0;
    },

    async take(holder, leaseMs) {
      const [job] = await jobs(
        `UPDATE app.case_files SET status = 'running', served_at = clock_timestamp(), lease_holder = $1,
                lease_until = clock_timestamp() + $2::int * interval '1 ms'
          WHERE export_id = (
                SELECT c.export_id FROM app.case_files c
                 WHERE c.status IN ('queued', 'running') AND c.lease_until <= clock_timestamp()
                 ORDER BY (SELECT max(o.served_at) FROM app.case_files o
                            WHERE o.requester_role = c.requester_role AND o.requester_id = c.requester_id
                              AND o.status IN ('queued', 'running')) NULLS FIRST,
                          c.served_at NULLS FIRST, c.created_at
                 LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING ${COLUMNS}`,
        [holder, leaseMs],
      );
      return job;
    },

    async commit(exportId, holder, { status, expiresAt, ...progress }, leaseMs) {
      const { rowCount } = await pool.query(
        `UPDATE app.case_files SET progress = progress || $3::jsonb, status = coalesce($4, status),
                expires_at = coalesce($5, expires_at), lease_until = clock_timestamp() + $6::int * interval '1 ms'
          WHERE export_id = $1 AND lease_holder = $2 AND status = 'running' AND lease_until > clock_timestamp()`,
        [exportId, holder, JSON.stringify(progress), status ?? null, expiresAt ?? null, leaseMs],
      );
      return rowCount === 1;
    },

    async release(exportId, holder, afterMs = 0) {
      await pool.query(
        `UPDATE app.case_files SET lease_until = clock_timestamp() + $3::int * interval '1 ms'
          WHERE export_id = $1 AND lease_holder = $2`,
        [exportId, holder, afterMs],
      );
    },

    async end(exportId, status, at) {
      const { rowCount } = await pool.query(
        `UPDATE app.case_files SET status = $2, progress = progress || jsonb_build_object('finishedAt', $3::text)
          WHERE export_id = $1 AND status IN ('queued', 'running', 'ready')`,
        [exportId, status, at],
      );
      return rowCount === 1;
    },

    expired: (now) => jobs(`SELECT ${COLUMNS} FROM app.case_files WHERE status = 'ready' AND expires_at <= $1`, [now]),

    alive: () =>
      jobs(`SELECT ${COLUMNS} FROM app.case_files WHERE status IN ('queued', 'running', 'ready', 'failed')`, []),
  };
}

const COLUMNS = `export_id, requester_role, requester_id, asked, status, progress,
  to_json(created_at) #>> '{}' AS created_at, to_json(expires_at) #>> '{}' AS expires_at`;

type Progress = Pick<Job, 'phase' | 'place' | 'mark' | 'claims' | 'done' | 'toldBytes' | 'told' | 'attempts'> &
  Partial<Pick<Job, 'sha256' | 'sizeBytes' | 'manifestSha256' | 'failure' | 'finishedAt'>>;

export const NOTHING_DONE: Progress = {
  phase: 'counting',
  place: { scope: 0, cursor: undefined },
  mark: BEGINNING,
  claims: 0,
  done: 0,
  toldBytes: 0,
  told: 0,
  attempts: 0,
};

interface Row {
  readonly export_id: string;
  readonly requester_role: Requester['role'];
  readonly requester_id: string;
  readonly asked: Omit<NewJob, 'exportId' | 'requester'>;
  readonly status: CaseFileStatus;
  readonly progress: Progress;
  readonly created_at: string;
  readonly expires_at: string | null;
}

function jobOf(row: Row): Job {
  const { sha256, sizeBytes, manifestSha256, failure, finishedAt, ...progress } = row.progress;
  const { reference, dueOn, dueRule, ...asked } = row.asked;
  return {
    exportId: row.export_id,
    requester: { role: row.requester_role, id: row.requester_id },
    ...asked,
    ...progress,
    reference,
    dueOn,
    dueRule,
    sha256,
    sizeBytes,
    manifestSha256,
    failure,
    finishedAt,
    status: row.status,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
  };
}
