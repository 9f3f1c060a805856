import { z } from 'zod';

/** RFC 9457. `errors` names every wrong field; no value of the request is ever repeated. */
export const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    norm: z.string().optional().meta({ description: 'La norma que lo impide' }),
    /** What the person needs to know to go on, e.g. `currentRevision`, `dueOn`. */
    about: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    errors: z.array(z.strictObject({ field: z.string(), code: z.string(), message: z.string() })),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });
export type ProblemAnswer = z.infer<typeof problem>;
