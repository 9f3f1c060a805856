import type { HistoryEntry } from '@foja/commands/commands.ts';

/**
 * By which of an event's two times a moment is meant. `recorded`: when the store took it, and so from when on it could be
 * known here; only this one says what somebody could know. `occurred`: when it happened, as its metadata say. In a ledger
 * that was moved, or filled with older facts, all is recorded on one day, and only the other clock tells its days apart.
 */
export type MomentClock = 'recorded' | 'occurred';

/** Which part of a history is looked at. A revision: that event and those before it. */
export type Moment =
  | { readonly kind: 'revision'; readonly revision: number; readonly clock: MomentClock }
  | { readonly kind: 'instant'; readonly instant: string; readonly clock: MomentClock }
  | { readonly kind: 'now'; readonly instant: string; readonly clock: MomentClock };

/** @param asOf a revision, or an instant with its zone, as the contract has parsed it; absent: `now`. */
export function momentOf(asOf: string | undefined, clock: MomentClock, now: string): Moment {
  if (asOf === undefined) return { kind: 'now', instant: now, clock };
  if (/^\d{1,9}$/.test(asOf)) return { kind: 'revision', revision: Number(asOf), clock };
  return { kind: 'instant', instant: asOf, clock };
}

/**
 * The events that were there: always a beginning of the history, in the order in which the ledger has them. An event that
 * is recorded before another is never left out while the other is shown.
 */
export function knownAt(history: readonly HistoryEntry[], moment: Moment): readonly HistoryEntry[] {
  if (moment.kind === 'now') return history;
  if (moment.kind === 'revision') return history.filter(({ revision }) => revision <= moment.revision);
  const until = Date.parse(moment.instant);
  const later = history.findIndex((entry) => Date.parse(timeOf(entry, moment.clock)) > until);
  return later === -1 ? history : history.slice(0, later);
}

/** The instant by that clock. */
export function timeOf(
  { recordedAt, metadata }: Pick<HistoryEntry, 'recordedAt' | 'metadata'>,
  clock: MomentClock,
): string {
  return clock === 'recorded' ? recordedAt : metadata.occurredAt;
}
