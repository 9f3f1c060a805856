import { z } from 'zod';
import { instant, uuid } from '../primitives.ts';

/**
 * Stream `provider-<ruc>`: where a firm wants to be told of what happens, over HTTP. The secret that messages are signed with is
 * in the vault and nowhere else; here stands its name.
 */

/** Without a user or a fragment; where it may lead is the deliverer's to judge, for names lead elsewhere tomorrow. */
export const webhookUrl = z
  .string()
  .max(500)
  .refine(isWebhookUrl, { error: 'webhook/url' })
  .meta({ examples: ['https://erp.tienda.example/foja'] });

/** Number of a message in its feed; 64 bits: a decimal string. */
export const feedNumber = z
  .string()
  .regex(/^\d{1,18}$/, { error: 'field/value' })
  .meta({ examples: ['1250'] });

export const WebhookAddedV1 = z.strictObject({
  webhookId: uuid,
  url: webhookUrl,
  /** Types of messages, with their version: `foja.claim.filed.v1`. None: all of the firm's feed, also those to come. */
  types: z
    .array(
      z
        .string()
        .max(80)
        .regex(/^foja\.[a-z.-]+\.v[1-9]\d*$/, { error: 'field/value' }),
    )
    .max(50),
  /** What comes after this number in the firm's feed is told. */
  after: feedNumber,
  secretId: uuid,
});

/** `gone`: the receiver said that it is (HTTP 410). `failing`: it took nothing for days. */
export const webhookPause = z.enum(['asked', 'gone', 'failing']).meta({ id: 'WebhookPause' });
export type WebhookPause = z.infer<typeof webhookPause>;

export const WebhookPausedV1 = z.strictObject({ webhookId: uuid, reason: webhookPause });

export const WebhookResumedV1 = z.strictObject({ webhookId: uuid });

/** Messages bear both signatures until `previousUntil`, so that a receiver changes over when it suits it. */
export const WebhookSecretRotatedV1 = z.strictObject({ webhookId: uuid, secretId: uuid, previousUntil: instant });

export const WebhookRemovedV1 = z.strictObject({ webhookId: uuid });

function isWebhookUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { username, password, hash } = new URL(text);
  return username === '' && password === '' && hash === '';
}
