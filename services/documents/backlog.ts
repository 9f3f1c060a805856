import { foldClaim } from '@foja/commands';
import type { Claim } from '@foja/commands/commands.ts';
import { type ClaimDocument, isClaimDocument } from './catalogue.ts';
import { NoBrowser, RendererBusy, RenderFailed } from './renderer/errors.ts';
import type { Shelf, ShelfKey } from './shelf.ts';

const BATCH = 50;

export interface BacklogOptions {
  readonly shelf: Pick<Shelf, 'wanted' | 'drop'>;
  readonly claim: (claimId: string) => Promise<Claim | undefined>;
  readonly make: (document: ClaimDocument, claim: Claim, key: ShelfKey) => Promise<void>;
  readonly available: () => boolean;
  readonly log: { warn(message: string): void; error(message: string): void };
  readonly everyMs: number;
}

/**
 * Documents that were asked for while they could not be made. They are made in the order they were asked for, each as the
 * claim stood then, as soon as there is a browser; a start of the process continues where the last one ended.
 */
export class Backlog {
  readonly #options: BacklogOptions;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<number> | undefined;
  #closed = false;

  constructor(options: BacklogOptions) {
    this.#options = options;
    this.wake();
  }

  /** Something may be waiting: look soon, and again until nothing is. */
  wake(): void {
    if (this.#closed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.#tick(), this.#options.everyMs);
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    this.#timer = undefined;
    try {
      if (this.#options.available()) await this.work();
    } catch {
      this.#options.log.warn('documents that wait could not be made; another try follows');
    }
    this.wake();
  }

  /** Makes all that waits; answers how many were made. Two callers at once share one run. */
  work(): Promise<number> {
    this.#working ??= this.#run().finally(() => {
      this.#working = undefined;
    });
    return this.#working;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#working?.catch(() => undefined);
  }

  async #run(): Promise<number> {
    let made = 0;
    while (!this.#closed) {
      const keys = await this.#options.shelf.wanted(BATCH);
      if (keys.length === 0) break;
      for (const key of keys) {
        if (this.#closed) return made;
        const outcome = await this.#make(key);
        if (outcome === 'later') return made;
        if (outcome === 'made') made += 1;
      }
    }
    return made;
  }

  async #make(key: ShelfKey): Promise<'made' | 'dropped' | 'later'> {
    const { shelf, make, log } = this.#options;
    const document = isClaimDocument(key.kind, key.copy);
    const claim = await this.#asItStood(key);
    if (document === undefined || claim === undefined) {
      await shelf.drop(key); // erased since, or of a kind that is no more
      return 'dropped';
    }
    try {
      await make(document, claim, key);
      return 'made';
    } catch (error) {
      if (error instanceof NoBrowser || error instanceof RendererBusy) return 'later';
      if (!(error instanceof RenderFailed)) throw error;
      log.error(`a ${key.kind} that was waiting cannot be made; whoever asks for it will try again: ${error.message}`);
      await shelf.drop(key);
      return 'dropped';
    }
  }

  async #asItStood({ claimId, revision }: ShelfKey): Promise<Claim | undefined> {
    const claim = await this.#options.claim(claimId);
    return claim === undefined ? undefined : foldClaim(claim.history.filter((entry) => entry.revision <= revision));
  }
}
