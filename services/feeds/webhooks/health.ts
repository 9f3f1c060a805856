import type { Health } from './port.ts';
import { pauseMs, type Schedule, type Verdict } from './verdict.ts';

/** Nothing is known against it. */
export const WELL: Health = { failures: 0, failingSince: undefined, downUntil: undefined };

/** Failures in a row after which it is the receiver that fails, not some message; from then on one is tried at a time. */
export const DOWN_AFTER = 5;

/** How a receiver does after one more try. */
export function afterTry(
  health: Health,
  verdict: Verdict,
  { nowMs, schedule, random }: { readonly nowMs: number; readonly schedule: Schedule; readonly random: () => number },
): Health {
  if (verdict.do === 'delivered') return WELL;
  const failures = health.failures + 1;
  const failingSince = health.failingSince ?? nowMs;
  if (verdict.do === 'again' && verdict.all) return { failures, failingSince, downUntil: nowMs + verdict.inMs };
  if (failures < DOWN_AFTER) return { failures, failingSince, downUntil: health.downUntil };
  return { failures, failingSince, downUntil: nowMs + pauseMs(failures - DOWN_AFTER + 1, schedule, random()) };
}
