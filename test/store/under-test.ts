import type { EventStore } from '@foja/ledger';

/** A store with an empty ledger of its own, and others on the same ledger, as other processes would open them. */
export interface StoreUnderTest {
  readonly store: EventStore;
  another(): EventStore;
  close(): Promise<void>;
}

export type Opened = () => StoreUnderTest;

/** What a store promises beyond what every store does. */
export interface Promises {
  /** Several streams in one append. */
  readonly atomicAppend: boolean;
  /** Positions are 1, 2, 3 … */
  readonly gaplessPositions: boolean;
  /** An id is refused wherever in the ledger it stands; else only its revision tells a repetition. */
  readonly idsOfLedger: boolean;
  /** A reader at the tail is woken at once. */
  readonly prompt: boolean;
}

export const everyPromise: Promises = { atomicAppend: true, gaplessPositions: true, idsOfLedger: true, prompt: true };

/** The atomic append of a store that has one. */
export function atomically(store: EventStore): NonNullable<EventStore['appendAtomically']> {
  if (store.appendAtomically === undefined) throw new Error('this store appends to one stream at a time');
  return store.appendAtomically;
}
