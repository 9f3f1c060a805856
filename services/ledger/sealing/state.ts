import { eventsBetween } from '../distance.ts';
import { type EventStore, START } from '../port.ts';
import type { SealProblem } from './refusal.ts';
import type { SealTable } from './table.ts';

/** How sealing goes, as one process sees it. */
export interface SealingState {
  /** `standby`: another process seals. */
  readonly state: 'sealing' | 'standby' | 'refused';
  readonly problem?: SealProblem;
  readonly sealedEvents: number;
  readonly lagEvents: number;
  /** Age of the oldest event that is not sealed; 0 where all are. */
  readonly lagSeconds: number;
}

/** How far the log is behind the store. @param nowMs by the clock that the store's recording times are of. */
export async function sealingLag(
  {
    table,
    stored,
  }: {
    readonly table: Pick<SealTable, 'last'>;
    readonly stored: Pick<EventStore, 'head' | 'readAll' | 'countsPositions'>;
  },
  nowMs: number,
): Promise<Pick<SealingState, 'sealedEvents' | 'lagEvents' | 'lagSeconds'>> {
  const [last, head] = await Promise.all([table.last(), stored.head()]);
  const sealedUntil = last?.position ?? START;
  const [waiting] = head > sealedUntil ? await stored.readAll({ after: sealedUntil, max: 1 }) : [];
  const lagMs = waiting === undefined ? 0 : nowMs - Date.parse(waiting.recordedAt);
  return {
    sealedEvents: last?.size ?? 0,
    lagEvents: await eventsBetween(stored, sealedUntil, head),
    lagSeconds: Math.max(0, lagMs / 1000),
  };
}
