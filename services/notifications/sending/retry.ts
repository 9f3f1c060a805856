export interface RetryPolicy {
  readonly attemptsMax: number;
  /** Wait after the first failure; doubled each time. */
  readonly firstMs: number;
  readonly maxMs: number;
  /** Longest rest of the whole sender while the server is not there. */
  readonly restMaxMs: number;
  /** How long a mail belongs to whoever took it; longer than writing and sending it can take. */
  readonly leaseMs: number;
}

/** Tries for about four days, as mail servers do (RFC 5321, section 4.5.4.1). */
export const RETRY: RetryPolicy = {
  attemptsMax: 24,
  firstMs: 30_000,
  maxMs: 6 * 3_600_000,
  restMaxMs: 120_000,
  leaseMs: 180_000,
};

/** The wait after that many failures. */
export function backoffMs(failures: number, { firstMs, maxMs }: Pick<RetryPolicy, 'firstMs' | 'maxMs'>): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30));
}
