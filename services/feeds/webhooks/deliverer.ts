import { setTimeout as delay } from 'node:timers/promises';
import type { Caller, Commands } from '@foja/commands/commands.ts';
import { claimsFeed } from '@foja/contracts/integration/feeds.ts';
import { pauseWebhook, type Webhook } from '@foja/domain/provider/index.ts';
import { v4 as uuid } from 'uuid';
import type { FeedLog } from '../log/port.ts';
import type { FeedReaders } from '../readers/readers.ts';
import { Lane } from './lane.ts';
import type { Networks } from './networks.ts';
import type { DelivererTable } from './port.ts';
import { openSender } from './post.ts';
import type { WebhookSecrets } from './secrets.ts';
import { SCHEDULE, type Schedule } from './verdict.ts';

/*
 * Sends every firm's messages to its webhooks.
 *
 * Promises: every message of the types asked for at least once, in order by claim, a repeated one under the same id; or parked,
 * after three days of trying, for people to see and send again. What one receiver does is nothing to the others.
 * Fails: never for a receiver's sake. With `DelivererReplaced` where another one has taken over; with what the database throws.
 * Trusts: that it is started in one process at a time. A second one, for a moment, sends what the first sends, too; what the
 * first writes afterwards is refused, and it ends.
 */

export interface DelivererOptions {
  readonly log: Pick<FeedLog, 'read' | 'waitFor'>;
  readonly commands: Pick<Commands, 'rucs' | 'provider' | 'onProvider'>;
  readonly table: DelivererTable;
  readonly secrets: Pick<WebhookSecrets, 'of'>;
  readonly networks: Networks;
  /** Told ids, never addresses: a firm may keep a token in one. */
  readonly say: { warn(about: object, message: string): void };
  /** A webhook was paused without anybody having asked for it. */
  readonly tell?: ((paused: PausedWebhook) => Promise<void>) | undefined;
  /** Where it is written how far each reader of a feed is. */
  readonly readers?: Pick<FeedReaders, 'reached' | 'keepOnly'> | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random?: () => number;
  readonly schedule?: Schedule;
  readonly timeoutMs?: number;
  /** How often it is looked for new webhooks, and for what somebody asked. */
  readonly lookMs?: number;
  readonly signal: AbortSignal;
}

export interface PausedWebhook {
  readonly ruc: string;
  readonly webhook: Webhook;
  readonly reason: 'gone' | 'failing';
}

const LOOK_MS = 1_000;
/** A receiver that took nothing for this long is paused: its administrator has to look. */
export const FAILING_LONGEST_MS = 5 * 24 * 3_600_000;

interface Running {
  readonly lane: Lane;
  readonly secretOf: Pick<Webhook, 'secretId' | 'previous'>;
  /** Resolves once it has ended. */
  stop(): Promise<void>;
}

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

interface Beginning {
  readonly ruc: string;
  readonly webhook: Webhook;
  readonly place: ConstructorParameters<typeof Lane>[1];
  readonly epoch: bigint;
  readonly until: AbortSignal;
  /** Told where it ended by itself. */
  readonly over: () => void;
  readonly fail: (error: unknown) => void;
}

function begin({ ruc, webhook, place, epoch, until, over, fail }: Beginning, options: DelivererOptions): Running {
  const { log, table, secrets, networks, readers, timeoutMs, now } = options;
  const { random = Math.random, schedule = SCHEDULE } = options;
  const stopping = new AbortController();
  const sender = openSender({ url: webhook.url, networks, timeoutMs });
  const lane = new Lane(webhook, place, {
    feed: claimsFeed(ruc),
    ...{ log, table, epoch, sender, schedule, now, random },
    secrets: () => secrets.of(webhook, now()),
    pause: async (reason) => {
      stopping.abort();
      await pauseFor({ ruc, webhook, reason }, options);
      over();
    },
    reached: async (seq) => readers?.reached(readerOf(webhook.webhookId), claimsFeed(ruc), seq),
    failing: { longestMs: FAILING_LONGEST_MS },
    signal: AbortSignal.any([until, stopping.signal]),
  });
  const ended = lane
    .run()
    .catch((error) => (until.aborted ? undefined : fail(error)))
    .finally(() => sender.close());
  return {
    lane,
    secretOf: webhook,
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

function readerOf(webhookId: string): string {
  return `webhook ${webhookId}`;
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

/** A fact of the firm's, by nobody's wish. */
async function pauseFor(
  { ruc, webhook, reason }: PausedWebhook,
  { commands, say, tell }: DelivererOptions,
): Promise<void> {
  const { webhookId } = webhook;
  const by: Caller = { actor: { role: 'system', id: 'webhooks' }, commandId: uuid(), correlationId: uuid() };
  const result = await commands.onProvider(ruc, (state) => pauseWebhook(state, { webhookId, reason }), by);
  if (!result.ok) return; // removed meanwhile
  say.warn({ ruc, webhookId, reason }, 'a webhook was paused');
  await tell?.({ ruc, webhook, reason }).catch(() => undefined);
}
