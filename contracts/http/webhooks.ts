import { z } from 'zod';
import { feedNumber, webhookUrl } from '../events/webhooks.ts';
import { messages } from '../integration/catalogue.ts';
import { ruc, uuid } from '../primitives.ts';

/** What clients send about webhooks. */

export const webhookTypes: readonly string[] = messages
  .filter(({ definition }) => definition.feed === 'claims')
  .map(({ type }) => type);

export const addWebhook = z
  .strictObject({
    url: webhookUrl,
    types: z
      .array(z.enum(webhookTypes, { error: 'field/value' }))
      .max(50)
      .default([])
      .meta({ description: 'Vacío: todos, también los que vengan' }),
    after: z
      .union([z.literal('now'), feedNumber], { error: 'field/value' })
      .default('now')
      .meta({ description: 'now: lo que ocurra desde ahora; 0: desde el primer mensaje; o un número del feed' }),
  })
  .meta({ id: 'AddWebhook' });

export const replayWebhook = z.strictObject({ after: feedNumber }).meta({ id: 'ReplayWebhook' });
export const retryWebhook = z.strictObject({ sequence: feedNumber.optional() }).meta({ id: 'RetryWebhook' });
export const skipMessage = z.strictObject({ sequence: feedNumber }).meta({ id: 'SkipMessage' });

export const ofWebhook = z.strictObject({ ruc, webhookId: uuid.toLowerCase() });
