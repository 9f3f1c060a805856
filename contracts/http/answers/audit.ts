import { z } from 'zod';
import { civilDate, instant, ruc, sha256, sheetNumber, sheetType, uuid } from '../../primitives.ts';
import { clockOfMoments, deadlineState, sampleOf } from '../parameters.ts';
import { claim } from './claim.ts';
import { computation } from './computation.ts';

/** What auditors replay, compare and draw. */

const actor = z.strictObject({ role: z.string(), id: z.string() });

export const trail = z
  .strictObject({
    claimId: uuid,
    events: z.array(
      z.strictObject({
        revision: z.int(),
        /** In the order of the whole ledger; decimal, 64 bits. */
        position: z.string(),
        id: uuid,
        type: z.string(),
        version: z.int(),
        occurredAt: instant,
        recordedAt: instant,
        actor,
        /** The command, and the request or job it came in with. */
        causationId: z.string(),
        correlationId: z.string(),
        /** Empty where the event rests on none. */
        norm: z.string(),
        /** SHA-256 of the event's canonical JSON, and of the leaf made from it (hex). */
        sha256,
        leaf: sha256,
        sealed: z.enum(['sealed', 'not-yet', 'differs']).meta({
          description: '`differs`: lo guardado ya no es lo que se selló',
        }),
        /** As it is stored: boxes of personal data closed, in the version it was written in. */
        stored: z.record(z.string(), z.unknown()),
      }),
    ),
  })
  .meta({ id: 'Trail' });

export const moment = z
  .strictObject({
    clock: clockOfMoments,
    /** The last event that was there. */
    revision: z.int(),
    instant,
  })
  .meta({ id: 'Moment' });

export const claimStanding = z
  .strictObject({
    claimId: uuid,
    asOf: moment,
    /** The claim as it could be read then. */
    claim,
    deadline: z.strictObject({
      state: deadlineState,
      today: civilDate,
      daysLeft: z.int().nullable(),
      unit: z.enum(['business', 'calendar']),
      computation,
      /** Whether counting again leads to the date that the events recorded. */
      agrees: z.boolean(),
    }),
    law: z.strictObject({
      version: z.string().meta({ description: 'La que estaba vigente en ese momento; la del reclamo está en claim' }),
      /** By the law then in force; not the claim's own date until an event says so. */
      dueOn: civilDate,
      amendments: z.array(
        z.strictObject({ version: z.string(), norm: z.string(), occurredAt: instant, recordedAt: instant }),
      ),
    }),
    /** Events that came after. */
    later: z.int(),
  })
  .meta({ id: 'ClaimStanding' });

const side = z.string().nullable();

export const differences = z
  .strictObject({
    claimId: uuid,
    from: moment,
    to: moment,
    facts: z.array(z.strictObject({ field: z.string(), label: z.string(), before: side, after: side })),
    days: z.array(z.strictObject({ date: civilDate, before: side, after: side })),
    events: z.array(z.strictObject({ revision: z.int(), type: z.string(), occurredAt: instant, recordedAt: instant })),
  })
  .meta({ id: 'ClaimDifferences' });

export const sample = z
  .strictObject({
    parameters: z.strictObject({
      of: sampleOf,
      seed: z.string(),
      size: z.int(),
      rucs: z.array(ruc),
      from: civilDate.optional(),
      to: civilDate.optional(),
      /** Ledger position up to which claims, answers and reclassifications are looked at. */
      position: z.string(),
    }),
    method: z.string(),
    /** Claims that could have been drawn. */
    population: z.int(),
    items: z.array(
      z.strictObject({
        place: z.int(),
        claimId: uuid,
        /** What it was drawn by: SHA-256(seed ‖ claimId), hex. */
        rank: sha256,
        ruc,
        bookCode: z.string(),
        sheetNumber: sheetNumber.nullable(),
        type: sheetType,
        filedOn: civilDate,
        dueOn: civilDate,
        closedOn: civilDate.nullable(),
        late: z.boolean(),
      }),
    ),
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Sample' });
export type SampleAnswer = z.infer<typeof sample>;
