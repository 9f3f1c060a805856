import type { EventStore } from '@foja/ledger';
import { afterEach, beforeEach, describe } from 'vitest';
import { appendContract } from './contract-append.ts';
import { concurrencyContract } from './contract-concurrency.ts';
import { readContract } from './contract-read.ts';
import { subscribeContract } from './contract-subscribe.ts';

/** A store with an empty ledger of its own, and others on the same ledger, as other processes would open them. */
export interface StoreUnderTest {
  readonly store: EventStore;
  another(): EventStore;
  close(): Promise<void>;
}

export type Opened = () => StoreUnderTest;

/** What port.ts promises, for every adapter. `open` is called before each spec. */
export function eventStoreContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`event store contract: ${name}`, () => {
    let opened: StoreUnderTest | undefined;
    const current: Opened = () => {
      if (opened === undefined) throw new Error('no store is open');
      return opened;
    };
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(async () => {
      await opened?.close();
    });
    appendContract(current);
    readContract(current);
    subscribeContract(current);
    concurrencyContract(current);
  });
}

/** The atomic append of a store that has one. */
export function atomically(store: EventStore): NonNullable<EventStore['appendAtomically']> {
  if (store.appendAtomically === undefined) throw new Error('this store appends to one stream at a time');
  return store.appendAtomically;
}
