import type { CaseFileTable, Change } from './table.ts';

/** Long enough for a pause of the process or the database, short enough that whoever dies is soon taken over from. */
const LEASE_MS = 6_000;
const BEAT_MS = 1_000;

/** The turn of one process at one job. */
export interface Lease {
  /** Aborted once the job is no longer this process's: cancelled, taken over, or the database does not answer. */
  readonly signal: AbortSignal;
  /** @throws LeaseLost */
  commit(change: Change): Promise<void>;
  release(afterMs?: number): Promise<void>;
}

/** Somebody else works on the job now, or nobody shall. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

export { LEASE_MS };

/**
 * Holds the lease that `take` gave until it is released. Where it cannot be held on in time, work must stop before another
 * process may begin: that is what the signal is for, and why it comes while the lease still runs.
 */
export function holdLease(
  table: Pick<CaseFileTable, 'commit' | 'release'>,
  { exportId, holder, until }: { readonly exportId: string; readonly holder: string; readonly until: AbortSignal },
): Lease {
  const lost = new AbortController();
  let heldAt = performance.now();

  async function commit(change: Change): Promise<void> {
    const asked = performance.now();
    const mine = !lost.signal.aborted && (await table.commit(exportId, holder, change, LEASE_MS));
    if (!mine) {
      lost.abort();
      throw new LeaseLost(exportId);
    }
    heldAt = asked;
  }

  let beating = false;
  const beat = setInterval(() => {
    if (performance.now() - heldAt > LEASE_MS - BEAT_MS) lost.abort();
    if (beating) return;
    beating = true;
    commit({})
      .catch(() => undefined) // a lost lease aborts; a lost connection is tried again until time is up
      .finally(() => {
        beating = false;
      });
  }, BEAT_MS);
  beat.unref();

  return {
    signal: AbortSignal.any([lost.signal, until]),
    commit,
    async release(afterMs) {
      clearInterval(beat);
      await table.release(exportId, holder, afterMs);
    },
  };
}
