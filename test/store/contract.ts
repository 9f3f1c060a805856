import { afterEach, beforeEach, describe } from 'vitest';
import { appendContract } from './contract-append.ts';
import { atomicContract } from './contract-atomic.ts';
import { concurrencyContract } from './contract-concurrency.ts';
import { readContract } from './contract-read.ts';
import { subscribeContract } from './contract-subscribe.ts';
import { everyPromise, type Opened, type Promises, type StoreUnderTest } from './under-test.ts';

/** What port.ts promises, for every adapter. `open` is called before each spec. */
export function eventStoreContract(
  name: string,
  open: () => Promise<StoreUnderTest>,
  promises: Promises = everyPromise,
): void {
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
    appendContract(current, promises);
    if (promises.atomicAppend) atomicContract(current, promises);
    readContract(current);
    subscribeContract(current, promises);
    concurrencyContract(current, promises);
  });
}
