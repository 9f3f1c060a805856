import type { HistoryEntry } from '@foja/commands/commands.ts';
import { Problem } from '@foja/commands/problems/problem.ts';

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

/** The two clocks, ours and the database's, may be so far apart. */
const SKEW_MS = 60_000;

/**
 * The moment that was asked for, if it is one of this history: an act that there is, or an instant that has been. Of an instant to
 * come nobody can say how things stand then, and an act that there is not is not the last one.
 * @param field name of the parameter. @throws Problem
 */
export function momentIn(
  history: readonly HistoryEntry[],
  asked: { readonly asOf: string | undefined; readonly clock: MomentClock; readonly field: string },
  now: string,
): Moment {
  const moment = momentOf(asked.asOf, asked.clock, now);
  const last = history.at(-1);
  const beyond =
    moment.kind === 'revision'
      ? moment.revision > (last?.revision ?? 0)
      : Date.parse(moment.instant) > latest(last, moment.clock, now) + SKEW_MS;
  if (!beyond) return moment;
  throw new Problem('request/invalid', {
    errors: [{ field: asked.field, code: 'field/too-large' }],
    detail: moment.kind === 'revision' ? NO_SUCH_ACT : TO_COME,
  });
}

function latest(last: HistoryEntry | undefined, clock: MomentClock, now: string): number {
  return Math.max(Date.parse(now), last === undefined ? 0 : Date.parse(timeOf(last, clock)));
}

const NO_SUCH_ACT = { es: 'La hoja no tiene tantos actos.', en: 'The claim has fewer acts.' };
const TO_COME = {
  es: 'Ese momento todavía no llega: de él no se puede decir nada.',
  en: 'That moment is still to come: nothing can be said of it.',
};

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
