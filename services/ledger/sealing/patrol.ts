import { setTimeout as delay } from 'node:timers/promises';
import type { DamageMemory } from './memory.ts';
import { SealRefused } from './refusal.ts';

export interface PatrolOptions {
  /** Everything that was sealed (`rereadAll`); ends early at the signal. @throws SealRefused, or whatever the store does. */
  readonly reread: (signal: AbortSignal) => Promise<void>;
  readonly memory: DamageMemory;
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
   * anything from being sealed, by a process that starts later, too, until a whole reading finds it put right.
   * @throws SealRefused; whatever `seal` throws.
   */
  beside(seal: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void>;
}

export function openPatrol(options: PatrolOptions): Patrol {
  const { reread, memory } = options;
  return {
    async beside(seal, signal) {
      if (memory.read() !== undefined) {
        await reread(signal);
        // A reading that was cut short has found nothing put right.
        if (signal.aborted) return;
        memory.write(undefined);
      }
      const ending = new AbortController();
      const until = AbortSignal.any([signal, ending.signal]);
      const patrolled = patrol(options, until).then((found) => {
        if (found !== undefined) memory.write(found.message);
        ending.abort();
        return found;
      });
      try {
        await seal(until);
      } finally {
        ending.abort();
        await patrolled;
      }
      const found = await patrolled;
      if (found !== undefined) throw found;
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
