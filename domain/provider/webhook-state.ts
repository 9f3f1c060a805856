import type { EventOf } from '@foja/contracts';
import type { WebhookPause } from '@foja/contracts/events/webhooks.ts';

/** Where a firm's system is told of what happens. */
export type Webhook = EventOf<'WebhookAdded'>['data'] & {
  /** Undefined while messages are sent. */
  readonly paused: WebhookPause | undefined;
  /** The secret before this one, by which messages are signed too until then. */
  readonly previous: { readonly secretId: string; readonly until: string } | undefined;
};

type WebhookEvent = EventOf<
  'WebhookAdded' | 'WebhookPaused' | 'WebhookResumed' | 'WebhookSecretRotated' | 'WebhookRemoved'
>;

export function evolveWebhooks(
  before: ReadonlyMap<string, Webhook>,
  event: WebhookEvent,
): ReadonlyMap<string, Webhook> {
  const after = new Map(before);
  const { webhookId } = event.data;
  if (event.type === 'WebhookAdded') {
    return after.set(webhookId, { ...event.data, paused: undefined, previous: undefined });
  }
  const found = before.get(webhookId);
  if (found === undefined) return before;
  switch (event.type) {
    case 'WebhookPaused':
      return after.set(webhookId, { ...found, paused: event.data.reason });
    case 'WebhookResumed':
      return after.set(webhookId, { ...found, paused: undefined });
    case 'WebhookSecretRotated': {
      const previous = { secretId: found.secretId, until: event.data.previousUntil };
      return after.set(webhookId, { ...found, secretId: event.data.secretId, previous });
    }
    case 'WebhookRemoved':
      after.delete(webhookId);
      return after;
    default:
      return event satisfies never;
  }
}
