/** One thing measured: how much of it in how many seconds. */
export interface Measured {
  readonly perSecond: number;
}

/**
 * Two things side by side: turn and turn about, so that a machine that slows down slows both. Rounds that warm up come
 * first and do not count.
 *
 * @returns the medians, and the median of the ratios round by round.
 */
export async function sideBySide(
  rounds: number,
  ours: () => Promise<Measured>,
  theirs: () => Promise<Measured>,
  warmUps = 1,
): Promise<{ readonly ours: number; readonly theirs: number; readonly ratio: number }> {
  const results: { ours: number; theirs: number }[] = [];
  for (let round = -warmUps; round < rounds; round += 1) {
    const pair = { theirs: (await theirs()).perSecond, ours: (await ours()).perSecond };
    if (round >= 0) results.push(pair);
  }
  return {
    ours: median(results.map((pair) => pair.ours)),
    theirs: median(results.map((pair) => pair.theirs)),
    ratio: median(results.map((pair) => pair.ours / pair.theirs)),
  };
}

/** As many of `work` as fit into `forMs`, `concurrency` at once. */
export async function forAWhile(
  forMs: number,
  concurrency: number,
  work: (index: number) => Promise<unknown>,
): Promise<Measured> {
  const from = performance.now();
  let index = 0;
  const worker = async () => {
    while (performance.now() - from < forMs) {
      await work(index);
      index += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return { perSecond: index / ((performance.now() - from) / 1000) };
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** @param share 0.99 for p99. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
