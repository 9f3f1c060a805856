import { Problem } from '@foja/commands/problems/problem.ts';

/** Looked at this often: a late answer may come this much later than its time. */
const TICK_MS = 250;

interface Waiting {
  readonly until: number;
  readonly late: () => void;
}

/**
 * Puts a bound on how long answers may take, with one timer for all that wait: a timer, a race and an abort signal for
 * each cost a filing a tenth of its time. All get the same time, so the oldest is always the first to be late.
 */
export class InTime {
  readonly #timeoutMs: number;
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** @throws Problem where it takes too long: the write may still be stored, and its key finds out. */
  of<T>(answer: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const late = () => reject(new Problem('server/unknown-outcome', { headers: { 'retry-after': '2' } }));
      const waiting = { until: performance.now() + this.#timeoutMs, late };
      this.#waiting.add(waiting);
      this.#timer ??= setInterval(() => this.#look(), Math.min(TICK_MS, this.#timeoutMs)).unref();
      const settle =
        <V>(then: (value: V) => void) =>
        (value: V) => {
          this.#waiting.delete(waiting);
          then(value);
        };
      answer.then(settle(resolve), settle(reject));
    });
  }

  #look(): void {
    const now = performance.now();
    for (const waiting of this.#waiting) {
      if (waiting.until > now) break;
      this.#waiting.delete(waiting);
      waiting.late();
    }
    if (this.#waiting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
