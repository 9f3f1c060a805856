import type { Cell, Count } from '../definition.ts';

/** Differences of counters, added up in memory until they are written. */
export class CountSum {
  readonly #sums = new Map<string, { readonly at: readonly Cell[]; readonly add: number[] }>();

  add(counts: readonly Count[], times: 1 | -1): void {
    for (const { at, add } of counts) {
      const key = at.join('\u0000');
      const sum = this.#sums.get(key);
      if (sum === undefined) this.#sums.set(key, { at, add: add.map((n) => 0 + n * times) });
      else for (const [index, n] of add.entries()) sum.add[index] = (sum.add[index] ?? 0) + n * times;
    }
  }

  /** Only what changed: a row that stayed where it was adds and takes away the same. */
  changes(): readonly Count[] {
    return [...this.#sums.values()].filter(({ add }) => add.some((n) => n !== 0));
  }
}
