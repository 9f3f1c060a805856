import { setTimeout as delay } from 'node:timers/promises';
import type { Webhook } from '@foja/domain/provider/index.ts';
import type { DelivererOptions } from './deliverer-options.ts';
import { begin, type Running, readerOf } from './running.ts';

/*
 * Sends every firm's messages to its webhooks.
 *
 * Promises: every message of the types asked for at least once, in order by claim, a repeated one under the same id; or parked,
 * after three days of trying, for people to see and send again. What one receiver does is nothing to the others.
 * Fails: never for a receiver's sake. With `DelivererReplaced` where another one has taken over; with what the database throws.
 * Trusts: that it is started in one process at a time. A second one, for a moment, sends what the first sends, too; what the
 * first writes afterwards is refused, and it ends.
 */

const LOOK_MS = 1_000;
/** Until the signal. */
export async function runWebhooks(options: DelivererOptions): Promise<void> {
  const { commands, table, signal, readers, lookMs = LOOK_MS } = options;
  const ending = new AbortController();
  const until = AbortSignal.any([signal, ending.signal]);
  const epoch = await table.begin();
  const running = new Map<string, Running>();
  let reading: string | undefined;
  let broken: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    broken ??= { error };
    ending.abort();
  };
  try {
    while (!until.aborted) {
      const wanted = await activeWebhooks(commands);
      for (const [webhookId, one] of running) {
        const { webhook } = wanted.get(webhookId) ?? {};
        if (webhook !== undefined && sameSecrets(webhook, one.secretOf)) continue;
        running.delete(webhookId);
        await one.stop();
      }
      // A webhook that is paused does not lag: somebody wants it so, or was told.
      const names = [...wanted.keys()].map(readerOf);
      if (names.join() !== reading) await readers?.keepOnly('webhook', names);
      reading = names.join();
      const asked = [...wanted.values()].map(({ ruc, webhook: { webhookId, after } }) => ({ webhookId, ruc, after }));
      const places = asked.length === 0 ? new Map() : await table.places(asked);
      for (const [webhookId, { ruc, webhook }] of wanted) {
        const place = places.get(webhookId);
        if (place === undefined) continue;
        const known = running.get(webhookId);
        if (known !== undefined) known.lane.look(place);
        else {
          const over = () => void running.delete(webhookId);
          running.set(webhookId, begin({ ruc, webhook, place, epoch, until, over, fail }, options));
        }
      }
      await delay(lookMs, undefined, { signal: until }).catch(() => undefined);
    }
  } finally {
    ending.abort();
    await Promise.all([...running.values()].map((one) => one.stop()));
  }
  if (broken !== undefined) throw broken.error;
}

async function activeWebhooks(commands: DelivererOptions['commands']) {
  const found = new Map<string, { readonly ruc: string; readonly webhook: Webhook }>();
  for (const ruc of commands.rucs()) {
    const { webhooks } = await commands.provider(ruc);
    for (const [webhookId, webhook] of webhooks) {
      if (webhook.paused === undefined) found.set(webhookId, { ruc, webhook });
    }
  }
  return found;
}

function sameSecrets(a: Pick<Webhook, 'secretId' | 'previous'>, b: Pick<Webhook, 'secretId' | 'previous'>): boolean {
  return a.secretId === b.secretId && a.previous?.secretId === b.previous?.secretId;
}
