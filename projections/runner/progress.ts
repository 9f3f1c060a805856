import type { Position } from '@foja/ledger/port.ts';

/** How far each projection is known to have come, and who waits for it to come further. */
export class Progress {
  readonly #positions = new Map<string, Position>();
  readonly #waiters = new Set<() => void>();

  /** Positions only grow: a late answer of another connection takes nothing back. */
  advance(name: string, position: Position): void {
    if (position <= (this.#positions.get(name) ?? -1n)) return;
    this.#positions.set(name, position);
    for (const check of [...this.#waiters]) check();
  }

  reached(position: Position, names: readonly string[]): boolean {
    return names.every((name) => (this.#positions.get(name) ?? -1n) >= position);
  }

  get waiting(): boolean {
    return this.#waiters.size > 0;
  }

  /** True as soon as all have reached the position; false when the time is up. */
  async wait(position: Position, names: readonly string[], timeoutMs: number): Promise<boolean> {
    if (this.reached(position, names)) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const check = () => {
      if (this.reached(position, names)) resolve(true);
    };
    this.#waiters.add(check);
    const timer = setTimeout(() => resolve(false), timeoutMs);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiters.delete(check);
    }
  }
}
