import type { Request } from './request.ts';

/** Bounds of one statement: beyond them a batch gains nothing and delays those behind it. */
const BATCH_MAX_REQUESTS = 500;
const BATCH_MAX_BYTES = 4_000_000;
/** Bounds of what may wait: some seconds of work, so that a store that lags says so before memory runs out. */
const QUEUE_MAX_REQUESTS = 20_000;
const QUEUE_MAX_BYTES = 64_000_000;
/** How far a batch looks past requests that must wait, when many write the same stream. */
const LOOK_AHEAD = 2 * BATCH_MAX_REQUESTS;

/** The appends of this process that wait for the next batch. */
export class RequestQueue {
  #waiting: Request[] = [];
  /** Streams that batches on their way write. */
  readonly #inFlight = new Set<string>();
  #bytes = 0;

  get length(): number {
    return this.#waiting.length;
  }

  get full(): boolean {
    return this.#waiting.length >= QUEUE_MAX_REQUESTS || this.#bytes >= QUEUE_MAX_BYTES;
  }

  push(request: Request): void {
    this.#waiting.push(request);
    this.#bytes += request.bytes;
  }

  /**
   * As many as fit, oldest first; a request that names a stream another one writes waits for the next batch, and for the
   * batch on its way that writes it: two connections keep no order, and what was sent second would be refused. May be
   * empty, until `settled` tells of a batch that came back.
   */
  takeBatch(): Request[] {
    const batch: Request[] = [];
    const left: Request[] = [];
    const written = new Set(this.#inFlight);
    const named = new Set<string>();
    let bytes = 0;
    let seen = 0;
    for (const request of this.#waiting) {
      const fits = batch.length < BATCH_MAX_REQUESTS && bytes + request.bytes <= BATCH_MAX_BYTES;
      // One that is larger than a whole batch goes alone.
      if ((!fits && batch.length > 0) || seen >= LOOK_AHEAD) break;
      seen += 1;
      if (request.appends.some((a) => written.has(a.stream) || (a.events.length > 0 && named.has(a.stream)))) {
        left.push(request);
        continue;
      }
      for (const { stream, events } of request.appends) {
        named.add(stream);
        if (events.length > 0) written.add(stream);
      }
      bytes += request.bytes;
      batch.push(request);
    }
    this.#waiting = [...left, ...this.#waiting.slice(seen)];
    this.#bytes -= bytes;
    for (const stream of writtenBy(batch)) this.#inFlight.add(stream);
    return batch;
  }

  /** A batch came back, one way or another. */
  settled(batch: readonly Request[]): void {
    for (const stream of writtenBy(batch)) this.#inFlight.delete(stream);
  }
}

function writtenBy(batch: readonly Request[]): string[] {
  return batch.flatMap(({ appends }) => appends.flatMap(({ stream, events }) => (events.length > 0 ? [stream] : [])));
}
