import { createReadStream } from 'node:fs';
import { copyFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Caller, Commands } from '@foja/commands/commands.ts';
import { eventId } from '@foja/commands/event-ids.ts';
import type { EventOf } from '@foja/contracts';
import type { CaseScope } from '@foja/contracts/events/indecopi.ts';
import { copyDue, limaDateOf } from '@foja/domain/deadline/index.ts';
import type { Refusal } from '@foja/domain/decision.ts';
import {
  discardCaseFile,
  downloadCaseFile,
  holdsClaim,
  requestCaseFile,
  type ScopedClaim,
} from '@foja/domain/indecopi/index.ts';
import type { EventStore } from '@foja/ledger/port.ts';
import type pg from 'pg';
import { v4 as uuid } from 'uuid';
import { destroy, pathOfWhole } from './archive/archive.ts';
import type { JobDependencies } from './job.ts';
import { mayStillHave, whileAllowed } from './leave.ts';
import { nothingSealed, notSealed, unsigned } from './port.ts';
import { countClaims } from './reach.ts';
import { type Job, type NewJob, openCaseFileTable, type Requester } from './table.ts';
import { workThrough } from './worker.ts';

/**
 * Case files (expedientes): asked for, made in the background, handed out until their term. One process at a time makes
 * them; any process takes requests and hands files out, where DATA_DIR is theirs in common.
 */
export interface CaseFiles {
  /** `by.commandId` becomes its id: the same command again is the same case file. */
  request(request: CaseFileRequest, by: Caller): Promise<CaseFileResult>;
  find(exportId: string): Promise<Job | undefined>;
  /** Newest first. */
  list(requesters: readonly Requester[], limit: number): Promise<Job[]>;
  /** Those by which Indecopi asked for sheets of that provider, newest first. */
  concerning(ruc: string, limit: number): Promise<Job[]>;
  cancel(exportId: string, by: Caller): Promise<CaseFileResult>;
  /** The bytes, or some of them; that they were handed out is in the ledger before the first one leaves. */
  open(exportId: string, bytes: Range | undefined, by: Caller): Promise<OpenedResult>;
  /** Destroys every case file that holds the claim, made or in the making: part of erasing its personal data. */
  forget(claim: ScopedClaim): Promise<number>;
  /** Makes what was asked for, until the signal. Run it in one process at a time; two do no harm. */
  run(signal: AbortSignal): Promise<void>;
  /** Takes away what has been kept for its term, or what nobody may have any more; also done by `run`. */
  sweep(): Promise<number>;
}

export interface CaseFileRequest extends Pick<NewJob, 'requester' | 'recipient' | 'reference' | 'dueOn' | 'pdf'> {
  /** Held against what whoever asks may see already; none: there is nothing in common. */
  readonly scopes: readonly CaseScope[];
}

export type CaseFileResult =
  | { readonly ok: true; readonly job: Job; readonly repeated: boolean }
  | { readonly ok: false; readonly refusal: Refusal };

export interface Range {
  /** Both included. */
  readonly firstByte: number;
  readonly lastByte: number;
}

export type OpenedResult =
  | {
      readonly ok: true;
      readonly sha256: string;
      readonly sizeBytes: number;
      readonly stream: () => Readable;
      /** All of it, on this machine. */
      readonly copyTo: (file: string) => Promise<void>;
    }
  | { readonly ok: false; readonly refusal: Refusal };

export interface CaseFilesOptions
  extends Omit<
      JobDependencies,
      'proofs' | 'signer' | 'disclosures' | 'stored' | 'head' | 'tell' | 'keepDays' | 'commands'
    >,
    Partial<Pick<JobDependencies, 'proofs' | 'signer' | 'disclosures' | 'stored' | 'tell' | 'keepDays'>> {
  readonly store: EventStore;
  readonly commands: Commands;
  /** As the application's role. */
  readonly pool: pg.Pool;
  /** Folder of their own in DATA_DIR. */
  readonly folder: string;
}

/** Longest that a case file is kept: it is a copy of personal data, and can be asked for again. */
const KEEP_DAYS = 7;
/** Case files of one requester that may wait. */
const WAITING_MAX = 5;
/** Claims whose every copy may be printed for a case file: a second each, at best. */
export const PDF_ALL_MAX = 50;
const SHOWN_MS = 2_000;
/** With the lease that a dead process leaves behind, less than the ten seconds in which it is taken over from. */
const LOOK_MS = 2_000;

export async function openCaseFiles(options: CaseFilesOptions): Promise<CaseFiles> {
  const { store, commands, pool, projections, clock, folder, log } = options;
  const dependencies: JobDependencies = {
    proofs: notSealed,
    signer: unsigned,
    disclosures: nothingSealed,
    stored: store,
    tell: async () => undefined,
    keepDays: KEEP_DAYS,
    ...options,
    head: () => store.head(),
  };
  const table = await openCaseFileTable(pool);
  const folderOf = (exportId: string) => join(folder, exportId);
  const bell = { ring: () => {} };

  /** The rule that stands against it, if any; a repetition is past them all. */
  async function refusalOf(
    { requester, scopes, dueOn, pdf }: CaseFileRequest,
    filedUntil: string,
  ): Promise<Refusal | undefined> {
    if (dueOn !== undefined && dueOn < limaDateOf(filedUntil)) return { code: 'indecopi/due-in-past' };
    if ((await table.waiting(requester)) >= WAITING_MAX)
      return { code: 'export/too-many', detail: { most: WAITING_MAX } };
    if (scopes.length === 0) return { code: 'export/empty' };
    await projections.waitFor(await store.head(), SHOWN_MS);
    const most = pdf === 'all' ? PDF_ALL_MAX + 1 : 1;
    const claims = await countClaims(projections.queries.register, { scopes, filedUntil }, most);
    if (claims === 0) return { code: 'export/empty' };
    if (pdf === 'all' && claims > PDF_ALL_MAX)
      return { code: 'export/too-large-for-pdf', detail: { most: PDF_ALL_MAX } };
    return undefined;
  }

  /** The request's own date, or the one that the rule of the day gives; what is not for Indecopi is due on no day. */
  function dateOf({ recipient, dueOn }: CaseFileRequest, now: string) {
    if (dueOn !== undefined) return { dueOn, dueSetBy: 'official' } as const;
    const ruled = recipient === 'indecopi' ? copyDue(commands.law(), limaDateOf(now)) : undefined;
    return ruled === undefined ? ({ dueSetBy: 'nobody' } as const) : ({ ...ruled, dueSetBy: 'rule' } as const);
  }

  async function discard(job: Job, why: 'cancelled' | 'expired' | 'erasure', by: Caller): Promise<Refusal | undefined> {
    const result = await commands.onCaseFile(job.exportId, (state) => discardCaseFile(state, why), by);
    if (!result.ok) return result.refusal;
    await table.end(job.exportId, why === 'cancelled' ? 'cancelled' : 'expired', clock());
    await destroy(folderOf(job.exportId));
    return undefined;
  }

  async function sweep(): Promise<number> {
    const over = await table.expired(clock());
    const ids = new Set(over.map(({ exportId }) => exportId));
    // Nobody may have these any more: a copy of personal data that waits for nobody.
    for (const job of await table.alive()) {
      if (job.status === 'ready' && !ids.has(job.exportId) && !(await allowed(job))) over.push(job);
    }
    for (const job of over) await discard(job, 'expired', bySystem(job, 'expired'));
    return over.length;
  }

  const allowed = (job: Job) => mayStillHave(job, { commands, now: clock() });

  /** Nobody is left to hand it to: no more is written on claims for it. What was asked for stays to be met by hand. */
  async function withdrawn(job: Job): Promise<boolean> {
    if (await allowed(job)) return false;
    return (await discard(job, 'cancelled', bySystem(job, 'withdrawn'))) === undefined;
  }

  function bySystem(job: Job, why: string): Caller {
    return {
      actor: { role: 'system', id: 'case-files' },
      commandId: eventId(job.exportId, why),
      correlationId: job.exportId,
    };
  }

  return {
    async request(request, by) {
      const exportId = by.commandId;
      const filedUntil = clock();
      const standing = await table.find(exportId);
      if (standing !== undefined) return again(standing, request);
      const refusal = await refusalOf(request, filedUntil);
      if (refusal !== undefined) return { ok: false, refusal };
      const { requester, recipient, reference, pdf, scopes } = request;
      const { dueSetBy, ...due } = dateOf(request, filedUntil);
      const asked = {
        recipient,
        scopes: [...scopes],
        filedUntil,
        pdf,
        ...(reference === undefined ? {} : { reference }),
      };
      const event: EventOf<'CaseFileRequested'>['data'] = { exportId, ...asked, ...due, dueSetBy };
      const result = await commands.onCaseFile(exportId, (state) => requestCaseFile(state, event), by);
      if (!result.ok) return result;
      // The event may be older than the row, where a process died between the two.
      const { filedUntil: first, dueOn, dueRule } = result.state.requested ?? event;
      const job = await table.add({
        exportId,
        requester,
        actor: by.actor,
        ...asked,
        reference,
        dueOn,
        dueRule,
        filedUntil: first,
      });
      bell.ring();
      return { ok: true, job, repeated: result.repeated };
    },

    find: (exportId) => table.find(exportId),
    list: (requesters, limit) => table.list({ requesters, limit }),

    concerning: (ruc, limit) => table.concerning(ruc, limit),

    async cancel(exportId, by) {
      const job = await table.find(exportId);
      if (job === undefined) return { ok: false, refusal: { code: 'export/not-found' } };
      if (job.status === 'failed' || job.status === 'expired') return { ok: false, refusal: { code: 'export/over' } };
      const refusal = await discard(job, 'cancelled', by);
      if (refusal !== undefined) return { ok: false, refusal };
      return { ok: true, job: (await table.find(exportId)) ?? job, repeated: job.status === 'cancelled' };
    },

    async open(exportId, bytes, by) {
      const job = await table.find(exportId);
      if (job === undefined) return { ok: false, refusal: { code: 'export/not-found' } };
      if (job.status === 'cancelled' || job.status === 'expired')
        return { ok: false, refusal: { code: 'export/gone' } };
      if (job.status !== 'ready') return { ok: false, refusal: { code: 'export/not-ready' } };
      if (job.expiresAt !== undefined && Date.parse(job.expiresAt) <= Date.parse(clock()))
        return { ok: false, refusal: { code: 'export/gone' } };
      const path = pathOfWhole(folderOf(exportId));
      const there = await stat(path).catch(() => undefined);
      if (there === undefined || there.size !== job.sizeBytes) {
        log.error({ exportId }, 'the bytes of a case file are gone');
        return { ok: false, refusal: { code: 'export/gone' } };
      }
      if (bytes !== undefined && (bytes.lastByte >= there.size || bytes.firstByte > bytes.lastByte))
        return { ok: false, refusal: { code: 'request/range', detail: { sizeBytes: there.size } } };
      const told = await commands.onCaseFile(exportId, (state) => downloadCaseFile(state, bytes), by);
      if (!told.ok) return told;
      const part = bytes === undefined ? {} : { start: bytes.firstByte, end: bytes.lastByte };
      return {
        ok: true,
        sha256: job.sha256 ?? '',
        sizeBytes: there.size,
        stream: () => whileAllowed(createReadStream(path, part), () => allowed(job)),
        copyTo: (file) => copyFile(path, file),
      };
    },

    async forget(claim) {
      const holding = (await table.alive()).filter(({ scopes }) => scopes.some((scope) => holdsClaim(scope, claim)));
      for (const job of holding) await discard(job, 'erasure', bySystem(job, 'erasure'));
      return holding.length;
    },

    async run(signal) {
      const holder = uuid();
      let woken = new AbortController();
      bell.ring = () => woken.abort();
      let sweptAt = Number.NEGATIVE_INFINITY;
      while (!signal.aborted) {
        if (performance.now() - sweptAt > 60_000) {
          await sweep();
          sweptAt = performance.now();
        }
        if (await workThrough({ table, folderOf, dependencies, withdrawn, holder, signal })) continue;
        await delay(LOOK_MS, undefined, { signal: AbortSignal.any([signal, woken.signal]) }).catch(() => undefined);
        woken = new AbortController();
      }
    },

    sweep,
  };
}

function again(job: Job, request: CaseFileRequest): CaseFileResult {
  // A date that a rule gave was not asked for.
  const asked = { ...job, dueOn: job.dueRule === undefined ? job.dueOn : undefined };
  const same = (['requester', 'recipient', 'scopes', 'reference', 'dueOn', 'pdf'] as const).every((field) =>
    isDeepStrictEqual(asked[field], request[field]),
  );
  return same ? { ok: true, job, repeated: true } : { ok: false, refusal: { code: 'idempotency/reused' } };
}
