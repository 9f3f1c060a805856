import { z } from 'zod';
import { medium } from '../events/claim.ts';
import { civilDate, instant, ruc, sector, sheetNumber, sheetType, uuid } from '../primitives.ts';
import { line } from '../text.ts';

/** What supervisors are told, on `foja.regulator.v1`: about providers, by claim only where the law makes it their business. */

const aboutClaim = {
  ruc,
  sector,
  claimId: uuid,
  number: sheetNumber,
  bookId: uuid,
  type: sheetType,
  filedOn: civilDate,
  occurredAt: instant,
  link: z.string().regex(/^\/v1\/claims\/[0-9a-f-]{36}$/),
};

export const RegulatorCopiesRequestedV1 = z.strictObject({
  ...aboutClaim,
  requestNumber: z.int().min(1),
  reference: line({ max: 120 }),
  requestDueDate: civilDate.optional(),
});

export const RegulatorCopiesDeliveredV1 = z.strictObject({
  ...aboutClaim,
  requestNumber: z.int().min(1),
  medium,
  /** After the date of the request; absent where it had none. */
  late: z.boolean().optional(),
});

/** Answered or settled after the due date. */
export const RegulatorAnsweredLateV1 = z.strictObject({
  ...aboutClaim,
  by: z.enum(['response', 'settlement']),
  dueDate: civilDate,
  closedOn: civilDate,
});

const count = z.int().min(0);

/**
 * A provider's day in Lima, told once it is over; days on which nothing happened are left out. What is written down after
 * its day was told counts for the next one, so that sums are always right.
 */
export const RegulatorDailyCountsV1 = z.strictObject({
  ruc,
  sector,
  date: civilDate,
  filed: z.strictObject({ reclamos: count, quejas: count }),
  reclassified: count,
  responded: z.strictObject({ onTime: count, late: count }),
  settled: z.strictObject({ onTime: count, late: count }),
  /** Due dates that passed without an answer. */
  overdue: count,
  copiesRequested: count,
  copiesDelivered: count,
  /** Claims that were neither answered nor settled at the end of the day. */
  open: count,
});

/** The sealed ledger, as its sealer signed it (C2SP tlog-checkpoint): whoever keeps it can prove a later change. */
export const RegulatorCheckpointV1 = z.strictObject({
  /** Events in the log. */
  size: z.int().min(1),
  /** Root hash, base64. */
  root: z.string().max(64),
  /** The signed note, whole: text, blank line, signatures. */
  note: z.string().max(4_000),
  sealedAt: instant,
});
