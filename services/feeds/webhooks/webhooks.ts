import { randomUUID } from 'node:crypto';
import type { Commands } from '@foja/commands/commands.ts';
import type { ProblemCode } from '@foja/contracts';
import { claimsFeed } from '@foja/contracts/integration/feeds.ts';
import * as provider from '@foja/domain/provider/index.ts';
import type { FeedLog } from '../log/port.ts';
import type { ListedWebhook, Refused, Webhooks } from './administration.ts';
import type { WebhookDesk } from './desk.ts';
import type { Networks } from './networks.ts';
import type { WebhookSecrets } from './secrets.ts';
import { tryOut } from './try-out.ts';

export interface WebhooksOptions {
  readonly commands: Pick<Commands, 'provider' | 'onProvider'>;
  readonly log: Pick<FeedLog, 'head'>;
  readonly secrets: WebhookSecrets;
  readonly desk: WebhookDesk;
  readonly networks: Networks;
  /** ISO 8601. */
  readonly clock: () => string;
}

const PREVIOUS_MS = 24 * 3_600_000;
export function openWebhooks({ commands, log, secrets, desk, networks, clock }: WebhooksOptions): Webhooks {
  async function known(ruc: string, webhookId: string): Promise<provider.Webhook | undefined> {
    return (await commands.provider(ruc, { fresh: true })).webhooks.get(webhookId);
  }

  async function listed(ruc: string, webhooks: readonly provider.Webhook[]): Promise<readonly ListedWebhook[]> {
    const [head, standings] = await Promise.all([
      log.head(claimsFeed(ruc)),
      desk.standings(webhooks.map(({ webhookId }) => webhookId)),
    ]);
    return webhooks.map((webhook) => {
      const standing = standings.get(webhook.webhookId);
      return { ...webhook, standing, lag: head - (standing?.taken ?? BigInt(webhook.after)) };
    });
  }

  return {
    async list(ruc) {
      const { webhooks } = await commands.provider(ruc, { fresh: true });
      return listed(ruc, [...webhooks.values()]);
    },

    async find(ruc, webhookId) {
      const webhook = await known(ruc, webhookId);
      return webhook === undefined ? undefined : (await listed(ruc, [webhook]))[0];
    },

    deliveries: (webhookId, max) => desk.deliveries(webhookId, max),

    async add(ruc, { url, types, after }, by) {
      if (networks.publicOnly && !/^https:/i.test(url)) return refuse('webhook/insecure');
      const head = await log.head(claimsFeed(ruc));
      if (after !== 'now' && after > head) return refuse('webhook/beyond-head');
      const { secretId, shown: secret } = await secrets.make();
      const webhookId = randomUUID();
      const webhook = { webhookId, url, types: [...types], after: `${after === 'now' ? head : after}`, secretId };
      const result = await commands.onProvider(ruc, (state) => provider.addWebhook(state, webhook), by);
      if (result.ok) return { ...result, webhookId, secret };
      await secrets.forget([secretId]);
      return result;
    },

    async pause(ruc, webhookId, by) {
      const pause = { webhookId, reason: 'asked' } as const;
      return commands.onProvider(ruc, (state) => provider.pauseWebhook(state, pause), by);
    },

    async resume(ruc, webhookId, by) {
      const result = await commands.onProvider(ruc, (state) => provider.resumeWebhook(state, webhookId), by);
      if (result.ok) await desk.fresh(webhookId);
      return result;
    },

    async rotate(ruc, webhookId, by) {
      const before = await known(ruc, webhookId);
      if (before === undefined) return refuse('webhook/not-found');
      const { secretId, shown: secret } = await secrets.make();
      const previousUntil = new Date(Date.parse(clock()) + PREVIOUS_MS).toISOString();
      const rotated = { webhookId, secretId, previousUntil };
      const result = await commands.onProvider(ruc, (state) => provider.rotateWebhookSecret(state, rotated), by);
      if (!result.ok) return result;
      if (before.previous !== undefined) await secrets.forget([before.previous.secretId]);
      return { ...result, secret, previousUntil };
    },

    async remove(ruc, webhookId, by) {
      const before = await known(ruc, webhookId);
      const result = await commands.onProvider(ruc, (state) => provider.removeWebhook(state, webhookId), by);
      if (!result.ok || before === undefined) return result;
      await desk.remove(webhookId);
      await secrets.forget([before.secretId, ...(before.previous === undefined ? [] : [before.previous.secretId])]);
      return result;
    },

    async replay(ruc, webhookId, after) {
      if ((await known(ruc, webhookId)) === undefined) return refuse('webhook/not-found');
      if (after > (await log.head(claimsFeed(ruc)))) return refuse('webhook/beyond-head');
      await desk.replay({ webhookId, ruc }, after);
      return { ok: true };
    },

    async retry(ruc, webhookId, seq) {
      if ((await known(ruc, webhookId)) === undefined) return refuse('webhook/not-found');
      return { ok: true, messages: await desk.retry(webhookId, seq) };
    },

    async skip(ruc, webhookId, seq) {
      if ((await known(ruc, webhookId)) === undefined) return refuse('webhook/not-found');
      return { ok: true, messages: (await desk.skip(webhookId, seq)) ? 1 : 0 };
    },

    async test(ruc, webhookId) {
      const webhook = await known(ruc, webhookId);
      if (webhook === undefined) return refuse('webhook/not-found');
      return { ok: true, ...(await tryOut({ ruc, webhook, secrets, networks, time: clock() })) };
    },
  };
}

function refuse(code: ProblemCode): Refused {
  return { ok: false, refusal: { code } };
}
