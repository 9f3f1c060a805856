/** What was compressed is broken, or larger than anybody has reason to send. Nothing of it is quoted. */
export class Undecodable extends Error {
  override readonly name = 'Undecodable';
}

/** What is decompressed, so far: it grows as it is written, and never beyond its limit. */
export class Output {
  readonly #limit: number;
  #bytes: Buffer;
  #length = 0;

  /** @param expected bytes to begin with; what a sender says is a hint, never more than the limit */
  constructor(limit: number, expected: number) {
    this.#limit = limit;
    this.#bytes = Buffer.allocUnsafe(Math.max(64, Math.min(limit, expected)));
  }

  get length(): number {
    return this.#length;
  }

  /** As they stand in `from`. @throws Undecodable */
  literals(from: Buffer, start: number, length: number): void {
    if (start + length > from.length) throw new Undecodable('literals beyond the end');
    this.#makeRoom(length);
    from.copy(this.#bytes, this.#length, start, start + length);
    this.#length += length;
  }

  /** Again what was written `distance` bytes ago; where it reaches into itself, it repeats. @throws Undecodable */
  repeat(distance: number, length: number): void {
    if (distance === 0 || distance > this.#length) throw new Undecodable('a match before the beginning');
    this.#makeRoom(length);
    const end = this.#length + length;
    while (this.#length < end) {
      const start = this.#length - distance;
      const step = Math.min(distance, end - this.#length);
      this.#bytes.copyWithin(this.#length, start, start + step);
      this.#length += step;
    }
  }

  written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #makeRoom(more: number): void {
    const needed = this.#length + more;
    if (needed > this.#limit) throw new Undecodable(`more than ${this.#limit} bytes`);
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.min(this.#limit, Math.max(needed, 2 * this.#bytes.length)));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
