import { z } from 'zod';
import { email, sector, uuid } from '../primitives.ts';
import { line } from '../text.ts';

/** Stream `provider-<ruc>`: what a firm sets up for itself. A later event replaces the earlier one whole. */

/** Sheets already filed keep the details of their day; only the next ones bear these. */
export const ProviderDetailsChangedV1 = z.strictObject({
  legalName: line({ max: 200 }),
  tradeName: line({ max: 200 }).optional(),
  address: line({ max: 300 }),
  email,
  sector,
});

/** Where the firm wants to be told of new claims and of terms that run out; its own mailboxes, not a person's data. */
export const NotificationAddressesSetV1 = z.strictObject({ emails: z.array(email).max(10) });

/** `https://tienda.example`: scheme, host and port, nothing else. */
export const origin = z.string().max(200).refine(isOrigin, { error: 'origin/invalid' });

/** The sites whose pages may show the widget's form in a frame. */
export const AllowedOriginsSetV1 = z.strictObject({ origins: z.array(origin).max(20) });

/** Code that SIREC gave to the establishment of a book; null where it has none any more. */
export const SirecSiteCodeSetV1 = z.strictObject({
  bookId: uuid,
  siteCode: z
    .string()
    .regex(/^[0-9A-Z]{1,6}$/, { error: 'sirec/site-code' })
    .nullable(),
});

function isOrigin(text: string): boolean {
  if (!/^https?:\/\/[^\s/?#@]+$/.test(text) || !URL.canParse(text)) return false;
  return new URL(text).origin === text;
}
