import { readStream } from '@foja/commands/claim-reader.ts';
import type { Claim, Commands } from '@foja/commands/commands.ts';
import { eventId } from '@foja/commands/event-ids.ts';
import { claimStream, deliverCaseFileCopy, requestCopy } from '@foja/domain/claim/index.ts';
import { completeCaseFile } from '@foja/domain/indecopi/index.ts';
import type { EventStore } from '@foja/ledger/port.ts';
import type { Projections } from '@foja/projections';
import { openArchive, publish, readEntries } from './archive/archive.ts';
import { type ClaimEntry, type ClaimFolder, claimFolder, type FolderDependencies } from './folder/claim-folder.ts';
import { addRootFiles, type RootDependencies } from './folder/root-files.ts';
import type { Lease } from './lease.ts';
import { claimsAfter, countClaims } from './reach.ts';
import type { Job } from './table.ts';

export interface JobDependencies extends FolderDependencies, RootDependencies {
  readonly documents: FolderDependencies['documents'];
  readonly proofs: FolderDependencies['proofs'];
  readonly commands: Pick<Commands, 'claim' | 'onClaim' | 'onCaseFile' | 'provider'>;
  /** Events as they are stored, whatever is sealed in them still sealed. */
  readonly stored: Pick<EventStore, 'read'>;
  readonly head: () => Promise<bigint>;
  readonly projections: Pick<Projections, 'queries' | 'waitFor'>;
  readonly clock: () => string;
  /** Days that a case file is kept once it is whole. */
  readonly keepDays: number;
  /** Tells a provider that Indecopi asked for sheets of its; the same notice again tells nothing twice. */
  readonly tell: (notice: Notice) => Promise<void>;
  readonly log: CaseFileLog;
  /** Waits while the process has its hands full; absent: it never has. */
  readonly afterOthers?: ((signal: AbortSignal) => Promise<void>) | undefined;
}

export interface CaseFileLog {
  info(about: object, message: string): void;
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
}

/** What a provider is told once, however many of its sheets are asked for. */
export interface Notice {
  readonly exportId: string;
  readonly ruc: string;
  readonly reference: string;
  readonly dueOn: string | undefined;
}

/** Claims that are prepared at once: they share commits of the ledger, and a few are all that is held in memory. */
const AT_ONCE = 8;
const DELIVERIES_AT_ONCE = 32;
/** Longest wait for the read models to show what was filed before the request. */
const CATCH_UP_MS = 10_000;

/**
 * One step of the work on a case file, committed under the lease; answers the job as it then stands, still `running` where
 * there is more to do. What a step did before it failed or died is done again by the next: events carry their own ids, and
 * the archive is cut back to its last mark.
 */
export async function takeStep(job: Job, folder: string, lease: Lease, dependencies: JobDependencies): Promise<Job> {
  switch (job.phase) {
    case 'counting':
      return count(job, lease, dependencies);
    case 'collecting':
      return collect(job, folder, lease, dependencies);
    case 'closing':
      return close(job, folder, lease, dependencies);
    case 'telling':
      return deliver(job, folder, lease, dependencies);
    default:
      return job.phase satisfies never;
  }
}

async function count(job: Job, lease: Lease, { projections, head, tell }: JobDependencies): Promise<Job> {
  if (!(await projections.waitFor(await head(), CATCH_UP_MS))) throw new Error('the register is far behind');
  const claims = await countClaims(projections.queries.register, job);
  if (job.recipient === 'indecopi') {
    const { exportId, reference = '', dueOn } = job;
    for (const ruc of new Set(job.scopes.map((scope) => scope.ruc))) await tell({ exportId, ruc, reference, dueOn });
  }
  return committed(job, lease, { claims, phase: 'collecting' });
}

/** One page of claims: asked for in the ledger, read, and written behind what is there. */
async function collect(job: Job, folder: string, lease: Lease, dependencies: JobDependencies): Promise<Job> {
  const page = await claimsAfter(dependencies.projections.queries.register, job, job.place);
  const archive = await openArchive(folder, job.mark, new Date(job.filedUntil));
  try {
    let done = job.done;
    for (let at = 0; at < page.claimIds.length; at += AT_ONCE) {
      await dependencies.afterOthers?.(lease.signal);
      lease.signal.throwIfAborted();
      const some = page.claimIds.slice(at, at + AT_ONCE);
      const folders = await Promise.all(some.map((claimId) => prepare(claimId, job, dependencies)));
      for (const prepared of folders) {
        lease.signal.throwIfAborted();
        if (prepared === undefined) continue;
        await archive.add(prepared.files, prepared.entry);
        done += 1;
      }
    }
    lease.signal.throwIfAborted();
    const mark = await archive.mark();
    const next = page.next === undefined ? ({ phase: 'closing' } as const) : { place: page.next };
    return await committed(job, lease, { mark, done, attempts: 0, ...next });
  } finally {
    await archive.close();
  }
}

async function prepare(claimId: string, job: Job, dependencies: JobDependencies): Promise<ClaimFolder | undefined> {
  const claim = await claimFor(claimId, job, dependencies);
  if (claim === undefined) return undefined;
  const recorded = await readStream(dependencies.stored, claimStream(claimId));
  const known = recorded.filter(({ revision }) => revision <= claim.revision);
  return claimFolder(claim, known, { pdf: job.pdf }, dependencies);
}

/** The claim with Indecopi's request on it, where it is Indecopi who asks: that is part of its history, and of the case file. */
async function claimFor(claimId: string, job: Job, { commands, log }: JobDependencies): Promise<Claim | undefined> {
  const { exportId, recipient, reference = '', dueOn, actor } = job;
  if (recipient !== 'indecopi') return commands.claim(claimId);
  const by = { actor, commandId: eventId(exportId, `request ${claimId}`), correlationId: exportId };
  const asked = await commands.onClaim(
    claimId,
    (claim, about) => requestCopy(claim, { reference, dueOn, exportId }, about),
    by,
  );
  if (asked.ok) return asked.state;
  if (asked.refusal.code === 'claim/not-found') return undefined;
  log.warn({ exportId, claimId, code: asked.refusal.code }, 'a request could not be written on a claim');
  throw new Error(asked.refusal.code);
}

async function close(job: Job, folder: string, lease: Lease, dependencies: JobDependencies): Promise<Job> {
  const archive = await openArchive(folder, job.mark, new Date(job.filedUntil));
  try {
    const { manifestSha256 } = await addRootFiles(archive, job, dependencies);
    lease.signal.throwIfAborted();
    const { sha256, sizeBytes } = await archive.finish();
    // The mark stays before these files, but for their number: what follows reads the journal of claims only.
    const mark = { ...job.mark, files: (await archive.mark()).files };
    return await committed(job, lease, { phase: 'telling', mark, sha256, sizeBytes, manifestSha256, attempts: 0 });
  } finally {
    await archive.close();
  }
}

/** Delivery is written on every claim once the archive is whole; then it is handed out. */
async function deliver(job: Job, folder: string, lease: Lease, dependencies: JobDependencies): Promise<Job> {
  const { exportId, mark, sha256 = '', sizeBytes = 0, manifestSha256 = '' } = job;
  if (job.recipient === 'indecopi' && job.toldBytes < mark.entriesBytes)
    return deliverSome(job, folder, lease, dependencies);
  const by = { actor: SYSTEM, commandId: eventId(exportId, 'complete'), correlationId: exportId };
  const completion = { exportId, sha256, sizeBytes, claims: job.done, files: mark.files, manifestSha256 };
  const result = await dependencies.commands.onCaseFile(exportId, (state) => completeCaseFile(state, completion), by);
  if (!result.ok) throw new Error(result.refusal.code);
  lease.signal.throwIfAborted();
  await publish(folder);
  const finishedAt = dependencies.clock();
  const expiresAt = new Date(Date.parse(finishedAt) + dependencies.keepDays * 86_400_000).toISOString();
  return committed(job, lease, { status: 'ready', finishedAt, expiresAt });
}

async function deliverSome(job: Job, folder: string, lease: Lease, { commands, log, afterOthers }: JobDependencies) {
  const { exportId, mark } = job;
  const some: ClaimEntry[] = [];
  let toldBytes = job.toldBytes;
  for await (const { entry, endsAt } of readEntries(folder, { from: job.toldBytes, to: mark.entriesBytes })) {
    some.push(entry as ClaimEntry);
    toldBytes = endsAt;
    if (some.length === DELIVERIES_AT_ONCE) break;
  }
  await afterOthers?.(lease.signal);
  lease.signal.throwIfAborted();
  await Promise.all(
    some.map(async ({ claimId, digest }) => {
      const by = { actor: SYSTEM, commandId: eventId(exportId, `delivery ${claimId}`), correlationId: exportId };
      const delivery = { exportId, documentSha256: digest };
      const result = await commands.onClaim(claimId, (claim) => deliverCaseFileCopy(claim, delivery), by);
      if (result.ok || result.refusal.code === 'claim/not-found') return;
      log.warn({ exportId, claimId, code: result.refusal.code }, 'a delivery could not be written on a claim');
      throw new Error(result.refusal.code);
    }),
  );
  return committed(job, lease, { toldBytes, told: job.told + some.length, attempts: 0 });
}

const SYSTEM = { role: 'system', id: 'case-files' };

async function committed(job: Job, lease: Lease, change: Partial<Job>): Promise<Job> {
  await lease.commit(change);
  return { ...job, ...change };
}
