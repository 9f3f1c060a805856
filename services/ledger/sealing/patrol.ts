import { setTimeout as delay } from 'node:timers/promises';
import { SealRefused } from './refusal.ts';

export interface PatrolOptions {
  /** Everything that was sealed (`rereadAll`); ends early at the signal. @throws SealRefused, or whatever the store does. */
  readonly reread: (signal: AbortSignal) => Promise<void>;
  /** From the beginning of sealing to the first reading, and from a reading that failed to the next. */
  readonly firstMs: number;
  /** From one reading to the next. */
  readonly everyMs: number;
  /** Ends early at the signal, and then without an error. */
  readonly rest?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Sealing, and beside it the whole ledger read again and again. */
export interface Patrol {
  /**
   * Seals until the signal, or until something is found that is not as it was sealed, however old. What was found once keeps
   * anything from being sealed until a whole reading finds it put right.
   * @throws SealRefused; whatever `seal` throws.
   */
  beside(seal: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void>;
}

export function openPatrol(options: PatrolOptions): Patrol {
  let damaged: SealRefused | undefined;
  return {
    async beside(seal, signal) {
      if (damaged !== undefined) await options.reread(signal);
      // A reading that was cut short has found nothing put right.
      if (signal.aborted) return;
      damaged = undefined;
      const ending = new AbortController();
      const until = AbortSignal.any([signal, ending.signal]);
      const patrolled = patrol(options, until).then((found) => {
        damaged = found;
        ending.abort();
      });
      try {
        await seal(until);
      } finally {
        ending.abort();
        await patrolled;
      }
      if (damaged !== undefined) throw damaged;
    },
  };
}

/** What is not as it was sealed; undefined at the signal. A store that is away is read once it may be back. */
async function patrol(
  { reread, firstMs, everyMs, rest = sleep }: PatrolOptions,
  signal: AbortSignal,
): Promise<SealRefused | undefined> {
  let waitMs = firstMs;
  while (!signal.aborted) {
    await rest(waitMs, signal);
    try {
      if (!signal.aborted) await reread(signal);
      waitMs = everyMs;
    } catch (error) {
      if (error instanceof SealRefused) return error;
      waitMs = firstMs;
    }
  }
  return undefined;
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
