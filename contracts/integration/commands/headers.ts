import { z } from 'zod';
import { messageId } from './result.ts';

/** CloudEvents 1.0 in binary mode; or just `id`, and the value then is `{"type": …, "data": …}`. */
export const commandHeaders = z.union([
  z.looseObject({
    ce_specversion: z.literal('1.0'),
    ce_id: messageId,
    ce_type: z.string(),
    ce_source: z.string().optional(),
    /** W3C trace context (CloudEvents' extension `traceparent`). */
    ce_traceparent: z.string().optional(),
  }),
  z.looseObject({ id: messageId }),
]);

/** Beside those that it came with. */
export const rejectHeaders = z.looseObject({
  /** problem+json. */
  'foja-problem': z.string(),
  'foja-topic': z.string(),
  'foja-partition': z.string().regex(/^\d+$/),
  'foja-offset': z.string().regex(/^\d+$/),
});
