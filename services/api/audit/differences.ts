import type { HistoryEntry } from '@foja/commands/commands.ts';
import type { ComputedDay } from '@foja/domain/deadline/index.ts';
import { factsOf } from './facts.ts';
import type { Standing } from './standing.ts';

/** What is otherwise at the second of two moments; null where there was, or is, no such thing. */
export interface Differences {
  readonly facts: readonly { field: string; label: string; before: string | null; after: string | null }[];
  /** Days of the computation sheet that are counted otherwise, or for another reason. */
  readonly days: readonly { date: string; before: string | null; after: string | null }[];
  /** What happened in between, in order; of going back, what is undone. */
  readonly events: readonly HistoryEntry[];
}

export function differencesOf(from: Standing, to: Standing): Differences {
  const facts = differing(
    new Map(factsOf(from).map((fact) => [fact.field, fact])),
    new Map(factsOf(to).map((fact) => [fact.field, fact])),
    ({ value }) => value,
  ).map(({ key, before, after, was, is }) => ({ field: key, label: (is ?? was)?.label ?? key, before, after }));
  const days = differing(byDate(from), byDate(to), dayWords)
    .map(({ key, before, after }) => ({ date: key, before, after }))
    .toSorted((a, b) => (a.date < b.date ? -1 : 1));
  const [less, more] = from.later.length >= to.later.length ? [from, to] : [to, from];
  return { facts, days, events: more.claim.history.slice(less.claim.history.length) };
}

function byDate({ deadline }: Standing): Map<string, ComputedDay> {
  return new Map(deadline.computation.days.map((day) => [day.date, day]));
}

function dayWords({ counted, reason }: ComputedDay): string {
  return counted ? reason : `no cuenta: ${reason}`;
}

/** In the order of the first, then what only the second has. */
function differing<T>(was: ReadonlyMap<string, T>, is: ReadonlyMap<string, T>, words: (value: T) => string) {
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((key) => {
      const [old, now] = [was.get(key), is.get(key)];
      return {
        key,
        was: old,
        is: now,
        before: old === undefined ? null : words(old),
        after: now === undefined ? null : words(now),
      };
    })
    .filter(({ before, after }) => before !== after);
}
