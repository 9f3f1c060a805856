import type { Commands } from '@foja/commands/commands.ts';
import { eventId } from '@foja/commands/event-ids.ts';
import { type ClaimState, deliverCaseFileCopy } from '@foja/domain/claim/index.ts';
import { completeCaseFile } from '@foja/domain/indecopi/index.ts';
import { type EventStore, START } from '@foja/ledger/port.ts';
import type { Projections } from '@foja/projections';
import { openArchive, publish, readEntries } from './archive/archive.ts';
import { type ClaimEntry, type ClaimFolder, claimFolder, type FolderDependencies } from './folder/claim-folder.ts';
import { addRootFiles, type RootDependencies } from './folder/root-files.ts';
import { type Gathered, gather, readClaims } from './gather.ts';
import type { Lease } from './lease.ts';
import type { CaseFileLog, CaseFileProofs, Disclosures } from './port.ts';
import { claimsAfter, countClaims, type Place } from './reach.ts';
import type { Job } from './table.ts';

export interface JobDependencies extends FolderDependencies, RootDependencies {
  readonly documents: FolderDependencies['documents'];
  readonly proofs: CaseFileProofs;
  readonly disclosures: Disclosures;
  readonly commands: Pick<Commands, 'onClaim' | 'onCaseFile' | 'provider'>;
  /** Events as they are stored, whatever is sealed in them still sealed. */
  readonly stored: Pick<EventStore, 'read' | 'readMany'>;
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

/** What a provider is told once, however many of its sheets are asked for. */
export interface Notice {
  readonly exportId: string;
  readonly ruc: string;
  readonly reference: string;
  readonly dueOn: string | undefined;
}

/** Claims that are written together: their pages are all that is held in memory, a few megabytes. */
const AT_ONCE = 10;
const DELIVERIES_AT_ONCE = 500;
/** How long a process that has others to serve goes on without looking after them. */
const WORK_MS = 400;
/** How long one step goes on with page after page, each committed. */
const STEP_MS = 3_000;
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

/** Page after page of claims, each committed; the next one is asked of the database while one is written. */
async function collect(job: Job, folder: string, lease: Lease, dependencies: JobDependencies): Promise<Job> {
  const began = performance.now();
  let restedAt = Number.NEGATIVE_INFINITY;
  const archive = await openArchive(folder, job.mark, new Date(job.filedUntil));
  const pageAt = (place: Place) => ahead(gatherPage(place, job, dependencies));
  try {
    let now = job;
    let coming = pageAt(job.place);
    for (;;) {
      const { page, claims } = await coming;
      const goesOn = page.next !== undefined && performance.now() - began < STEP_MS;
      if (page.next !== undefined && goesOn) coming = pageAt(page.next);
      await sealedFirst(claims, dependencies);
      for (let at = 0; at < claims.length; at += AT_ONCE) {
        if (performance.now() - restedAt > WORK_MS) {
          await dependencies.afterOthers?.(lease.signal);
          restedAt = performance.now();
        }
        lease.signal.throwIfAborted();
        const folders: ClaimFolder[] = [];
        for (const one of claims.slice(at, at + AT_ONCE)) folders.push(await claimFolder(one, dependencies));
        lease.signal.throwIfAborted();
        await archive.add(
          folders.flatMap(({ files }) => files),
          folders.map(({ entry }) => entry),
        );
      }
      const mark = await archive.mark();
      const next = page.next === undefined ? ({ phase: 'closing' } as const) : { place: page.next };
      now = await committed(now, lease, { mark, done: now.done + claims.length, attempts: 0, ...next });
      if (!goesOn) return now;
    }
  } finally {
    await archive.close();
  }
}

async function gatherPage(place: Place, job: Job, dependencies: JobDependencies) {
  const page = await claimsAfter(dependencies.projections.queries.register, job, place);
  return { page, claims: await gather(page.claimIds, job, dependencies) };
}

/** Begun before anybody waits for it; whoever does is told how it failed. */
function ahead<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}

/** What was written on the claims a moment ago takes a moment to be sealed. */
async function sealedFirst(claims: readonly Gathered[], { proofs, log }: JobDependencies): Promise<void> {
  let last = START;
  for (const { recorded } of claims)
    for (const { position } of recorded.slice(-1)) if (position > last) last = position;
  if (last !== START && !(await proofs.sealedUpTo(last)))
    log.warn({}, 'a case file goes on with events not sealed yet');
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

async function deliverSome(job: Job, folder: string, lease: Lease, dependencies: JobDependencies) {
  const { commands, log, afterOthers } = dependencies;
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
  const digests = new Map(some.map(({ claimId, digest }) => [claimId, digest]));
  await Promise.all(
    (await readClaims([...digests.keys()], dependencies)).map(async ({ claim: seen }) => {
      const { claimId } = seen.state.filed;
      const by = { actor: SYSTEM, commandId: eventId(exportId, `delivery ${claimId}`), correlationId: exportId };
      const delivery = { exportId, documentSha256: digests.get(claimId) ?? '' };
      const decide = (claim: ClaimState) => deliverCaseFileCopy(claim, delivery);
      const result = await commands.onClaim(claimId, decide, by, { seen, readOn: false });
      if (result.ok || result.refusal.code === 'claim/not-found' || seen.state.erasedOn !== undefined) return;
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
