import { randomUUID } from 'node:crypto';
import { claimsFeed } from '@foja/contracts/integration/feeds.ts';
import { type NewMessage, openPostgresFeeds, type PostgresFeeds } from '@foja/feeds';
import {
  type DelivererOptions,
  type DelivererTable,
  delivererTable,
  migrateWebhooks,
  openWebhooks,
  type PausedWebhook,
  runWebhooks,
  type Schedule,
  type WebhookDesk,
  type Webhooks,
  webhookDesk,
  webhookNetworks,
  webhookSecrets,
} from '@foja/feeds/webhooks/index.ts';
import { caller, RUC, registerFirm } from '../support/commands.ts';
import { type Ground, openGround } from '../support/ground.ts';

/** A firm, its feed, and whoever sends it to webhooks, with pauses of milliseconds. */
export interface WebhookHouse extends Pick<Ground, 'commands' | 'logged' | 'store' | 'pool'> {
  readonly feeds: PostgresFeeds;
  readonly webhooks: Webhooks;
  readonly desk: WebhookDesk;
  readonly table: DelivererTable;
  readonly paused: PausedWebhook[];
  /** Moves the deliverer's clock on. */
  pass(ms: number): void;
  /** Writes messages of claims; answers their ids. */
  tell(...claimIds: string[]): Promise<string[]>;
  add(url: string, more?: { types?: string[]; after?: bigint | 'now' }): Promise<{ webhookId: string; secret: string }>;
  deliver(more?: Partial<DelivererOptions>): Delivering;
  /** Number of the last message. */
  head(): Promise<bigint>;
  /** As if nobody had added a webhook or started a deliverer. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface Delivering {
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export const QUICK: Schedule = { firstMs: 20, factor: 2, maxMs: 200, windowMs: 3_600_000, refusals: 3 };
export const FEED = claimsFeed(RUC);

export async function openWebhookHouse(): Promise<WebhookHouse> {
  const ground = await openGround();
  const { commands, pool, vault, appUrl, clock, log } = ground;
  await registerFirm(commands);
  const feeds = await openPostgresFeeds({ pool, url: appUrl });
  await migrateWebhooks(pool);
  const [desk, table, secrets] = [webhookDesk(pool), delivererTable(pool), webhookSecrets(vault)];
  const networks = webhookNetworks(['127.0.0.0/8']);
  const webhooks = openWebhooks({ commands, log: feeds, secrets, desk, networks, clock });
  const paused: PausedWebhook[] = [];
  let stops: (() => Promise<unknown>)[] = [];
  let passedMs = 0;
  return {
    ...ground,
    ...{ feeds, webhooks, desk, table, paused },
    pass(ms) {
      passedMs += ms;
    },
    async tell(...claimIds) {
      const messages = claimIds.map((claimId) => messageAbout(claimId));
      await feeds.append(messages);
      return messages.map(({ id }) => id);
    },
    async add(url, { types = [], after = 'now' } = {}) {
      const added = await webhooks.add(RUC, { url, types, after }, caller());
      if (!added.ok) throw new Error(added.refusal.code);
      return added;
    },
    deliver(more = {}) {
      const stopping = new AbortController();
      const running = runWebhooks({
        ...{ log: feeds, commands, table, secrets, networks, say: log },
        now: () => Date.now() + passedMs,
        tell: async (one) => void paused.push(one),
        schedule: QUICK,
        lookMs: 20,
        signal: stopping.signal,
        ...more,
      });
      running.catch(() => undefined);
      const stop = () => {
        stopping.abort();
        return running;
      };
      stops.push(stop);
      return { ended: running, stop };
    },
    head: () => feeds.head(FEED),
    async clear() {
      await Promise.allSettled(stops.map((stop) => stop()));
      stops = [];
      passedMs = 0;
      paused.length = 0;
      for (const { webhookId } of await webhooks.list(RUC)) await webhooks.remove(RUC, webhookId, caller());
    },
    async close() {
      await Promise.allSettled(stops.map((stop) => stop()));
      await feeds.close();
      await ground.close();
    },
  };
}

export function messageAbout(claimId: string, type = 'foja.claim.viewed.v1'): NewMessage {
  return { feed: FEED, id: randomUUID(), type, subject: claimId, time: new Date().toISOString(), data: { claimId } };
}
