import { expect, it } from 'vitest';
import { faults, noFaults } from '../support/eventstoredb/faults.ts';
import { openStandIn } from '../support/eventstoredb/stand-in.ts';
import { eventStoreContract } from './contract.ts';
import { everyPromise, type Promises } from './under-test.ts';

/** The real client over real gRPC, on the loopback stand-in, with each of its faults in turn. */

const promises: Promises = { ...everyPromise, atomicAppend: false, gaplessPositions: false, idsOfLedger: false };

for (const [name, schedule] of Object.entries({ 'has no trouble': noFaults, ...faults })) {
  let faulty = 0;
  eventStoreContract(
    `eventstoredb, where the server ${name}`,
    async () => {
      const standIn = await openStandIn(schedule);
      return {
        store: standIn.open(),
        another: () => standIn.open(),
        close() {
          faulty += standIn.faulty();
          return standIn.close();
        },
      };
    },
    { ...promises, prompt: schedule === noFaults },
  );

  if (schedule !== noFaults) {
    it(`and the server really ${name}`, () => expect(faulty).toBeGreaterThan(0));
  }
}
