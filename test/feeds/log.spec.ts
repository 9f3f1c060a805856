import { randomUUID } from 'node:crypto';
import { type FeedStore, type NewMessage, openMemoryFeeds, openPostgresFeeds } from '@foja/feeds';
import { openPool } from '@foja/ledger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

const FEED = 'foja.20999999990.claims.v1';
const OTHER = 'foja.regulator.v1';

let database: TestDatabase;
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  database = await freshDatabase();
});

afterAll(async () => {
  for (const one of opened) await one.close();
  await database.drop();
});

async function postgres(): Promise<FeedStore> {
  const pool = openPool(database.appUrl, { applicationName: 'foja test', max: 4 });
  const feeds = await openPostgresFeeds({ pool, url: database.appUrl });
  await pool.query('TRUNCATE app.feeds, app.feed_messages');
  opened.push({
    async close() {
      await feeds.close();
      await pool.end();
    },
  });
  return feeds;
}

function message(over: Partial<NewMessage> = {}): NewMessage {
  return {
    feed: FEED,
    id: randomUUID(),
    type: 'foja.claim.filed.v1',
    subject: randomUUID(),
    time: '2026-11-02T10:00:00.000-05:00',
    data: { number: '000000001-2026' },
    ...over,
  };
}

describe.each([
  ['in memory', async () => openMemoryFeeds()],
  ['in PostgreSQL', postgres],
])('a feed log %s', (_, open) => {
  it('numbers each feed without a gap, and hands messages back in order', async () => {
    const feeds = await open();
    const first = message();
    expect(await feeds.append([first, message({ feed: OTHER, subject: null }), message()])).toBe(2 + 1);
    await feeds.append([message()]);
    const read = await feeds.read(FEED, { after: 0n, max: 10 });
    expect(read.map(({ seq }) => seq)).toEqual([1n, 2n, 3n]);
    expect(read[0]).toEqual({ ...first, seq: 1n, time: '2026-11-02T15:00:00.000Z' });
    expect((await feeds.read(FEED, { after: 1n, max: 1 })).map(({ seq }) => seq)).toEqual([2n]);
    expect(await feeds.read('foja.20100000001.claims.v1', { after: 0n, max: 10 })).toEqual([]);
    expect(await feeds.head(FEED)).toBe(3n);
    expect(await feeds.head('foja.20100000001.claims.v1')).toBe(0n);
    expect((await feeds.feeds()).map(({ feed, head }) => [feed, head])).toEqual([
      [FEED, 3n],
      [OTHER, 1n],
    ]);
  });

  it('knows a message by its id: the same again adds nothing and uses up no number', async () => {
    const feeds = await open();
    const [a, b, c] = [message(), message(), message()];
    expect(await feeds.append([a, b, a])).toBe(2);
    expect(await feeds.append([b, c])).toBe(1);
    const read = await feeds.read(FEED, { after: 0n, max: 10 });
    expect(read.map(({ seq, id }) => [seq, id])).toEqual([
      [1n, a.id],
      [2n, b.id],
      [3n, c.id],
    ]);
  });

  it('keeps numbers without a gap where many append at once', async () => {
    const feeds = await open();
    await Promise.all(Array.from({ length: 12 }, () => feeds.append([message(), message()])));
    const read = await feeds.read(FEED, { after: 0n, max: 100 });
    expect(read.map(({ seq }) => seq)).toEqual(Array.from({ length: 24 }, (_none, at) => BigInt(at + 1)));
  });

  it('wakes whoever waits for the feed, and lets go at the signal', async () => {
    const feeds = await open();
    const stop = new AbortController();
    const waiting = feeds.waitFor(FEED, 0n, stop.signal);
    const other = feeds.waitFor(OTHER, 0n, stop.signal).then(() => 'let go');
    await feeds.append([message()]);
    await waiting;
    expect(await feeds.head(FEED)).toBe(1n);
    await feeds.waitFor(FEED, 0n, stop.signal);
    stop.abort();
    expect(await other).toBe('let go');
  });
});
