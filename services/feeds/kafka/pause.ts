import { setTimeout as delay } from 'node:timers/promises';

const FIRST_MS = 250;
const MAX_MS = 10_000;

/** Longer and longer pauses between tries, each a little different, so that many do not come back at once. */
export class Pauses {
  #failures = 0;

  /** It went well: the next pause is a short one. */
  reset(): void {
    this.#failures = 0;
  }

  /** Ends early at the signal. */
  async next(signal: AbortSignal): Promise<void> {
    const full = Math.min(FIRST_MS * 2 ** this.#failures, MAX_MS);
    this.#failures += 1;
    await delay(full * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }
}
