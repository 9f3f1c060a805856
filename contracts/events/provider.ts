import { z } from 'zod';
import { personal } from '../personal.ts';
import { email, instant, ruc, sector, sha256, uuid } from '../primitives.ts';
import { line } from '../text.ts';

/** Stream `provider-<ruc>`: a firm, its books and its keys. A firm's public data are not personal data. */

export const ProviderRegisteredV1 = z.strictObject({
  ruc,
  legalName: line({ max: 200 }),
  tradeName: line({ max: 200 }).optional(),
  address: line({ max: 300 }),
  email,
  sector,
});

export const BookOpenedV1 = z.strictObject({
  bookId: uuid,
  /** Código de identificación, unique within the provider (Reglamento, arts. 4, 7 and 8). */
  code: line({ max: 30 }),
  establishment: line({ max: 200 }),
  address: line({ max: 300 }),
  /** `backup` is the Libro de Reclamaciones de Respaldo (art. 4-A). */
  channel: z.enum(['virtual', 'backup']),
  /** First correlative of `firstYear`; later years start at 1. More than 1 where a running book is taken over. */
  firstNumber: z.int().min(1).max(999_999_999),
  firstYear: z.int().min(2011).max(2100),
});

export const BookClosedV1 = z.strictObject({ bookId: uuid, reason: line({ max: 300 }) });

export const keyRole = z.enum(['admin', 'respondent', 'viewer', 'auditor', 'indecopi']).meta({ id: 'KeyRole' });
export type KeyRole = z.infer<typeof keyRole>;

export const ApiKeyIssuedV1 = z.strictObject({
  keyId: z.string().regex(/^[0-9a-z]{12}$/),
  role: keyRole,
  /** Whose key it is, in the provider's words: often a person's name. */
  label: personal(line({ max: 80 }), { subject: 'staff' }),
  /** SHA-256 of a 256-bit random secret: as good as the secret to nobody. */
  secretHash: sha256,
  expiresAt: instant.optional(),
});

export const ApiKeyRevokedV1 = z.strictObject({ keyId: z.string().regex(/^[0-9a-z]{12}$/) });
