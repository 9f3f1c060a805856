import type { DataKey } from './port.ts';

const FIRST = 32;
const MOST = 1_024;

interface Waiting {
  readonly count: number;
  readonly resolve: (keys: readonly DataKey[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Keys made ahead, so that a filing takes a durable one without a commit of its own. Batches double as they are used
 * up, and the next one is made while half of the last is left. What a process leaves unused opens nothing and harms nothing.
 */
export class Stock {
  readonly #make: (count: number) => Promise<readonly DataKey[]>;
  #keys: DataKey[] = [];
  #waiting: Waiting[] = [];
  #batch = FIRST;
  #making = false;

  constructor(make: (count: number) => Promise<readonly DataKey[]>) {
    this.#make = make;
  }

  /** At once where there are enough and nobody waits already: whoever asked first appends first. */
  take(count: number): readonly DataKey[] | Promise<readonly DataKey[]> {
    if (this.#waiting.length === 0 && this.#keys.length >= count) return this.#hand(count);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ count, resolve, reject });
      this.#refill();
    });
  }

  #hand(count: number): DataKey[] {
    const keys = this.#keys.splice(this.#keys.length - count, count);
    if (this.#keys.length < this.#batch / 4) this.#refill();
    return keys;
  }

  #refill(): void {
    if (this.#making) return;
    this.#making = true;
    const owed = this.#waiting.reduce((sum, { count }) => sum + count, 0);
    const count = Math.max(this.#batch, owed);
    this.#make(count).then(
      (keys) => {
        this.#making = false;
        this.#batch = Math.min(MOST, this.#batch * 2);
        this.#keys = [...keys, ...this.#keys];
        this.#serve();
      },
      (error) => {
        this.#making = false;
        for (const { reject } of this.#waiting.splice(0)) reject(error);
      },
    );
  }

  #serve(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      if (this.#keys.length < next.count) {
        this.#refill();
        return;
      }
      this.#waiting.shift();
      next.resolve(this.#hand(next.count));
    }
  }
}
