import { z } from 'zod';
import { personal } from '../personal.ts';
import { instant, ruc, sha256 } from '../primitives.ts';
import { line } from '../text.ts';

/** Stream `auditor-<auditorId>`: a key that only reads, and the providers that it may read, each for as long as is said. */

export const auditorId = z.string().regex(/^[0-9a-z]{12}$/, { error: 'field/value' });

export const AuditorKeyIssuedV1 = z.strictObject({
  auditorId,
  /** Who audits, in the operator's words: often a person's name. */
  label: personal(line({ max: 80 }), { subject: 'staff' }),
  /** SHA-256 of a 256-bit random secret: as good as the secret to nobody. */
  secretHash: sha256,
});

/** Said again for the same provider, it replaces what was said: that is how access is made longer or shorter. */
export const AuditorAccessGrantedV1 = z.strictObject({ auditorId, ruc, expiresAt: instant.optional() });

export const AuditorAccessWithdrawnV1 = z.strictObject({ auditorId, ruc });

export const AuditorKeyRevokedV1 = z.strictObject({ auditorId });
