import { setTimeout as delay } from 'node:timers/promises';

/** Wakes whoever rests. A ring that nobody was waiting for is remembered for the next rest. */
export class Bell {
  #ringing = new AbortController();

  ring(): void {
    this.#ringing.abort();
  }

  /** Resolves after `ms`, at a ring, or at the signal. */
  async rest(ms: number, signal: AbortSignal): Promise<void> {
    await delay(ms, undefined, { signal: AbortSignal.any([this.#ringing.signal, signal]) }).catch(() => undefined);
    this.#ringing = new AbortController();
  }
}
