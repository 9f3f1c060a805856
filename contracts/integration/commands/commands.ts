import { z } from 'zod';
import { extend, offer, respond } from '../../http/bodies.ts';
import { uuid } from '../../primitives.ts';

/**
 * What a firm's ERP may ask for on `foja.<ruc>.commands.v1`: what the HTTP API takes, with the claim in the data instead of the
 * path. Texts are personal data, tagged as everywhere: they are never logged, and never come back in a result.
 */

/** Read in either case, as RFC 9562 asks; identifiers are stored and compared in lower case. */
const onClaim = {
  claimId: uuid.toLowerCase(),
  /** As HTTP's If-Match: refused with `precondition/failed` where the claim has moved on since. */
  expectedRevision: z.int({ error: 'field/type' }).min(0, { error: 'field/too-small' }).optional(),
};

export const ViewClaimV1 = z.strictObject(onClaim);

export const RespondToClaimV1 = z.strictObject({ ...onClaim, ...respond.shape });

export const OfferSettlementV1 = z.strictObject({ ...onClaim, ...offer.shape });

export const ExtendDeadlineV1 = z.strictObject({ ...onClaim, ...extend.shape });
