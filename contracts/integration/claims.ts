import { z } from 'zod';
import { medium, outcome } from '../events/claim.ts';
import { civilDate, instant, ruc, sha256, sheetNumber, sheetType, uuid } from '../primitives.ts';
import { line } from '../text.ts';

/**
 * What a firm's systems are told of its claims, on `foja.<ruc>.claims.v1`. Ids, dates and words of a closed list only: who
 * may read more fetches the claim at `link` with its key. Versions are for ever, as those of stored events.
 */

export const claimStatus = z.enum(['open', 'suspended', 'responded', 'settled']).meta({ id: 'FeedClaimStatus' });
export type FeedClaimStatus = z.infer<typeof claimStatus>;

/** In every message: the claim as it stands once the fact is told, so that a mirror needs nothing from before. */
export const claimNow = {
  claimId: uuid,
  /** Of the last event of the claim that is told, 0 for the first; as in the claim's `ETag`. */
  revision: z.int().min(0),
  number: sheetNumber,
  ruc,
  bookId: uuid,
  bookCode: z.string(),
  type: sheetType,
  status: claimStatus,
  /** Day in Lima. */
  filedOn: civilDate,
  dueDate: civilDate,
  occurredAt: instant,
  /** Where the claim is, on the server that serves the feed. */
  link: z.string().regex(/^\/v1\/claims\/[0-9a-f-]{36}$/),
};

export const ClaimFiledV1 = z.strictObject({
  ...claimNow,
  /** On a page, by a program, or copied from the Libro de Respaldo. */
  channel: z.enum(['web', 'api', 'backup']),
  filedAt: instant,
  regime: z.string(),
  responseMedium: z.enum(['email', 'letter']),
});

export const ClaimViewedV1 = z.strictObject(claimNow);

export const ClaimReclassifiedV1 = z.strictObject({
  ...claimNow,
  from: sheetType,
  to: sheetType,
  regime: z.string(),
});

export const EvidenceAddedV1 = z.strictObject({
  ...claimNow,
  evidenceId: uuid,
  by: z.enum(['consumer', 'provider']),
  mediaType: z.string().max(100),
  sizeBytes: z.int().min(1),
  sha256,
});

export const OfferMadeV1 = z.strictObject({
  ...claimNow,
  offerNumber: z.int().min(1),
  mode: z.enum(['remote', 'in-person']),
  medium,
  communicatedAt: instant,
  /** Last day to accept it, where it has one. */
  lapsesOn: civilDate.optional(),
});

const offer = { ...claimNow, offerNumber: z.int().min(1) };

export const OfferAcceptedV1 = z.strictObject({ ...offer, acceptedOn: civilDate });
export const OfferRejectedV1 = z.strictObject({ ...offer, rejectedOn: civilDate });
export const OfferLapsedV1 = z.strictObject({ ...offer, lapsedOn: civilDate });

/** A remote offer stops the clock (Reglamento, art. 6-A). `dueDate` is the one if nobody answers it. */
export const ClockSuspendedV1 = z.strictObject({ ...offer, suspendedUntil: civilDate });
/** The clock runs again from the next day on. */
export const ClockResumedV1 = z.strictObject({ ...offer, suspendedUntil: civilDate });

export const ClaimExtendedV1 = z.strictObject({ ...claimNow, previousDueDate: civilDate, extendedOn: civilDate });

/** Whenever the date changes, whatever changes it: for those who only keep a calendar. */
export const DueDateMovedV1 = z.strictObject({
  ...claimNow,
  previousDueDate: civilDate,
  cause: z.enum(['reclassified', 'offer', 'extended', 'law']),
});

export const ClaimRespondedV1 = z.strictObject({
  ...claimNow,
  outcome,
  medium,
  communicatedAt: instant,
  late: z.boolean(),
});

/** The clock has stopped for good: answered or settled. */
export const ClaimClosedV1 = z.strictObject({
  ...claimNow,
  by: z.enum(['response', 'settlement']),
  closedOn: civilDate,
  late: z.boolean(),
});

/** At most this many business days are left after the day of the message, the due date among them. */
export const ClaimDueSoonV1 = z.strictObject({ ...claimNow, businessDays: z.union([z.literal(5), z.literal(2)]) });

/** The due date passed without an answer. */
export const ClaimOverdueV1 = z.strictObject(claimNow);

/** Indecopi asks for the sheet (Código, art. 152). */
export const CopiesRequestedV1 = z.strictObject({
  ...claimNow,
  requestNumber: z.int().min(1),
  /** Indecopi's own file or letter number. */
  reference: line({ max: 120 }),
  requestDueDate: civilDate.optional(),
});

export const CopiesDeliveredV1 = z.strictObject({ ...claimNow, requestNumber: z.int().min(1), medium });

export const FulfilmentReportedV1 = z.strictObject({ ...claimNow, fulfilled: z.boolean() });

/** Its personal data are destroyed here: whoever fetched them destroys them too (Ley 29733). */
export const ClaimErasedV1 = z.strictObject({
  ...claimNow,
  cause: z.enum(['retention', 'request', 'operator']),
  erasedOn: civilDate,
});
