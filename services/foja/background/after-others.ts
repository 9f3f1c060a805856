import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** Share of its time that the process works, above which what can wait, waits. */
const BUSY = 0.7;
const LOOK_MS = 100;
/** Even a process that never rests gets to its mail: at least this often. */
const MOST_MS = 3_000;

/** Comes back once the process has had a moment's rest, or after a few seconds all the same. */
export async function afterOthers(signal: AbortSignal): Promise<void> {
  let before = performance.eventLoopUtilization();
  for (let waitedMs = 0; waitedMs < MOST_MS && !signal.aborted; waitedMs += LOOK_MS) {
    await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
    const now = performance.eventLoopUtilization();
    if (performance.eventLoopUtilization(now, before).utilization < BUSY) return;
    before = now;
  }
}
