import { z } from 'zod';
import { feedNumber, webhookPause, webhookUrl } from '../../events/webhooks.ts';
import { instant, uuid } from '../../primitives.ts';

/** Where a firm's systems are told of what happens, and what became of it. */

export const webhook = z
  .strictObject({
    webhookId: uuid,
    url: webhookUrl,
    /** None: every type. */
    types: z.array(z.string()),
    state: z.enum(['sending', 'paused']),
    /** Who or what paused it. */
    pausedBecause: webhookPause.optional(),
    /** Messages of the feed that it has not come to yet. */
    lag: feedNumber,
    /** Messages that are tried again, or stand behind one that is. */
    waiting: z.int(),
    /** Messages that are tried no longer until somebody asks for it. */
    parked: z.int(),
    failingSince: instant.optional(),
    nextTryAt: instant.optional(),
    lastTriedAt: instant.optional(),
    /** To the last try: a status of HTTP, or the name of what went wrong. */
    lastAnswer: z.string().optional(),
    lastDeliveredAt: instant.optional(),
    /** Until then messages bear the former secret's signature, too. */
    formerSecretUntil: instant.optional(),
  })
  .meta({ id: 'Webhook' });

export const webhooks = z.strictObject({ items: z.array(webhook) }).meta({ id: 'Webhooks' });

const secret = z.string().meta({
  description: 'Para comprobar las firmas (Standard Webhooks); no se vuelve a mostrar',
  examples: ['whsec_…'],
});

export const addedWebhook = z.strictObject({ ...webhook.shape, secret }).meta({ id: 'AddedWebhook' });

export const rotatedSecret = z.strictObject({ secret, formerSecretUntil: instant }).meta({ id: 'RotatedSecret' });

export const webhookDeliveries = z
  .strictObject({
    ...webhook.shape,
    /** Those that wait or are parked, then those delivered last; 50 at most. */
    deliveries: z.array(
      z.strictObject({
        sequence: feedNumber,
        /** The message's; what receivers see as `webhook-id`. */
        id: uuid,
        type: z.string(),
        claimId: uuid.optional(),
        state: z.enum(['waiting', 'delivered', 'parked', 'skipped']),
        tries: z.int(),
        triedAt: instant.optional(),
        nextTryAt: instant.optional(),
        answer: z.string().optional(),
        tookMs: z.int().optional(),
      }),
    ),
  })
  .meta({ id: 'WebhookDeliveries' });

export const webhookTest = z
  .strictObject({ delivered: z.boolean(), answer: z.string(), tookMs: z.int() })
  .meta({ id: 'WebhookTest' });

export const settledMessages = z.strictObject({ messages: z.int() }).meta({ id: 'SettledMessages' });
