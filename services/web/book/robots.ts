/**
 * What stands in place of a captcha: a field that people do not see, a form that takes a moment to fill, and a bound on
 * filings per connection. Each is told to whoever trips over it, and none loses what was typed.
 */
export const LEAST_FILL_MS = 3_000;

/** Counts per sender over an hour, in memory, for at most `mostSenders`; the oldest give way. */
export class HourlyLimit {
  readonly #most: number;
  readonly #mostSenders: number;
  readonly #times = new Map<string, number[]>();

  constructor(most: number, mostSenders = 10_000) {
    this.#most = most;
    this.#mostSenders = mostSenders;
  }

  /** True where one more is allowed, which is then counted. */
  take(sender: string, nowMs: number): boolean {
    const recent = (this.#times.get(sender) ?? []).filter((at) => at > nowMs - HOUR_MS);
    if (recent.length >= this.#most) return false;
    this.#times.delete(sender);
    this.#times.set(sender, [...recent, nowMs]);
    const oldest = this.#times.size > this.#mostSenders ? this.#times.keys().next().value : undefined;
    if (oldest !== undefined) this.#times.delete(oldest);
    return true;
  }
}

/**
 * A family, a shop's own tablet and a whole mobile network may share an address: enough for them, little for a robot. A
 * sheet that is sent again costs nothing.
 */
export const FILINGS_PER_HOUR = 30;
export const UPLOADS_PER_HOUR = 120;

const HOUR_MS = 3_600_000;
