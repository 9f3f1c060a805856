import { messageOf } from '@foja/contracts/integration/catalogue.ts';
import { baseLaw } from '@foja/domain/deadline/index.ts';
import {
  type FeedLog,
  type FeedMessage,
  FencedOut,
  openPostgresFeeds,
  openWriterTable,
  type PostgresFeeds,
  runFeedWriter,
  type WriterOptions,
  type WriterTable,
} from '@foja/feeds';
import type { EventStore } from '@foja/ledger';
import { openPool } from '@foja/ledger';
import { expect, vi } from 'vitest';
import { freshDatabase } from '../support/postgres.ts';

export interface Desk {
  readonly log: PostgresFeeds;
  readonly table: WriterTable;
  /** As if nothing had ever been told. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** An empty feed log in a database of its own. */
export async function openDesk(): Promise<Desk> {
  const database = await freshDatabase();
  const pool = openPool(database.appUrl, { applicationName: 'foja test', max: 6 });
  const log = await openPostgresFeeds({ pool, url: database.appUrl });
  return {
    log,
    table: openWriterTable(pool),
    async clear() {
      await pool.query('TRUNCATE app.feeds, app.feed_messages, app.feed_claims, app.feed_days, app.feed_parked');
      await pool.query('UPDATE app.feed_writer SET turn = turn + 1, position = 0, sealed_size = 0, closed_day = NULL');
    },
    async close() {
      await log.close();
      await pool.end();
      await database.drop();
    },
  };
}

export interface Writing {
  readonly ended: Promise<unknown>;
  stop(): Promise<unknown>;
}

/** A writer that begins again whenever it fails or is fenced out, as the server's does. */
export function startWriter(options: Partial<WriterOptions> & Pick<WriterOptions, 'stored' | 'table'>): Writing {
  const stopping = new AbortController();
  const { signal } = stopping;
  const all = {
    law: () => baseLaw,
    clock: () => new Date().toISOString(),
    log: { error: () => undefined },
    ...options,
  };
  const ended = (async () => {
    while (!signal.aborted) {
      await runFeedWriter({ tickMs: 20, gatherMs: 0, ...all }, signal).catch((error: unknown) => {
        if (!(error instanceof FencedOut) && !(error instanceof Killed)) throw error;
      });
    }
  })();
  return {
    ended,
    stop() {
      stopping.abort();
      return ended;
    },
  };
}

/** As a process that dies, before or after what it wrote was committed. */
export class Killed extends Error {}

/** Dies with every so many commits; by turns before and after them. */
export function dying(table: WriterTable, every: number): WriterTable {
  let commits = 0;
  return {
    ...table,
    async commit(from, to, written) {
      commits += 1;
      if (commits % (2 * every) === 0) throw new Killed();
      const place = await table.commit(from, to, written);
      if (commits % every === 0) throw new Killed();
      return place;
    },
  };
}

export const PATIENCE = { timeout: 25_000, interval: 20 };

/** Waits until everything in the ledger is told. */
export async function told(stored: EventStore, table: WriterTable): Promise<void> {
  await vi.waitFor(async () => {
    const { position } = await table.place();
    expect(await stored.readAll({ after: position, max: 1, streamPrefix: 'claim-' })).toEqual([]);
  }, PATIENCE);
}

/** A whole feed; its numbers have no gap, its ids come once, its messages follow their schemas. */
export async function whole(log: FeedLog, feed: string): Promise<readonly FeedMessage[]> {
  const messages: FeedMessage[] = [];
  for (;;) {
    const page = await log.read(feed, { after: BigInt(messages.length), max: 1_000 });
    messages.push(...page);
    if (page.length === 0) break;
  }
  expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, at) => BigInt(at + 1)));
  expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
  for (const { type, data } of messages) messageOf(type)?.schema.parse(data);
  return messages;
}

/** What is told of each claim, in order; equal where nothing was lost, doubled or put in another order. */
export function byClaim(messages: readonly FeedMessage[]): Record<string, string[]> {
  const claims: Record<string, string[]> = {};
  for (const { subject, id } of messages) claims[subject ?? ''] = [...(claims[subject ?? ''] ?? []), id];
  return claims;
}
