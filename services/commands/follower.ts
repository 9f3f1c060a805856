import { type DecodedEvent, decodeEvent } from '@foja/ledger/codec.ts';
import { type EventStore, type Position, type RecordedEvent, START } from '@foja/ledger/port.ts';

const BATCH = 1_000;

/**
 * Keeps something small in memory (providers, the law) as its streams say: read once, then followed live.
 * The subscription and `catchUp` both bring events in order, so what lies at or before `position` has been applied.
 * Memory is the size of what `apply` keeps; events themselves are let go.
 */
export class Follower {
  readonly #store: EventStore;
  readonly #streamPrefix: string;
  readonly #apply: (decoded: DecodedEvent) => void;
  readonly #stopping = new AbortController();
  #position: Position = START;
  #following: Promise<void> | undefined;
  #reading: Promise<void> = Promise.resolve();
  #nextReading: Promise<void> | undefined;

  constructor(store: EventStore, streamPrefix: string, apply: (decoded: DecodedEvent) => void) {
    this.#store = store;
    this.#streamPrefix = streamPrefix;
    this.#apply = apply;
  }

  /** Resolves once everything stored so far has been applied. `failed` is told if following ends by an error. */
  async start(failed: (error: unknown) => void): Promise<void> {
    await this.catchUp();
    this.#following = this.#follow().catch(failed);
  }

  /**
   * Applies everything stored up to now: what this process has just written, or another one has. Whoever asks while a reading
   * is under way shares the one after it, so that many who ask cost one.
   */
  catchUp(): Promise<void> {
    this.#nextReading ??= this.#reading
      .catch(() => undefined)
      .then(() => {
        this.#nextReading = undefined;
        this.#reading = this.#read();
        return this.#reading;
      });
    return this.#nextReading;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#following;
  }

  async #read(): Promise<void> {
    for (;;) {
      const events = await this.#store.readAll({
        after: this.#position,
        max: BATCH,
        streamPrefix: this.#streamPrefix,
      });
      this.#take(events);
      if (events.length < BATCH) return;
    }
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping;
    const batches = this.#store.subscribe({ after: this.#position, signal, streamPrefix: this.#streamPrefix });
    for await (const events of batches) this.#take(events);
  }

  #take(events: readonly RecordedEvent[]): void {
    for (const recorded of events) {
      if (recorded.position <= this.#position) continue;
      this.#apply(decodeEvent(recorded));
      this.#position = recorded.position;
    }
  }
}
