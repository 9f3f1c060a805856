import { randomBytes } from 'node:crypto';
import { type EventStore, NO_STREAM } from '@foja/ledger';
import { openEventStoreDb } from '@foja/ledger/eventstoredb/index.ts';
import { afterAll, expect, it } from 'vitest';
import { realServer } from '../support/eventstoredb/real-server.ts';
import { partOfStore } from '../support/part-of-store.ts';
import { eventStoreContract } from './contract.ts';
import { events } from './samples.ts';
import { everyPromise } from './under-test.ts';

/** The same contract on a real server, where the machine has one: each spec in streams of its own. */

const server = await realServer();

if ('reason' in server) {
  it('the store contract on a real EventStoreDB', ({ skip }) => skip(server.reason));
} else {
  afterAll(() => server.stop());

  it('takes the appends of this client', async () => {
    const store = openEventStoreDb({ url: server.url });
    const stream = `spec-${randomBytes(6).toString('hex')}`;
    const appended = await store.append({ stream, expectedRevision: NO_STREAM, events: events(1) });
    expect(appended).toMatchObject({ outcome: 'appended', repeated: false });
    await store.close();
  });

  eventStoreContract(
    'eventstoredb, a real server',
    async () => {
      const mark = `spec-${randomBytes(6).toString('hex')}.`;
      const opened: EventStore[] = [];
      const open = (): EventStore => {
        const store = openEventStoreDb({ url: server.url });
        opened.push(store);
        return partOfStore(store, mark);
      };
      return {
        store: open(),
        another: open,
        close: async () => void (await Promise.all(opened.map((s) => s.close()))),
      };
    },
    { ...everyPromise, atomicAppend: false, gaplessPositions: false, idsOfLedger: false },
  );
}
