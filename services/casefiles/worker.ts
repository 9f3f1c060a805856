import { ArchiveLost, destroy } from './archive/archive.ts';
import { type JobDependencies, takeStep } from './job.ts';
import { holdLease, LEASE_MS, type Lease, LeaseLost } from './lease.ts';
import { type CaseFileTable, type Job, NOTHING_DONE } from './table.ts';

/** How long one case file is worked on while others wait: a large one keeps a small one waiting no longer than this. */
const SLICE_MS = 5_000;
const ATTEMPTS_MAX = 5;
const RETRY_MS = 2_000;

export interface Working {
  readonly table: CaseFileTable;
  readonly folderOf: (exportId: string) => string;
  readonly dependencies: JobDependencies;
  /** Ends a job that nobody may have any more; true where it did. */
  readonly withdrawn: (job: Job) => Promise<boolean>;
  /** Of this process. */
  readonly holder: string;
  readonly signal: AbortSignal;
}

/** One turn at the job whose turn it is; false where nobody waits. Never throws for a job that cannot be done. */
export async function workThrough(working: Working): Promise<boolean> {
  const { table, holder, signal } = working;
  const job = await table.take(holder, LEASE_MS);
  if (job === undefined) return false;
  const lease = holdLease(table, { exportId: job.exportId, holder, until: signal });
  try {
    await workOn(job, lease, working);
    await lease.release();
  } catch (error) {
    await failed(job, error, lease, working);
  }
  return true;
}

async function workOn(job: Job, lease: Lease, { dependencies, folderOf, withdrawn }: Working): Promise<void> {
  const began = performance.now();
  let now = job;
  while (now.status === 'running' && performance.now() - began < SLICE_MS) {
    lease.signal.throwIfAborted();
    if (await withdrawn(now)) return;
    now = await takeStep(now, folderOf(job.exportId), lease, dependencies);
  }
  if (now.status === 'ready') dependencies.log.info({ exportId: job.exportId, claims: now.done }, 'case file ready');
}

async function failed(
  job: Job,
  error: unknown,
  lease: Lease,
  { table, dependencies: { log }, folderOf, signal }: Working,
): Promise<void> {
  const { exportId } = job;
  if (signal.aborted) return lease.release();
  if (error instanceof LeaseLost || lease.signal.aborted) {
    await lease.release();
    const { status } = (await table.find(exportId)) ?? {};
    if (status === 'cancelled' || status === 'expired') await destroy(folderOf(exportId));
    return;
  }
  if (error instanceof ArchiveLost) {
    log.error({ exportId }, 'what was made of a case file is gone: it begins anew');
    const { phase, place, mark, claims, done, toldBytes, told } = NOTHING_DONE;
    await lease.commit({ phase, place, mark, claims, done, toldBytes, told });
    return lease.release();
  }
  // Its kind only: a message may repeat what somebody wrote.
  const why = error instanceof Error ? error.name : 'unknown';
  const attempts = ((await table.find(exportId))?.attempts ?? 0) + 1;
  const over = attempts >= ATTEMPTS_MAX;
  log.error(
    { exportId, attempts, why, at: placeOf(error) },
    over ? 'a case file was given up' : 'a step of a case file failed',
  );
  await lease.commit({ attempts, failure: why, ...(over ? { status: 'failed' } : {}) }).catch(() => undefined);
  if (over) await destroy(folderOf(exportId));
  await lease.release(over ? 0 : RETRY_MS * 2 ** attempts);
}

/** Where in our code, without the message. */
function placeOf(error: unknown): string[] {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines.filter((line) => line.startsWith('    at ')).slice(0, 4);
}
