import type { KeyState } from './port.ts';

/** Keys lately used, bounded in number and in age: a process that missed an erasure reads on for no longer than this. */
export class Remembered {
  readonly #states = new Map<string, { readonly state: KeyState; readonly until: number }>();
  readonly #most: number;
  readonly #ageMs: number;

  constructor({ most, ageMs }: { readonly most: number; readonly ageMs: number }) {
    this.#most = most;
    this.#ageMs = ageMs;
  }

  get(kid: string): KeyState | undefined {
    const found = this.#states.get(kid);
    if (found === undefined) return undefined;
    if (found.until > Date.now()) return found.state;
    this.#states.delete(kid);
    return undefined;
  }

  set(kid: string, state: KeyState): void {
    // What is unknown or locked now may not be a moment later.
    if (state === 'unknown' || state === 'locked') return;
    this.#states.delete(kid); // the youngest stand last
    this.#states.set(kid, { state, until: Date.now() + this.#ageMs });
    if (this.#states.size <= this.#most) return;
    const [oldest] = this.#states.keys();
    if (oldest !== undefined) this.#states.delete(oldest);
  }

  forget(kids: readonly string[]): void {
    for (const kid of kids) this.#states.delete(kid);
  }
}
