import { z } from 'zod';

/** Whether the service lives, and whether it is ready. */

export const readiness = z
  .strictObject({
    status: z.enum(['ready', 'not-ready']),
    /** `not-writing`: it is read from, and takes nothing; a full disk, for one. */
    store: z.enum(['reachable', 'not-writing', 'unreachable']),
    /** What this process does; `standby`: another one does it at present. */
    parts: z.array(z.strictObject({ name: z.string(), state: z.enum(['working', 'standby', 'needless']) })).optional(),
    sealing: z
      .strictObject({
        state: z.enum(['sealing', 'standby', 'refused', 'unknown']),
        problem: z.string().optional(),
        sealedEvents: z.int(),
        lagEvents: z.int(),
        lagSeconds: z.number(),
      })
      .optional(),
    projections: z.array(
      z.strictObject({
        name: z.string(),
        state: z.enum(['running', 'failed', 'rebuilding', 'missing']),
        lagEvents: z.number(),
        lagSeconds: z.number(),
      }),
    ),
  })
  .meta({ id: 'Readiness' });

export const alive = z.strictObject({ status: z.literal('alive') }).meta({ id: 'Alive' });
