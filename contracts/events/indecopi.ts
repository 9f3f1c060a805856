import { z } from 'zod';
import { personal } from '../personal.ts';
import { civilDate, instant, ruc, sha256, uuid } from '../primitives.ts';
import { line } from '../text.ts';
import { dueRule } from './law.ts';

/** What an official may see, or a case file holds: of one provider, and of it only what every field that is there says. */
export const caseScope = z
  .strictObject({
    ruc,
    bookId: uuid.optional(),
    claimId: uuid.optional(),
    /** Days of filing in Lima, both included. */
    filedFrom: civilDate.optional(),
    filedTo: civilDate.optional(),
  })
  .meta({ id: 'CaseScope' });
export type CaseScope = z.infer<typeof caseScope>;

export const grantId = z.string().regex(/^[0-9a-z]{12}$/, { error: 'field/value' });

/** Stream `official-<grantId>`: leave for one official of Indecopi, for as long and as much as it says. */

export const IndecopiGrantIssuedV1 = z.strictObject({
  grantId,
  /** Who holds it, by name or post. */
  official: personal(line({ max: 120 }), { subject: 'staff' }),
  /** Indecopi's own file or letter number: why it was given. */
  reference: line({ max: 120 }),
  scopes: z.array(caseScope).min(1, { error: 'field/too-small' }).max(100, { error: 'field/too-large' }),
  /** SHA-256 of a 256-bit random secret: as good as the secret to nobody. */
  secretHash: sha256,
  /** No leave is for ever. */
  expiresAt: instant,
});

export const IndecopiGrantRevokedV1 = z.strictObject({
  grantId,
  reason: personal(line({ max: 300 }), { subject: 'staff' }).optional(),
});

/** Stream `casefile-<exportId>`: a case file asked for, made and handed out. How far the work is, is no event. */

export const CaseFileRequestedV1 = z.strictObject({
  exportId: uuid,
  /** For whom it is: what Indecopi asks for is also written on every claim in it (Código, art. 152). */
  recipient: z.enum(['indecopi', 'provider']),
  /** What it holds, once what was asked for was held against what may be seen. */
  scopes: z.array(caseScope).min(1).max(1_000),
  /** Claims filed later than this are not in it. */
  filedUntil: instant,
  /** Indecopi's own file or letter number. */
  reference: line({ max: 120 }).optional(),
  /** Set by the request; how many days the law gives is not confirmed (Reglamento, art. 11). */
  dueOn: civilDate.optional(),
  /** `all`: what was never printed is printed for it. */
  pdf: z.enum(['printed', 'all']),
});

/** Version 2 says whose date it is, as the requests that are written on the claims do. */
export const CaseFileRequestedV2 = CaseFileRequestedV1.extend({
  dueSetBy: z.enum(['official', 'rule', 'nobody']),
  dueRule: dueRule.optional(),
});

export const CaseFileCompletedV1 = z.strictObject({
  exportId: uuid,
  sha256,
  sizeBytes: z.int().min(1),
  claims: z.int().min(0),
  files: z.int().min(1),
  /** Of `manifiesto.txt`, which holds the SHA-256 of every other file. */
  manifestSha256: sha256,
});

export const CaseFileDownloadedV1 = z.strictObject({
  exportId: uuid,
  sha256,
  /** Bytes handed out, where not the whole file was asked for. */
  firstByte: z.int().min(0).optional(),
  lastByte: z.int().min(0).optional(),
});

/** The bytes are gone: cancelled before they were whole, kept for their term, or a claim in them was erased. */
export const CaseFileDiscardedV1 = z.strictObject({
  exportId: uuid,
  why: z.enum(['cancelled', 'expired', 'erasure']),
});
