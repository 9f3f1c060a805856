import { z } from 'zod';
import { holdGround, keepingGround } from '../events/keeping.ts';
import { personal } from '../personal.ts';
import { civilDate, uuid } from '../primitives.ts';
import { line, text } from '../text.ts';

/** Bodies and answers about how long personal data are kept. The answers hold none: the operator reads them, too. */

export const placeHold = z
  .strictObject({
    ground: holdGround,
    reference: line({ max: 120 }).optional(),
    reason: personal(text({ max: 500 })),
  })
  .meta({ id: 'PlaceHold' });

export const liftHold = z.strictObject({ reason: personal(text({ max: 500 })) }).meta({ id: 'LiftHold' });

export const requestCancellation = z
  .strictObject({
    /** Staff who enter a letter say who signed it; from the consumer's own page it is the consumer. */
    by: z.enum(['consumer', 'representative'], { error: 'field/value' }).optional(),
    comment: personal(text({ max: 1000 })).optional(),
  })
  .meta({ id: 'RequestCancellation' });

export const keeping = z
  .strictObject({
    claimId: uuid,
    /** The day their personal data were erased; absent while they are kept. */
    erasedOn: civilDate.optional(),
    /** Why they may not be erased today; empty where they may. */
    grounds: z.array(keepingGround),
    /** Last day of the longest term; absent while the claim is open. */
    keptUntil: civilDate.optional(),
    norm: z.string(),
    holds: z.array(z.strictObject({ holdNumber: z.int(), ground: holdGround, lifted: z.boolean() })),
    /** Requests for cancellation so far. */
    cancellations: z.int(),
  })
  .meta({ id: 'Keeping' });
