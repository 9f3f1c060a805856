import { z } from 'zod';
import { uuid } from '../primitives.ts';

/** Stream `claim-<claimId>`: what became of the mails about a claim. To whom is a role; addresses stay where they were given. */

export const mailKind = z
  .enum(['copy', 'offer', 'offer-lapsing', 'extension', 'answer', 'new-claim', 'reminder', 'indecopi-request'])
  .meta({ id: 'MailKind' });

const mail = {
  kind: mailKind,
  recipient: z.enum(['consumer', 'provider']),
  /** The part before the @ of the Message-ID, by which a mail server's log can be searched. */
  messageId: uuid,
};

/** A mail server took charge of it. The consumer's copy is told by `CopyDelivered` instead. */
export const MailDeliveredV1 = z.strictObject(mail);

/** It was not, and nothing tries again by itself: refused for good, or no server took it in all the time given. */
export const MailFailedV1 = z.strictObject({ ...mail, reason: z.enum(['refused', 'gave-up']) });

/** Since version 2 the provider is also told that an offer was answered. */
const kindV2 = z.enum([...mailKind.options, 'offer-answered']);
export const MailDeliveredV2 = MailDeliveredV1.extend({ kind: kindV2 });
export const MailFailedV2 = MailFailedV1.extend({ kind: kindV2 });
