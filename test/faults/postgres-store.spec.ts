import {
  type EventToAppend,
  NO_STREAM,
  openPostgresStore,
  type PostgresEventStore,
  StoreUnavailable,
} from '@foja/ledger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, events, everything, gapless } from '../store/samples.ts';
import { type OwnServer, ownServer } from '../support/own-server.ts';
import { freshDatabase, inDatabase, openStore } from '../support/postgres.ts';
import { openProxy } from '../support/proxy.ts';

describe('a lost answer', () => {
  it('is asked for again with the same ids, and nothing is stored twice', async () => {
    const database = await freshDatabase();
    const proxy = await openProxy(database.appUrl);
    const store = openStore(proxy.url);
    const [marked] = events(1);
    if (marked === undefined) throw new Error('no event');
    // Warm: connections are there and the statement is prepared.
    await store.append({ stream: 'claim-0', expectedRevision: NO_STREAM, events: events(1) });

    proxy.cutAnswers('claim-lost', 2);
    const append = { stream: 'claim-lost', expectedRevision: NO_STREAM, events: [marked] };
    const [result, ...others] = await Promise.all([
      store.append(append),
      ...[1, 2, 3].map((n) => store.append({ stream: `claim-${n}`, expectedRevision: NO_STREAM, events: events(1) })),
    ]);
    expect(proxy.cuts()).toBeGreaterThanOrEqual(1);
    expect(result).toMatchObject({ outcome: 'appended', repeated: true });
    expect(others.map(({ outcome }) => outcome)).toEqual(['appended', 'appended', 'appended']);
    expect((await everything(store)).map(({ position }) => position)).toEqual(gapless(5));
    expect(await store.read('claim-lost')).toHaveLength(1);

    await store.close();
    await proxy.close();
    await database.drop();
  });

  it('that stays lost is an unknown outcome, which the caller resolves by the same ids', async () => {
    const database = await freshDatabase();
    const proxy = await openProxy(database.appUrl);
    const store = openPostgresStore({ url: proxy.url, appendTimeoutMs: 800 });
    proxy.cutAnswers('claim-lost', Number.POSITIVE_INFINITY);
    const append = { stream: 'claim-lost', expectedRevision: NO_STREAM, events: events(2) };
    const error = await store.append(append).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(error).toMatchObject({ outcome: 'unknown' });

    proxy.cutAnswers('', 0);
    expect(await store.append(append)).toEqual({ outcome: 'appended', position: 2n, repeated: true });
    await store.close();
    await proxy.close();
    await database.drop();
  });
});

it('a subscription misses nothing while its connections are cut again and again', async () => {
  const database = await freshDatabase();
  const [reader, writer] = [openStore(database.appUrl), openStore(database.appUrl)];
  const total = 300;
  const reading = collect(reader, (seen) => seen.length >= total, { batchMax: 7 });
  await inDatabase(database.adminUrl, async (owner) => {
    for (let index = 0; index < total; index += 1) {
      await writer.append({ stream: 'claim-1', expectedRevision: index - 1, events: events(1) });
      if (index % 25 !== 0) continue;
      // Only once it listens again, so that each cut hits.
      await expect
        .poll(
          async () => {
            const { rowCount } = await owner.query(
              `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = 'foja listen'`,
            );
            return rowCount;
          },
          { timeout: 60_000, interval: 5 },
        )
        .toBeGreaterThan(0);
    }
  });
  expect((await reading).map(({ position }) => position)).toEqual(gapless(total));
  await Promise.all([reader.close(), writer.close()]);
  await database.drop();
});

it('a connection that went silent is given up, and its append stored once', async () => {
  const database = await freshDatabase();
  const store = openPostgresStore({ url: database.appUrl, appendTimeoutMs: 6_000, batchesInFlight: 1 });
  await store.append({ stream: 'claim-1', expectedRevision: NO_STREAM, events: events(1) });
  const { rows } = await inDatabase(database.adminUrl, (owner) =>
    owner.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'foja append'",
    ),
  );
  const pids = rows.map(({ pid }) => pid);
  expect(pids).toHaveLength(1);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    const result = await store.append({ stream: 'claim-1', expectedRevision: 0, events: events(1) });
    expect(result).toMatchObject({ outcome: 'appended', position: 2n });
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
  // The old session wakes up and finds the events there already.
  await inDatabase(database.adminUrl, async (owner) => {
    await expect
      .poll(async () => (await owner.query('SELECT 1 FROM pg_stat_activity WHERE pid = ANY($1)', [pids])).rowCount)
      .toBe(0);
  });
  expect(await store.read('claim-1')).toHaveLength(2);
  await store.close();
  await database.drop();
});

it('tells callers when more wait than it will keep', async () => {
  const store = openPostgresStore({ url: 'postgres://nobody:x@127.0.0.1:9/none', appendTimeoutMs: 1_500 });
  const results = await Promise.allSettled(
    Array.from({ length: 20_100 }, (_, index) =>
      store.append({ stream: `claim-${index}`, expectedRevision: NO_STREAM, events: [] }),
    ),
  );
  expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  const reasons = results.map((result) =>
    result.status === 'rejected' ? (result.reason as StoreUnavailable) : undefined,
  );
  expect(reasons.every((reason) => reason instanceof StoreUnavailable && reason.outcome === 'not-stored')).toBe(true);
  expect(reasons.filter((reason) => reason?.message.includes('wait already'))).toHaveLength(100);
  await store.close();
});

describe('a server that dies', () => {
  let own: OwnServer;
  let supervising: Promise<void>;
  const end = new AbortController();
  beforeAll(async () => {
    own = await ownServer({ serveAs: 'spec' });
    supervising = own.server.supervise(end.signal);
  });
  afterAll(async () => {
    end.abort();
    await supervising;
    await own.close();
  });

  it('loses no acknowledged event and stores none twice; readers at the tail miss none', {
    timeout: 90_000,
  }, async () => {
    const store = openStore(own.server.appUrl);
    const reader = openStore(own.server.appUrl);
    const acknowledged = new Map<string, bigint>();
    const writing = new AbortController();
    const writers = Array.from({ length: 32 }, (_, writer) =>
      write(store, `claim-${writer}`, acknowledged, writing.signal),
    );
    for (let kills = 1; kills <= 3; kills += 1) {
      const before = acknowledged.size;
      await expect.poll(() => acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(before + 200);
      process.kill(own.server.pid(), kills === 2 ? 'SIGQUIT' : 'SIGKILL');
    }
    const afterLast = acknowledged.size;
    await expect.poll(() => acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(afterLast + 200);
    writing.abort();
    await Promise.all(writers);

    const stored = await everything(store);
    expect(stored.map(({ position }) => position)).toEqual(gapless(stored.length));
    expect(new Set(stored.map(({ id }) => id)).size).toBe(stored.length);
    const positions = new Map(stored.map(({ id, position }) => [id, position]));
    for (const [id, position] of acknowledged) expect(positions.get(id)).toBe(position);
    expect(stored.length).toBe(acknowledged.size);
    expect((await collect(reader, (seen) => seen.length >= stored.length)).length).toBe(stored.length);
    await Promise.all([store.close(), reader.close()]);
  });

  it('does not end a subscription that waits', async () => {
    const store = openStore(own.server.appUrl);
    const head = await store.head();
    const reading = collect(store, (seen) => seen.length >= 2, { after: head });
    await store.append({ stream: 'claim-before', expectedRevision: NO_STREAM, events: events(1) });
    process.kill(own.server.pid(), 'SIGKILL');
    await store.append({ stream: 'claim-after', expectedRevision: NO_STREAM, events: events(1) });
    expect((await reading).map(({ stream }) => stream)).toEqual(['claim-before', 'claim-after']);
    await store.close();
  });
});

/** Appends one event after the other, each with its ids until it is acknowledged. */
async function write(
  store: PostgresEventStore,
  stream: string,
  acknowledged: Map<string, bigint>,
  signal: AbortSignal,
): Promise<void> {
  let revision = NO_STREAM;
  while (!signal.aborted) {
    const [event] = events(1) as [EventToAppend];
    for (;;) {
      const result = await store
        .append({ stream, expectedRevision: revision, events: [event] })
        .catch((error: unknown) => error);
      if (result instanceof StoreUnavailable) continue;
      expect(result).toMatchObject({ outcome: 'appended' });
      acknowledged.set(event.id, (result as { position: bigint }).position);
      revision += 1;
      break;
    }
  }
}
