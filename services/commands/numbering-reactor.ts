import { claimStream } from '@foja/domain/claim/index.ts';
import type { EventStore, Position, RecordedEvent } from '@foja/ledger/port.ts';
import { Directory } from './directory.ts';
import { finishNumbering } from './numbering.ts';

/** How long the process that files a claim is given to number it before the reactor steps in. */
const GRACE_MS = 2_000;

export interface NumberingOptions {
  readonly store: EventStore;
  /** Where to begin: the position that the last run reported. */
  readonly after: Position;
  /** Told a position below which every claim is numbered; keep it, and begin there next time. */
  readonly reached: (position: Position) => Promise<void>;
  readonly signal: AbortSignal;
  readonly graceMs?: number;
}

/**
 * Finishes what a crash between the steps of a filing left open. Needed only where the store cannot append to several
 * streams at once; one such reactor at a time is enough, two do no harm.
 */
export class NumberingReactor {
  readonly #options: NumberingOptions;
  readonly #open = new Map<string, { readonly since: number; readonly before: Position }>();
  #handled: Position;

  constructor(options: NumberingOptions) {
    this.#options = options;
    this.#handled = options.after;
  }

  /** Runs until the signal; rejects where the store fails for good. */
  async run(): Promise<void> {
    const { store, signal, after, graceMs = GRACE_MS } = this.#options;
    const directory = new Directory(store);
    await directory.catchUp();
    const timer = setInterval(() => void this.#finishOld(directory, graceMs).catch(() => {}), graceMs);
    try {
      for await (const events of store.subscribe({ after, signal, streamPrefix: 'claim-' })) this.#take(events);
    } finally {
      clearInterval(timer);
    }
  }

  #take(events: readonly RecordedEvent[]): void {
    for (const { type, stream, position } of events) {
      if (type === 'ClaimFiled') this.#open.set(stream, { since: Date.now(), before: this.#handled });
      if (type === 'SheetNumbered') this.#open.delete(stream);
      this.#handled = position;
    }
  }

  async #finishOld(directory: Directory, graceMs: number): Promise<void> {
    const old = [...this.#open].filter(([, { since }]) => Date.now() - since >= graceMs);
    if (old.length > 0) await directory.catchUp();
    for (const [stream] of old) {
      await finishNumbering(this.#options.store, directory, stream.slice(claimStream('').length));
      this.#open.delete(stream);
    }
    let below = this.#handled;
    for (const { before } of this.#open.values()) if (before < below) below = before;
    await this.#options.reached(below);
  }
}
