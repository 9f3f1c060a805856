import type { FeedInfo, FeedMessage, FeedStore } from './port.ts';

/** A feed log that is gone with its process: for tests. */
export function openMemoryFeeds(): FeedStore {
  const feeds = new Map<string, FeedMessage[]>();
  const appendedAt = new Map<string, string>();
  const ids = new Set<string>();
  const waiting = new Set<() => void>();
  const of = (feed: string) => feeds.get(feed) ?? [];

  return {
    async feeds() {
      const known = [...feeds.keys()].sort();
      return known.map(
        (feed): FeedInfo => ({
          feed,
          head: BigInt(of(feed).length),
          appendedAt: appendedAt.get(feed) ?? '',
        }),
      );
    },
    async read(feed, { after, max }) {
      return of(feed).slice(Number(after), Number(after) + max);
    },
    async head(feed) {
      return BigInt(of(feed).length);
    },
    async waitFor(feed, after, signal) {
      while (!signal.aborted && BigInt(of(feed).length) <= after) {
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            waiting.delete(wake);
            signal.removeEventListener('abort', wake);
            resolve();
          };
          waiting.add(wake);
          signal.addEventListener('abort', wake, { once: true });
        });
      }
    },
    async append(messages) {
      let added = 0;
      for (const { position: _, ...message } of messages) {
        if (ids.has(message.id)) continue;
        ids.add(message.id);
        const list = of(message.feed);
        list.push({ ...message, time: new Date(message.time).toISOString(), seq: BigInt(list.length + 1) });
        feeds.set(message.feed, list);
        appendedAt.set(message.feed, new Date().toISOString());
        added += 1;
      }
      for (const wake of [...waiting]) wake();
      return added;
    },
  };
}
