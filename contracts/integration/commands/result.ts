import { z } from 'zod';
import { problem } from '../../http/answers/problem.ts';
import { uuid } from '../../primitives.ts';

/**
 * What became of a command, on `foja.<ruc>.results.v1`. The same command always gets the same result, however often it comes:
 * whoever waits for it knows it by `messageId`. No personal data.
 */

/** How a sender names its command: as HTTP's Idempotency-Key. */
export const messageId = z
  .string()
  .regex(/^[!-~]{1,200}$/, { error: 'field/value' })
  .meta({ id: 'MessageId', examples: ['erp-2026-000123'] });

const about = {
  /** As it was sent. */
  messageId,
  /** The cause of the events in the claim's history. */
  commandId: uuid,
};

const onClaim = { ...about, type: z.string(), claimId: uuid };

export const CommandResultV1 = z.discriminatedUnion('outcome', [
  z.strictObject({
    ...onClaim,
    outcome: z.literal('done'),
    /** Of the claim after the command: its `ETag`. */
    revision: z.int().min(0),
  }),
  /** A rule forbids it, or there is no such claim of the firm's: to be read by people. Nothing was written. */
  z.strictObject({ ...onClaim, outcome: z.literal('refused'), problem }),
  /** It was no command: to be corrected in the program. As it came it lies in the dead-letter topic. */
  z.strictObject({ ...about, outcome: z.literal('rejected'), problem }),
]);
export type CommandResult = z.infer<typeof CommandResultV1>;
