import type { HistoryEntry } from '@foja/commands';
import { instant } from '@foja/contracts/primitives.ts';
import { Stop } from '../stop.ts';

/** Which part of a history is looked at: up to a revision, or up to an instant of recording; all without. */
export type Moment = { readonly revision: number } | { readonly instantMs: number };

/** `3` is a revision, `2026-10-12T00:00:00-05:00` an instant. */
export function momentOf(text: string): Moment {
  if (/^\d{1,9}$/.test(text)) return { revision: Number(text) };
  // Date.parse alone would take 30 February for 2 March; the contract's instants have seconds, people leave them out.
  const withSeconds = text.replace(/(T\d\d:\d\d)(?=Z|[+-])/, '$1:00');
  if (!instant.safeParse(withSeconds).success) {
    throw new Stop(
      '--as-of: use una revisión (0, 1, 2 …) o un instante con su zona, como 2026-10-12T00:00:00-05:00',
      'wrong-use',
    );
  }
  return { instantMs: Date.parse(withSeconds) };
}

/** The events that had happened by then, in order: the history as it could have been read at that moment. */
export function standingAt(history: readonly HistoryEntry[], moment: Moment | undefined): readonly HistoryEntry[] {
  if (moment === undefined) return history;
  if ('revision' in moment) return history.filter(({ revision }) => revision <= moment.revision);
  const later = history.findIndex(({ metadata }) => Date.parse(metadata.occurredAt) > moment.instantMs);
  return later === -1 ? history : history.slice(0, later);
}
