import { Problem, refused } from '@foja/commands/problems/problem.ts';
import type { webhookRoutes } from '@foja/contracts/http/routes/webhooks.ts';
import type { Delivery, Done, ListedWebhook, Webhooks } from '@foja/feeds/webhooks/index.ts';
import type { Operations, World } from '../call.ts';
import { limaInstant } from '../lima-time.ts';
import { providerOf } from './located.ts';
import { written } from './replies.ts';

const DELIVERIES = 50;

/** Webhooks, for a firm's administrators. Where this house sends none, there is none. */
export const webhookOperations: Operations<typeof webhookRoutes> = {
  async listWebhooks(call, { webhooks }) {
    const found = (await webhooks?.list(providerOf(call).ruc)) ?? [];
    return { status: 200, headers: NO_STORE, body: { items: found.map(webhookAnswer) } };
  },

  async addWebhook(call, world) {
    const { ruc } = providerOf(call);
    const { url, types, after } = call.body;
    const wanted = { url, types, after: after === 'now' ? ('now' as const) : BigInt(after) };
    const added = taken(await sending(world).add(ruc, wanted, call.caller));
    const webhook = await found(world, ruc, added.webhookId);
    const body = { ...webhookAnswer(webhook), secret: added.secret };
    return written(added, { status: 201, headers: NO_STORE, body });
  },

  async readWebhook(call, world) {
    const { ruc } = providerOf(call);
    const webhook = await found(world, ruc, call.params.webhookId);
    const deliveries = await sending(world).deliveries(webhook.webhookId, DELIVERIES);
    const body = { ...webhookAnswer(webhook), deliveries: deliveries.map(deliveryAnswer) };
    return { status: 200, headers: NO_STORE, body };
  },

  async removeWebhook(call, world) {
    const done = taken(await sending(world).remove(providerOf(call).ruc, call.params.webhookId, call.caller));
    return written(done, { status: 204 });
  },

  async pauseWebhook(call, world) {
    const { ruc } = providerOf(call);
    const done = taken(await sending(world).pause(ruc, call.params.webhookId, call.caller));
    return written(done, { status: 200, body: webhookAnswer(await found(world, ruc, call.params.webhookId)) });
  },

  async resumeWebhook(call, world) {
    const { ruc } = providerOf(call);
    const done = taken(await sending(world).resume(ruc, call.params.webhookId, call.caller));
    return written(done, { status: 200, body: webhookAnswer(await found(world, ruc, call.params.webhookId)) });
  },

  async rotateWebhookSecret(call, world) {
    const rotated = taken(await sending(world).rotate(providerOf(call).ruc, call.params.webhookId, call.caller));
    const { secret, previousUntil } = rotated;
    const body = { secret, formerSecretUntil: limaInstant(previousUntil) };
    return written(rotated, { status: 200, headers: NO_STORE, body });
  },

  async testWebhook(call, world) {
    const { delivered, answer, tookMs } = taken(await sending(world).test(providerOf(call).ruc, call.params.webhookId));
    return { status: 200, body: { delivered, answer, tookMs } };
  },

  async replayWebhook(call, world) {
    const { ruc } = providerOf(call);
    taken(await sending(world).replay(ruc, call.params.webhookId, BigInt(call.body.after)));
    return { status: 200, body: webhookAnswer(await found(world, ruc, call.params.webhookId)) };
  },

  async retryWebhook(call, world) {
    const { sequence } = call.body;
    const seq = sequence === undefined ? undefined : BigInt(sequence);
    const { messages } = taken(await sending(world).retry(providerOf(call).ruc, call.params.webhookId, seq));
    return { status: 200, body: { messages } };
  },

  async skipWebhookMessage(call, world) {
    const seq = BigInt(call.body.sequence);
    const { messages } = taken(await sending(world).skip(providerOf(call).ruc, call.params.webhookId, seq));
    return { status: 200, body: { messages } };
  },
};

const NO_STORE = { 'cache-control': 'no-store' };

function sending({ webhooks }: World): Webhooks {
  if (webhooks === undefined) throw new Problem('webhook/not-found');
  return webhooks;
}

async function found(world: World, ruc: string, webhookId: string): Promise<ListedWebhook> {
  const webhook = await sending(world).find(ruc, webhookId);
  if (webhook === undefined) throw new Problem('webhook/not-found');
  return webhook;
}

/** @throws Problem where a rule forbids it. */
function taken<T>(done: Done<T>): { readonly ok: true } & T {
  if (!done.ok) throw refused(done.refusal);
  return done;
}

function webhookAnswer({ webhookId, url, types, paused, previous, standing, lag }: ListedWebhook) {
  return {
    ...{ webhookId, url, types },
    state: paused === undefined ? 'sending' : 'paused',
    ...(paused === undefined ? {} : { pausedBecause: paused }),
    lag: String(lag),
    waiting: standing?.waiting ?? 0,
    parked: standing?.parked ?? 0,
    ...instants({
      failingSince: standing?.failingSince,
      nextTryAt: paused === undefined ? standing?.nextAt : undefined,
      lastTriedAt: standing?.triedAt,
      lastDeliveredAt: standing?.deliveredAt,
      formerSecretUntil: previous?.until,
    }),
    ...(standing?.answer === undefined ? {} : { lastAnswer: standing.answer }),
  };
}

function deliveryAnswer({ seq, id, type, claimId, state, tries, triedAt, nextAt, answer, tookMs }: Delivery) {
  return {
    ...{ sequence: String(seq), id, type, state, tries },
    ...(claimId === undefined ? {} : { claimId }),
    ...instants({ triedAt, nextTryAt: nextAt }),
    ...(answer === undefined ? {} : { answer }),
    ...(tookMs === undefined ? {} : { tookMs }),
  };
}

/** Those that there are, by the clock of Lima. */
function instants(given: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, at]) => (at === undefined ? [] : [[name, limaInstant(at)]])),
  );
}
