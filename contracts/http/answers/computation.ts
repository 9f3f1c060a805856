import { z } from 'zod';
import { civilDate, uuid } from '../../primitives.ts';

/** A deadline, and each day that leads to it. */

const day = z.strictObject({ date: civilDate, counted: z.boolean(), n: z.int().optional(), reason: z.string() });

export const computation = z
  .strictObject({
    dueOn: civilDate,
    regime: z.string(),
    lawVersion: z.string(),
    norm: z.string(),
    confidence: z.enum(['confirmed', 'secondary', 'uncertain']),
    note: z.string().optional(),
    term: z.strictObject({ n: z.int(), unit: z.enum(['business', 'calendar']), rollOver: z.boolean() }),
    days: z.array(day),
  })
  .meta({ id: 'Computation' });
export type ComputationAnswer = z.infer<typeof computation>;

export const claimDeadline = z
  .strictObject({ claimId: uuid, dueOn: civilDate, computation })
  .meta({ id: 'ClaimDeadline' });
