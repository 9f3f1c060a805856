import type { EventStore } from '@foja/ledger';

/** A store with an empty ledger of its own, and others on the same ledger, as other processes would open them. */
export interface StoreUnderTest {
  readonly store: EventStore;
  another(): EventStore;
  close(): Promise<void>;
}

export type Opened = () => StoreUnderTest;

/** The atomic append of a store that has one. */
export function atomically(store: EventStore): NonNullable<EventStore['appendAtomically']> {
  if (store.appendAtomically === undefined) throw new Error('this store appends to one stream at a time');
  return store.appendAtomically;
}
