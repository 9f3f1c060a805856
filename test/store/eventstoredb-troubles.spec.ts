import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { type EventStore, NO_STREAM, START, StoreUnavailable } from '@foja/ledger';
import { type EventStoreDbOptions, ForeignEvent, openEventStoreDb } from '@foja/ledger/eventstoredb/index.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noFaults, none } from '../support/eventstoredb/faults.ts';
import { openStandIn, type StandIn } from '../support/eventstoredb/stand-in.ts';
import { anEvent, collect, events, everything } from './samples.ts';

/** What the adapter says of each trouble of its server, and that the client's known defects do not reach anybody. */

let standIn: StandIn;
const stores: EventStore[] = [];
/** Longer than anybody here waits. */
const NEVER_MS = 600_000;
beforeEach(async () => {
  standIn = await openStandIn();
});
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
  await standIn.close();
});

/** Gives a try that is not answered a second, then sends another; gives up when the test is long over. */
function patient(): EventStore {
  return opened({ url: standIn.url, attemptMs: 1_000, appendTimeoutMs: 60_000, readTimeoutMs: 60_000, watchMs: 500 });
}

/** Gives up an append after three such seconds. It is connected before anything goes wrong. */
async function resigned(): Promise<EventStore> {
  const store = opened({ url: standIn.url, attemptMs: 1_000, appendTimeoutMs: 3_000, readTimeoutMs: 60_000 });
  await store.head();
  return store;
}

/** For servers that never answer: gives up after a few tries, and nothing here depends on how many. */
function hasty(url = standIn.url): EventStore {
  return opened({ url, attemptMs: 100, appendTimeoutMs: 400, readTimeoutMs: 400 });
}

function opened(options: EventStoreDbOptions): EventStore {
  const store = openEventStoreDb(options);
  stores.push(store);
  return store;
}

const first = () => ({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(2) });

describe('an append', () => {
  it('that a silent server took has an unknown outcome, in time, and can be sent again', async () => {
    const store = await resigned();
    const append = first();
    standIn.setFaults(() => ({ kind: 'silent', afterEvents: 0 }));
    await expect(store.append(append)).rejects.toMatchObject({ name: 'StoreUnavailable', outcome: 'unknown' });
    standIn.setFaults(noFaults);
    expect(await store.append(append)).toMatchObject({ outcome: 'appended' });
    expect(await everything(store)).toHaveLength(2);
  });

  it('that nobody answered at the port was not stored', async () => {
    const { url } = standIn;
    await standIn.close();
    const store = opened({ url, attemptMs: 30_000, appendTimeoutMs: 400 });
    await expect(store.append(first())).rejects.toMatchObject({ outcome: 'not-stored' });
  });

  it('that was stored while its answer came late is answered, once, and by its own first try', async () => {
    const store = patient();
    standIn.setFaults((call, count) => (call === 'append' && count === 1 ? { kind: 'late', ms: NEVER_MS } : none));
    expect(await store.append(first())).toMatchObject({ outcome: 'appended', repeated: false });
    expect(await everything(store)).toHaveLength(2);
  });

  it('whose answers are all lost is unknown, and a repetition by another process finds it', async () => {
    const append = first();
    const mine = await resigned();
    standIn.setFaults((call) => (call === 'append' ? { kind: 'late', ms: NEVER_MS } : none));
    await expect(mine.append(append)).rejects.toMatchObject({ outcome: 'unknown' });
    standIn.setFaults(noFaults);
    expect(await patient().append(append)).toMatchObject({ outcome: 'appended', repeated: true });
  });

  it('whose answer was lost and that somebody else overtook is a conflict, or stands; never both', async () => {
    const [mine, other] = [patient(), patient()];
    standIn.setFaults((call, count) => (call === 'append' && count === 1 ? { kind: 'silent', afterEvents: 0 } : none));
    const [one, two] = await Promise.all([mine.append(first()), other.append(first())]);
    expect([one.outcome, two.outcome].sort()).toEqual(['appended', 'conflict']);
    expect(await everything(mine)).toHaveLength(2);
  });

  it('follows the leader', async () => {
    const store = patient();
    standIn.setFaults((call, count) => (call === 'append' && count <= 2 ? { kind: 'demoted' } : none));
    expect(await store.append(first())).toMatchObject({ outcome: 'appended', repeated: false });
    expect(standIn.faulty()).toBeGreaterThan(0);
  });

  it('of what is no JSON is refused at once, and the next one goes through', async () => {
    const store = patient();
    const [event] = events(1);
    const bad = { ...(event ?? anEvent()), data: { amount: 1n } as never };
    await expect(store.append({ ...first(), events: [bad] })).rejects.toThrow(TypeError);
    expect(await store.append(first())).toMatchObject({ outcome: 'appended' });
  });

  it('of one store does not fail with the server of another', async () => {
    const dead = await openStandIn(() => ({ kind: 'silent', afterEvents: 0 }));
    const lost = hasty(dead.url).append(first());
    lost.catch(() => undefined);
    const appended = patient().append(first());
    await dead.close();
    expect(await appended).toMatchObject({ outcome: 'appended' });
    await expect(lost).rejects.toThrow(StoreUnavailable);
  });
});

describe('reading', () => {
  it('gives positions beyond 2^53 exactly, and starts where they say', async () => {
    const store = patient();
    await store.append({ ...first(), events: events(5) });
    const all = await everything(store);
    expect(all[0]?.position).toBeGreaterThan(2n ** 60n);
    for (const [index, { position }] of all.entries()) {
      expect(await store.readAll({ after: position, max: 9 })).toEqual(all.slice(index + 1));
      const after = collect(store, (seen) => seen.length === all.length - index - 1 || index === 4, {
        after: position,
      });
      if (index < 4) expect((await after)[0]).toEqual(all[index + 1]);
    }
  });

  it('says so in time where the server is silent', async () => {
    standIn.setFaults(() => ({ kind: 'silent', afterEvents: 0 }));
    await expect(hasty().read('claim-1')).rejects.toThrow(StoreUnavailable);
    await expect(hasty().head()).rejects.toThrow(StoreUnavailable);
  });

  it('does not pass over an event that somebody else wrote', async () => {
    const client = EventStoreDBClient.connectionString(standIn.url);
    const foreign = jsonEvent({ type: 'Forged', data: { amount: 1 } });
    const credentials = { username: 'x', password: 'y' };
    await client.appendToStream('claim-1', foreign, { expectedRevision: 'no_stream', credentials });
    await client.dispose();
    const store = patient();
    await expect(store.read('claim-1')).rejects.toThrow(ForeignEvent);
    await expect(store.readAll({ after: START, max: 10 })).rejects.toThrow(ForeignEvent);
    await expect(collect(store, () => true)).rejects.toThrow(ForeignEvent);
  });
});

describe('a subscription', () => {
  it('goes on where it was when its stream went mute', async () => {
    const store = patient();
    standIn.setFaults((call, count) => (call === 'subscribe' && count < 3 ? { kind: 'silent', afterEvents: 3 } : none));
    await store.append({ ...first(), events: events(10) });
    const seen = await collect(store, (some) => some.length >= 10);
    expect(seen).toEqual(await everything(store));
  });

  it('waits through a server that is away', async () => {
    const store = patient();
    const reading = collect(store, (some) => some.length >= 4);
    await store.append(first());
    standIn.setFaults((call, count) => (call === 'append' && count === 2 ? { kind: 'restart' } : none));
    await store.append({ stream: 'claim-2', expectedRevision: NO_STREAM, events: events(2) });
    expect(await reading).toEqual(await everything(store));
  });
});
