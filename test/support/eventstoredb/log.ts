/*
 * The log of the stand-in: what EventStoreDB keeps, with the rules that an adapter can meet, read in its source
 * (KurrentDB, IndexWriter.CheckCommit and AllReader): which expected revision it takes and repeats, and that `$all` can
 * only be read from where a record begins.
 */

export interface LogRecord {
  readonly position: bigint;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  /** 100 ns since 1970. */
  readonly createdTicks: string;
}

export type Proposed = Pick<LogRecord, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;

export type Written =
  | { readonly outcome: 'written'; readonly first: LogRecord; readonly last: LogRecord }
  | { readonly outcome: 'wrong-version'; readonly current: number };

/** Where the log begins: beyond what a `number` holds exactly, so that no position can pass through one unharmed. */
const BEGINNING = 2n ** 60n + 1n;
/** Records of the server's own between the ledger's. */
const SYSTEM_EVERY = 5;

export class Log {
  readonly #records: LogRecord[] = [];
  readonly #streams = new Map<string, LogRecord[]>();
  readonly #waiting = new Set<() => void>();
  #end = BEGINNING;
  #writes = 0;

  constructor() {
    this.#system();
  }

  /** Of a stream, or of all; grows, and never changes otherwise. */
  records(stream?: string): readonly LogRecord[] {
    return stream === undefined ? this.#records : (this.#streams.get(stream) ?? []);
  }

  /** @param expected -1: no stream; 'any': whatever. */
  write(stream: string, expected: number | 'any', proposed: readonly Proposed[]): Written {
    const standing = this.records(stream);
    const current = standing.length - 1;
    const at = expected === 'any' ? current : expected;
    if (at > current) return { outcome: 'wrong-version', current };
    if (at < current) {
      const same = proposed.map(({ id }, index) => standing[at + 1 + index]?.id === id);
      const [first, last] = [standing[at + 1], standing[at + proposed.length]];
      if (same.includes(false) || first === undefined || last === undefined)
        return { outcome: 'wrong-version', current };
      return { outcome: 'written', first, last };
    }
    this.#writes += 1;
    if (this.#writes % SYSTEM_EVERY === 0) this.#system();
    const records = proposed.map((one, index) => this.#put(stream, current + 1 + index, one));
    for (const wake of [...this.#waiting]) wake();
    const [first, last] = [records[0], records.at(-1)];
    if (first === undefined || last === undefined) throw new RangeError('a write of nothing');
    return { outcome: 'written', first, last };
  }

  /** Index of the record at a position; undefined where none begins there. */
  indexOf(position: bigint): number | undefined {
    if (position === this.#end) return this.#records.length;
    let [low, high] = [0, this.#records.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#records[middle]?.position ?? 0n;
      if (found === position) return middle;
      if (found < position) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  /** Resolves with the next write, or when the signal aborts. */
  grown(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    });
  }

  #system(): void {
    const stats = { id: crypto.randomUUID(), type: '$statsCollected', contentType: 'application/json' };
    const stream = '$stats-127.0.0.1:2113';
    const data = Buffer.from('{"proc":{}}');
    this.#put(stream, this.records(stream).length, { ...stats, data, metadata: new Uint8Array() });
  }

  #put(stream: string, revision: number, proposed: Proposed): LogRecord {
    const createdTicks = `${BigInt(Date.now()) * 10_000n}`;
    const record = { ...proposed, stream, revision, position: this.#end, createdTicks };
    this.#end += BigInt(64 + stream.length + proposed.data.length + proposed.metadata.length);
    this.#records.push(record);
    const standing = this.#streams.get(stream);
    if (standing === undefined) this.#streams.set(stream, [record]);
    else standing.push(record);
    return record;
  }
}
