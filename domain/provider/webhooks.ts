import type { EventOf } from '@foja/contracts';
import { type Decision, happened, refuse } from '../decision.ts';
import type { ProviderState } from './state.ts';

/** Where a firm's systems are told of what happens: each one costs a connection and a place of its own in the feed. */
export const WEBHOOKS_MAX = 10;

export function addWebhook(
  state: ProviderState,
  webhook: EventOf<'WebhookAdded'>['data'],
): Decision<EventOf<'WebhookAdded'>> {
  if (state.registered === undefined) return refuse('provider/not-registered');
  if (state.webhooks.has(webhook.webhookId)) return refuse('webhook/id-taken');
  if (state.webhooks.size >= WEBHOOKS_MAX) return refuse('webhook/too-many');
  return happened({ type: 'WebhookAdded', data: { ...webhook, types: [...new Set(webhook.types)] } });
}

/** To pause what is paused is no news, whoever paused it. */
export function pauseWebhook(
  state: ProviderState,
  pause: EventOf<'WebhookPaused'>['data'],
): Decision<EventOf<'WebhookPaused'>> {
  const webhook = state.webhooks.get(pause.webhookId);
  if (webhook === undefined) return refuse('webhook/not-found');
  return webhook.paused === undefined ? happened({ type: 'WebhookPaused', data: pause }) : happened();
}

export function resumeWebhook(state: ProviderState, webhookId: string): Decision<EventOf<'WebhookResumed'>> {
  const webhook = state.webhooks.get(webhookId);
  if (webhook === undefined) return refuse('webhook/not-found');
  return webhook.paused === undefined ? happened() : happened({ type: 'WebhookResumed', data: { webhookId } });
}

export function rotateWebhookSecret(
  state: ProviderState,
  rotated: EventOf<'WebhookSecretRotated'>['data'],
): Decision<EventOf<'WebhookSecretRotated'>> {
  if (!state.webhooks.has(rotated.webhookId)) return refuse('webhook/not-found');
  return happened({ type: 'WebhookSecretRotated', data: rotated });
}

export function removeWebhook(state: ProviderState, webhookId: string): Decision<EventOf<'WebhookRemoved'>> {
  if (!state.webhooks.has(webhookId)) return refuse('webhook/not-found');
  return happened({ type: 'WebhookRemoved', data: { webhookId } });
}
