import { setTimeout as delay } from 'node:timers/promises';

const BEAT_MS = 1_000;

/**
 * Tells the group that this member lives while something takes long: a member that is silent loses its partitions.
 * @throws what the heartbeat throws, once the work has ended: the partitions are somebody else's.
 */
export async function beating<T>(heartbeat: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  const over = new AbortController();
  let lost: { readonly error: unknown } | undefined;
  const beats = (async () => {
    while (!over.signal.aborted && lost === undefined) {
      await delay(BEAT_MS, undefined, { signal: over.signal }).catch(() => undefined);
      if (!over.signal.aborted) await heartbeat().catch((error: unknown) => (lost = { error }));
    }
  })();
  const done = await work().finally(() => over.abort());
  await beats;
  if (lost !== undefined) throw lost.error;
  return done;
}
