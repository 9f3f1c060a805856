import { z } from 'zod';
import { civilDate, sector, sheetType } from '../primitives.ts';
import { line, text } from '../text.ts';

/**
 * Stream `law-pe`: amendments an operator makes to the law that Foja ships with, in order. The law's version is the
 * shipped version plus the number of amendments, so a claim can always be recomputed under the law it was filed under.
 */

export const holidayKind = z.enum(['FERIADO_NACIONAL', 'NO_LABORABLE_PUBLICO', 'REGIONAL']);

export const HolidayDeclaredV1 = z.strictObject({
  date: civilDate,
  name: line({ max: 120 }),
  kind: holidayKind,
  /** The norm that declares it, as people cite it: `D. S. 123-2026-PCM`. */
  norm: line({ max: 160 }),
});

export const HolidayRevokedV1 = z.strictObject({ date: civilDate, norm: line({ max: 160 }) });

const days = { n: z.int().min(1).max(366), unit: z.enum(['business', 'calendar']) };

/** A regime as data (norms: Código art. 24; Reglamento arts. 6, 6-A and 6-B; each sector's own). */
export const regime = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{3,60}$/),
    sector,
    sheetTypes: z.array(sheetType).min(1),
    /** First and last filing day in Lima, inclusive; no last day: in force. */
    filedFrom: civilDate,
    filedTo: civilDate.optional(),
    term: z.strictObject({ ...days, rollOver: z.boolean() }),
    extension: z
      .strictObject({
        ...days,
        maxTimes: z.int().min(1).max(10),
        condition: z.enum(['justified-by-nature', 'third-party-pronouncement']),
        norm: line({ max: 200 }),
      })
      .optional(),
    /** Said to whoever asks for an extension where there is none. */
    extensionForbiddenBy: line({ max: 300 }).optional(),
    /** Remote offer (art. 6-A): stops the clock for at most this long in all, over every offer of a claim. */
    offerSuspension: z.strictObject({ ...days, norm: line({ max: 200 }) }).optional(),
    /** Where the norm splits the term: days to resolve, of those in `term`; the rest are for notifying. */
    resolveWithin: z.int().min(1).optional(),
    /** Documents asked of the consumer stop the clock until they come. */
    documentsSuspension: z.strictObject({ ...days, norm: line({ max: 200 }) }).optional(),
    legends: z.array(text({ max: 600 })),
    norm: line({ max: 300 }),
    confidence: z.enum(['confirmed', 'secondary', 'uncertain']),
    note: line({ max: 400 }).optional(),
  })
  .meta({ id: 'Regime' });
export type RegimeData = z.infer<typeof regime>;

/**
 * How long a provider has for handing in what Indecopi asks for, where the request names no date (Código, art. 152;
 * Reglamento, art. 11). As dated data, for the number of days is not confirmed.
 */
export const copyTerm = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{3,60}$/, { error: 'field/value' }),
    /** First and last day in Lima of the request, inclusive; no last day: in force. */
    requestedFrom: civilDate,
    requestedTo: civilDate.optional(),
    /** Counted from the day after the request, the last one included. */
    term: z.strictObject(days),
    norm: line({ max: 300 }),
    confidence: z.enum(['confirmed', 'secondary', 'uncertain']),
    note: line({ max: 400 }).optional(),
  })
  .meta({ id: 'CopyTerm' });

export const CopyTermCorrectedV1 = z.strictObject({ term: copyTerm, reason: line({ max: 300 }) });

/** The rule that gave a date, as it stood in that version of the law. */
export const dueRule = z.strictObject({ ruleId: copyTerm.shape.id, lawVersion: z.string() });

export const RegimeCorrectedV1 = z.strictObject({ regime, reason: line({ max: 300 }) });
