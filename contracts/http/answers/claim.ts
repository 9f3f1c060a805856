import { z } from 'zod';
import {
  attachedBytes,
  consumer,
  good,
  IndecopiCopyRequestedV3,
  medium,
  outcome,
  warning,
} from '../../events/claim.ts';
import { personal } from '../../personal.ts';
import { civilDate, instant, ruc, sha256, sheetNumber, sheetType, uuid } from '../../primitives.ts';
import { claimState } from '../parameters.ts';

/** One claim: as it was filed, as it stands, and all that happened to it. */

const links = z.record(z.string(), z.string());

export const filed = z
  .strictObject({
    claimId: uuid,
    sheetNumber,
    bookCode: z.string(),
    filedAt: instant,
    dueOn: civilDate,
    regime: z.string(),
    trackingToken: z.string(),
    /** What looked odd; nothing here hinders the claim. */
    warnings: z.array(warning),
    links,
  })
  .meta({ id: 'Filed' });

export const offer = z
  .strictObject({
    offerNumber: z.int(),
    mode: z.enum(['remote', 'in-person']),
    medium,
    text: personal(z.string()),
    communicatedAt: instant,
    lapsesOn: civilDate.optional(),
    status: z.enum(['pending', 'accepted', 'rejected', 'lapsed', 'superseded', 'ended-by-response']),
    endedOn: civilDate.optional(),
  })
  .meta({ id: 'OfferMade' });

export const evidence = z
  .strictObject({
    evidenceId: uuid,
    by: z.enum(['consumer', 'provider']),
    fileName: personal(z.string()),
    mediaType: z.string(),
    sizeBytes: z.int(),
    sha256,
    bytes: attachedBytes,
  })
  .meta({ id: 'Evidence' });

export const response = z
  .strictObject({
    outcome,
    text: personal(z.string()),
    grounds: personal(z.string()).optional(),
    medium,
    communicatedAt: instant,
    late: z.boolean(),
    warnings: z.array(warning),
  })
  .meta({ id: 'Response' });

export const claim = z
  .strictObject({
    claimId: uuid,
    ruc,
    bookId: uuid,
    bookCode: z.string(),
    sheetNumber: sheetNumber.optional(),
    state: claimState,
    type: sheetType,
    declaredType: sheetType,
    filedAt: instant,
    dueOn: civilDate,
    regime: z.string(),
    lawVersion: z.string(),
    viewed: z.boolean(),
    consumer,
    good,
    detail: personal(z.string()),
    request: personal(z.string()).optional(),
    responseMedium: z.enum(['email', 'letter']),
    warnings: z.array(warning),
    offers: z.array(offer),
    extensions: z.array(z.strictObject({ extendedOn: civilDate, previousDueOn: civilDate, dueOn: civilDate })),
    evidence: z.array(evidence),
    response: response.optional(),
    settledOn: civilDate.optional(),
    /** Not shown to the consumer. */
    copyRequests: z
      .array(
        z.strictObject({
          requestNumber: z.int(),
          reference: z.string(),
          dueOn: civilDate.optional(),
          /** Whose date it is: the request's own, or the one of the rule that held on its day. */
          ...IndecopiCopyRequestedV3.pick({ dueSetBy: true, dueRule: true }).shape,
          delivered: z.boolean(),
        }),
      )
      .optional(),
    fulfilled: z.boolean().optional(),
    revision: z.int(),
    links,
  })
  .meta({ id: 'Claim' });
export type ClaimAnswer = z.infer<typeof claim>;

export const history = z
  .strictObject({
    claimId: uuid,
    events: z.array(
      z.strictObject({
        revision: z.int(),
        type: z.string(),
        occurredAt: instant,
        actor: z.strictObject({ role: z.string(), id: z.string() }),
        data: z.record(z.string(), z.unknown()),
      }),
    ),
  })
  .meta({ id: 'History' });
