import { z } from 'zod';
import { personal } from '../personal.ts';
import { civilDate } from '../primitives.ts';
import { line, text } from '../text.ts';

/** Stream `claim-<claimId>`: how long its personal data are kept, what stands in the way of erasing them, and that they went. */

export const holdGround = z
  .enum(['indecopi', 'denuncia', 'suit', 'other'], { error: 'field/value' })
  .meta({ id: 'HoldGround' });

/** While it stands, nothing of the claim is erased. */
export const LegalHoldPlacedV1 = z.strictObject({
  holdNumber: z.int().min(1),
  ground: holdGround,
  /** The authority's own file number. */
  reference: line({ max: 120 }).optional(),
  reason: personal(text({ max: 500 })),
});

export const LegalHoldLiftedV1 = z.strictObject({ holdNumber: z.int().min(1), reason: personal(text({ max: 500 })) });

/** Why personal data may not be erased yet. */
export const keepingGround = z
  .enum(['open', 'indecopi-request', 'legal-hold', 'retention'])
  .meta({ id: 'KeepingGround' });

/** Whoever the data are about asks for their cancellation (Ley 29733, art. 20), and is answered with the law. */
export const CancellationRequestedV1 = z.strictObject({
  requestNumber: z.int().min(1),
  by: z.enum(['consumer', 'representative'], { error: 'field/value' }),
  comment: personal(text({ max: 1000 })).optional(),
  answer: z.enum(['granted', 'refused']),
  /** Empty where it was granted. */
  grounds: z.array(keepingGround),
  norm: z.string(),
  /** Last day of the longest term of keeping; absent while it cannot be told. */
  keptUntil: civilDate.optional(),
});

/** The key of the claim's personal data is destroyed, and what was made of them with it. The rest stays for ever. */
export const ClaimErasedV1 = z.strictObject({
  cause: z.enum(['retention', 'request', 'operator']),
  erasedOn: civilDate,
  /** Last day on which they had to be kept, and by what norm. */
  keptUntil: civilDate,
  norm: z.string(),
});

/** Stream `retention-pe`: corrections an operator makes to the terms of keeping that Foja ships with. */
export const retentionRule = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{3,60}$/, { error: 'field/value' }),
  /**
   * What the term runs from: the day of filing, the day the claim was answered or settled, or, for one that never was, its due
   * date.
   */
  from: z.enum(['registration', 'conclusion', 'unanswered'], { error: 'field/value' }),
  years: z.int().min(0).max(30),
  /** First and last filing day in Lima that it holds for, inclusive; no last day: in force. */
  filedFrom: civilDate,
  filedTo: civilDate.optional(),
  norm: line({ max: 300 }),
  confidence: z.enum(['confirmed', 'secondary', 'uncertain']),
  note: line({ max: 400 }).optional(),
});
export type RetentionRule = Readonly<z.infer<typeof retentionRule>>;

export const RetentionCorrectedV2 = z.strictObject({ rule: retentionRule, reason: line({ max: 300 }) });

/** Version 1 knew no term for what was never answered. */
export const RetentionCorrectedV1 = z.strictObject({
  rule: retentionRule.extend({ from: z.enum(['registration', 'conclusion'], { error: 'field/value' }) }),
  reason: line({ max: 300 }),
});
