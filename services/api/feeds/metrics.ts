import { rucOfFeed } from '@foja/contracts/integration/feeds.ts';
import type { FeedStatus } from '@foja/feeds';
import { Gauge, type Registry } from 'prom-client';
import type { ServedFeeds } from '../dependencies.ts';
import { measureKafka } from './kafka-metrics.ts';

/** Feeds are summed by kind: a label with a RUC would name a tenant, and some RUC hold a person's DNI. */
export function measureFeeds(feeds: ServedFeeds, registers: Registry[]): void {
  if (feeds.kafka !== undefined) measureKafka(feeds.kafka, registers);
  // One question for all of them: the first that is collected asks, the others wait for it.
  let asked: Promise<FeedStatus> | undefined;
  const status = () => {
    asked ??= feeds.status().finally(() => {
      asked = undefined;
    });
    return asked;
  };
  new Gauge({
    name: 'foja_feed_head',
    help: 'Messages written to feeds so far, by kind of feed',
    labelNames: ['kind'],
    registers,
    async collect() {
      const heads = { claims: 0, regulator: 0 };
      const found = await status().catch(() => undefined);
      for (const { feed, head } of found?.feeds ?? []) heads[kindOf(feed)] += Number(head);
      for (const [kind, head] of Object.entries(heads)) this.set({ kind }, found === undefined ? Number.NaN : head);
    },
  });
  new Gauge({
    name: 'foja_feed_reader_lag',
    help: 'Messages that the slowest reader of each transport has yet to read',
    labelNames: ['transport'],
    registers,
    async collect() {
      this.reset();
      const slowest = new Map<string, number>();
      for (const { reader, lag } of (await status().catch(() => undefined))?.readers ?? []) {
        const [transport = ''] = reader.split(' ');
        slowest.set(transport, Math.max(slowest.get(transport) ?? 0, Number(lag)));
      }
      for (const [transport, lag] of slowest) this.set({ transport }, lag);
    },
  });
  const writer = [
    ['foja_feed_lag_events', 'Events that are not told to the feeds yet', (of: FeedStatus) => of.writer.lagEvents],
    ['foja_feed_lag_seconds', 'Age of the oldest event that is not told yet', (of: FeedStatus) => of.writer.lagSeconds],
    ['foja_feed_parked', 'Events that could not be told to the feeds', (of: FeedStatus) => of.writer.parked.length],
  ] as const;
  for (const [name, help, figure] of writer) {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await status().then(figure, () => Number.NaN));
      },
    });
  }
}

function kindOf(feed: string): 'claims' | 'regulator' {
  return rucOfFeed(feed) === undefined ? 'regulator' : 'claims';
}
