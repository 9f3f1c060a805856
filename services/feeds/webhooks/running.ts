import type { Caller } from '@foja/commands/commands.ts';
import { claimsFeed } from '@foja/contracts/integration/feeds.ts';
import { pauseWebhook, type Webhook } from '@foja/domain/provider/index.ts';
import { v4 as uuid } from 'uuid';
import type { DelivererOptions, PausedWebhook } from './deliverer-options.ts';
import { Lane } from './lane.ts';
import { openSender } from './post.ts';
import { SCHEDULE } from './verdict.ts';

/** A receiver that took nothing for this long is paused: its administrator has to look. */
const FAILING_LONGEST_MS = 5 * 24 * 3_600_000;

/** A webhook that is being sent its messages. */
export interface Running {
  readonly lane: Lane;
  readonly secretOf: Pick<Webhook, 'secretId' | 'previous'>;
  /** Resolves once it has ended. */
  stop(): Promise<void>;
}

export interface Beginning {
  readonly ruc: string;
  readonly webhook: Webhook;
  readonly place: ConstructorParameters<typeof Lane>[1];
  readonly epoch: bigint;
  readonly until: AbortSignal;
  /** Told where it ended by itself. */
  readonly over: () => void;
  readonly fail: (error: unknown) => void;
}

export function begin(
  { ruc, webhook, place, epoch, until, over, fail }: Beginning,
  options: DelivererOptions,
): Running {
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

/** As a reader of its feed. */
export function readerOf(webhookId: string): string {
  return `webhook ${webhookId}`;
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
