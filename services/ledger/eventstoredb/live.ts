import { setImmediate as nextTurn } from 'node:timers/promises';
import { type AllStreamResolvedEvent, type AllStreamSubscription, streamNameFilter } from '@eventstore/db-client';
import { type Position, START } from '../port.ts';
import type { LedgerClient } from './client.ts';
import { filterOf } from './reader.ts';

/** Events that the server looks at in one go for a filter, and how many of those lie between two checkpoints. */
const SEARCH_WINDOW = 500;
const CHECKPOINT_WINDOWS = 10;
const GATHER_TURNS = 50;

/** One subscription as long as it lasts: what it brought and was not taken yet, and how it ended. */
export class Live {
  readonly #subscription: AllStreamSubscription;
  #ended: Error | undefined;
  #signs = 0;
  #caughtUp = false;
  #wake: () => void = () => undefined;

  constructor(
    client: LedgerClient,
    {
      after,
      streamPrefix,
      ahead,
    }: { readonly after: Position; readonly streamPrefix: string | undefined; readonly ahead: number },
  ) {
    const streams = filterOf(streamPrefix);
    const window = {
      maxSearchWindow: SEARCH_WINDOW,
      checkpointInterval: CHECKPOINT_WINDOWS,
      // A sign of life, and no place to begin at again: it may lie past an event that is yet to come (KurrentDB#4970).
      checkpointReached: () => this.#sign(),
    };
    const filter =
      'regex' in streams ? streamNameFilter({ ...streams, ...window }) : streamNameFilter({ ...streams, ...window });
    const { credentials } = client;
    const fromPosition = after === START ? 'start' : { commit: after, prepare: after };
    const options = { fromPosition, filter, credentials, requiresLeader: true } as const;
    this.#subscription = client.subscribeToAll(options, { highWaterMark: ahead });
    // At once: the client emits errors by hand, and one that nobody hears ends the process.
    this.#subscription.on('error', (error) => this.#end(error));
    this.#subscription.on('end', () => this.#end(new Error('the server ended the subscription')));
    this.#subscription.on('close', () => this.#end(new Error('the subscription was closed')));
    this.#subscription.on('readable', () => this.#sign());
    this.#subscription.on('caughtUp', () => {
      this.#caughtUp = true;
      this.#sign();
    });
  }

  /** Grows with whatever comes from the server. */
  get signs(): number {
    return this.#signs;
  }

  /** True once all that was stored when it began has come. */
  get caughtUp(): boolean {
    return this.#caughtUp;
  }

  take(max: number): AllStreamResolvedEvent[] {
    const taken: AllStreamResolvedEvent[] = [];
    while (taken.length < max) {
      const event = this.#subscription.read() as AllStreamResolvedEvent | null;
      if (event === null) break;
      taken.push(event);
    }
    return taken;
  }

  /** Lets what arrives together be taken together: a batch is a transaction to whoever handles it. */
  async gather(max: number): Promise<void> {
    for (let turns = 0, before = -1; turns < GATHER_TURNS; turns += 1) {
      const { readableLength } = this.#subscription;
      if (readableLength >= max || readableLength === before) return;
      before = readableLength;
      await nextTurn();
    }
  }

  /** Resolves with the next sign, after `atMostMs`, or when `signal` aborts. @throws how the subscription ended. */
  async changed(since: number, atMostMs: number, signal: AbortSignal): Promise<void> {
    if (this.#signs === since && this.#ended === undefined && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          this.#wake = () => undefined;
          resolve();
        };
        const timer = setTimeout(done, atMostMs);
        signal.addEventListener('abort', done, { once: true });
        this.#wake = done;
      });
    }
    if (this.#ended !== undefined && this.#subscription.readableLength === 0) throw this.#ended;
  }

  close(): void {
    this.#subscription.unsubscribe().catch(() => undefined);
    this.#subscription.destroy();
  }

  #sign(): void {
    this.#signs += 1;
    this.#wake();
  }

  #end(error: Error): void {
    this.#ended ??= error;
    this.#wake();
  }
}
