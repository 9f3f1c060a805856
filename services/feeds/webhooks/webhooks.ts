import { randomUUID } from 'node:crypto';
import type { Caller, Commands } from '@foja/commands/commands.ts';
import type { ProblemCode } from '@foja/contracts';
import { claimsFeed } from '@foja/contracts/integration/feeds.ts';
import type { Refusal } from '@foja/domain/decision.ts';
import * as provider from '@foja/domain/provider/index.ts';
import type { Position } from '@foja/ledger/port.ts';
import { cloudEventOf } from '../cloud-event.ts';
import type { FeedLog } from '../log/port.ts';
import type { Delivery, Standing, WebhookDesk } from './desk.ts';
import { HEADERS } from './lane.ts';
import type { Networks } from './networks.ts';
import { openSender } from './post.ts';
import type { WebhookSecrets } from './secrets.ts';
import { signedHeaders } from './sign.ts';
import { answerOf } from './verdict.ts';

/** Webhooks as a firm's administrator sees and sets them: what API, panel and command line share. */
export interface Webhooks {
  list(ruc: string): Promise<readonly ListedWebhook[]>;
  /** Undefined where the firm has none of that name. */
  find(ruc: string, webhookId: string): Promise<ListedWebhook | undefined>;
  deliveries(webhookId: string, max: number): Promise<readonly Delivery[]>;
  /** `secret` is shown this once. @throws VaultUnavailable */
  add(
    ruc: string,
    wanted: NewWebhook,
    by: Caller,
  ): Promise<Done<Written & { readonly webhookId: string; readonly secret: string }>>;
  pause(ruc: string, webhookId: string, by: Caller): Promise<Done<Written>>;
  resume(ruc: string, webhookId: string, by: Caller): Promise<Done<Written>>;
  /** The one before is good for another day. @throws VaultUnavailable */
  rotate(
    ruc: string,
    webhookId: string,
    by: Caller,
  ): Promise<Done<Written & { readonly secret: string; readonly previousUntil: string }>>;
  remove(ruc: string, webhookId: string, by: Caller): Promise<Done<Written>>;
  replay(ruc: string, webhookId: string, after: bigint): Promise<Done>;
  /** Parked messages are tried again, or the one that is named. */
  retry(ruc: string, webhookId: string, seq?: bigint): Promise<Done<{ readonly messages: number }>>;
  /** A message is given up. */
  skip(ruc: string, webhookId: string, seq: bigint): Promise<Done<{ readonly messages: number }>>;
  /** Sends a message that tells of nothing, now. */
  test(ruc: string, webhookId: string): Promise<Done<TestAnswer>>;
}

/** Where its fact stands in the ledger. */
export interface Written {
  readonly position: Position;
  readonly repeated: boolean;
}

export interface NewWebhook {
  readonly url: string;
  readonly types: readonly string[];
  /** Of the feed: what comes after is sent. `now`: what comes from now on. */
  readonly after: bigint | 'now';
}

export interface ListedWebhook extends provider.Webhook {
  /** Undefined until something is sent, or somebody asked for something. */
  readonly standing: Standing | undefined;
  /** Messages of the feed that were not looked at yet. */
  readonly lag: bigint;
}

export interface TestAnswer {
  readonly delivered: boolean;
  /** A status, or the name of a failure. */
  readonly answer: string;
  readonly tookMs: number;
}

export type Done<T = unknown> = ({ readonly ok: true } & T) | Refused;

interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

export interface WebhooksOptions {
  readonly commands: Pick<Commands, 'provider' | 'onProvider'>;
  readonly log: Pick<FeedLog, 'head'>;
  readonly secrets: WebhookSecrets;
  readonly desk: WebhookDesk;
  readonly networks: Networks;
  /** ISO 8601. */
  readonly clock: () => string;
}

const TEST_MS = 5_000;
const PREVIOUS_MS = 24 * 3_600_000;
/** Told by no feed: only asked for by hand. */
export const TEST_TYPE = 'foja.webhook.test.v1';

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
      const time = clock();
      const nowMs = Date.parse(time);
      const about = {
        feed: claimsFeed(ruc),
        seq: 0n,
        id: randomUUID(),
        type: TEST_TYPE,
        subject: null,
        time,
        data: {},
      };
      const { dataschema: _, sequence: _s, ...event } = cloudEventOf(about);
      const body = JSON.stringify(event);
      const signed = { id: about.id, timestamp: Math.floor(nowMs / 1_000), body };
      const keys = await secrets.of(webhook, nowMs);
      const sender = openSender({ url: webhook.url, networks, timeoutMs: TEST_MS });
      const began = performance.now();
      const headers = { ...HEADERS, ...signedHeaders(signed, keys) };
      const outcome = await sender.send({ body, headers, signal: AbortSignal.timeout(2 * TEST_MS) });
      sender.close();
      const delivered = outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300;
      return { ok: true, delivered, answer: answerOf(outcome), tookMs: Math.round(performance.now() - began) };
    },
  };
}

function refuse(code: ProblemCode): Refused {
  return { ok: false, refusal: { code } };
}
