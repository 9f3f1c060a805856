import { z } from 'zod';
import { personal } from '../personal.ts';
import { civilDate, email, instant, money, ruc, sector, sha256, sheetNumber, sheetType, uuid } from '../primitives.ts';
import { line, text } from '../text.ts';
import { dueRule } from './law.ts';

/** Stream `claim-<claimId>`: one sheet of the book, from filing to the consumer's report on fulfilment. */

export const documentType = z.enum(['DNI', 'CE', 'PASAPORTE', 'RUC', 'OTRO'], { error: 'document-type/unknown' });

export const person = z.strictObject({
  name: personal(line({ max: 150 })),
  documentType: documentType.optional(),
  documentNumber: personal(line({ max: 20 })).optional(),
});

/** The minimum of the Reglamento's art. 5: name, document, and address or e-mail. Telephone is not in it. */
export const consumer = z.strictObject({
  name: personal(line({ max: 150 })),
  documentType,
  documentNumber: personal(line({ max: 20 })),
  address: personal(line({ max: 300 })).optional(),
  email: personal(email).optional(),
  phone: personal(line({ max: 50 })).optional(),
  minor: z.boolean().optional(),
  /** Padre, madre or guardian; required where the consumer is a minor (Anexo I). */
  guardian: person.optional(),
});

export const good = z.strictObject({
  kind: z.enum(['product', 'service'], { error: 'good-kind/unknown' }),
  description: personal(text({ max: 4000 })).optional(),
  amount: money.optional(),
});

/** What a valid filing may still be told, so that the provider sees it: an odd document never blocks a filing. */
export const warning = z.strictObject({ field: z.string().max(80), code: z.string().max(80) });

const deadline = z.strictObject({
  regimeId: z.string(),
  lawVersion: z.string(),
  dueOn: civilDate,
});

export const ClaimFiledV1 = z.strictObject({
  claimId: uuid,
  ruc,
  bookId: uuid,
  bookCode: z.string(),
  /** The provider as it was that day; a sheet is printed from these for ever. */
  provider: z.strictObject({
    legalName: z.string(),
    tradeName: z.string().optional(),
    address: z.string(),
    sector,
    establishment: z.string(),
    establishmentAddress: z.string(),
  }),
  /** How the sheet came in: on a page, by a program, or copied from the Libro de Respaldo. */
  channel: z.enum(['web', 'api', 'backup']),
  /** Instant of filing; its day in Lima chooses the regime and starts the term. */
  filedAt: instant,
  declaredType: sheetType,
  consumer,
  good,
  detail: personal(text({ max: 4000 })),
  request: personal(text({ max: 4000 })).optional(),
  responseMedium: z.enum(['email', 'letter']),
  /** What replaces the signature (art. 4-B): which text was agreed to, and when. */
  conformity: z.strictObject({ textVersion: z.string(), at: instant }),
  warnings: z.array(warning),
  deadline,
});

/** The number printed on a sheet of the Libro de Respaldo: its own, not the one it gets in the virtual book. */
export const paperNumber = z.string().regex(/^[\dA-Z][\dA-Z ./-]{0,29}$/i, { error: 'field/value' });
export const ClaimFiledV2 = ClaimFiledV1.extend({ paperNumber: paperNumber.optional() });

export const SheetNumberedV1 = z.strictObject({
  bookId: uuid,
  year: z.int(),
  correlative: z.int().min(1).max(999_999_999),
  sheetNumber,
});

export const ClaimViewedV1 = z.strictObject({});

/** Only queja -> reclamo, because the content decides (Reglamento, art. 6). */
export const ClaimReclassifiedV1 = z.strictObject({
  from: z.literal('queja'),
  to: z.literal('reclamo'),
  reason: personal(text({ max: 1000 })),
  deadline,
});

export const EvidenceAttachedV1 = z.strictObject({
  evidenceId: uuid,
  by: z.enum(['consumer', 'provider']),
  fileName: personal(line({ max: 200 })),
  mediaType: z.enum(['application/pdf', 'image/jpeg', 'image/png', 'image/heic', 'image/webp']),
  sizeBytes: z
    .int()
    .min(1)
    .max(10 * 1024 * 1024),
  sha256,
});

/**
 * Where the bytes of an attached file were at that moment: kept in this house's file store, or not here, the file being only
 * named by its hash. Unknown: it was attached before anybody wrote this down.
 */
export const attachedBytes = z.enum(['kept', 'named-only', 'unknown']).meta({ id: 'AttachedBytes' });

/** Version 2 says whether the bytes are kept here: what was kept and is gone is a loss, what was only named is none. */
export const EvidenceAttachedV2 = EvidenceAttachedV1.extend({ bytes: attachedBytes });

export const medium = z.enum(['email', 'letter', 'platform', 'sheet', 'other']).meta({ id: 'Medium' });

/** Art. 6-A: a remote offer stops the clock, one made in person does not. */
export const SettlementOfferedV1 = z.strictObject({
  offerNumber: z.int().min(1),
  mode: z.enum(['remote', 'in-person']),
  medium,
  text: personal(text({ max: 4000 })),
  communicatedAt: instant,
  /** Last day the consumer may accept it; only a remote offer under a regime that suspends has one. */
  lapsesOn: civilDate.optional(),
  /** The due date if the offer is never answered. */
  dueOnIfLapsed: civilDate.optional(),
});

export const SettlementAcceptedV1 = z.strictObject({
  offerNumber: z.int().min(1),
  /** Written on the sheet as the law words it. */
  phrase: z.literal('ACUERDO ACEPTADO PARA SOLUCIONAR EL RECLAMO'),
  means: z.enum(['online', 'signature']),
  /** Last day of the suspension: the claim ends here. */
  acceptedOn: civilDate,
  /** The due date as the clock stood when the claim ended. */
  dueOn: civilDate,
});

export const SettlementRejectedV1 = z.strictObject({
  offerNumber: z.int().min(1),
  reason: personal(text({ max: 1000 })).optional(),
  /** Last day of the suspension: the clock runs again from the next one. */
  rejectedOn: civilDate,
  /** The due date now that the clock runs again. */
  dueOn: civilDate,
});

export const SettlementLapsedV1 = z.strictObject({
  offerNumber: z.int().min(1),
  /** Last day on which it could be accepted, and last day of the suspension. */
  lapsedOn: civilDate,
  dueOn: civilDate,
});

export const DeadlineExtendedV1 = z.strictObject({
  reason: personal(text({ max: 2000 })),
  /** SBS: whose pronouncement the answer waits for. */
  thirdParty: personal(line({ max: 200 })).optional(),
  extendedOn: civilDate,
  previousDueOn: civilDate,
  dueOn: civilDate,
  norm: z.string(),
});

/** A later decree or a corrected regime moved the date: the first promise stays in ClaimFiled for all to see. */
export const DeadlineRevisedV1 = z.strictObject({
  previousDueOn: civilDate,
  dueOn: civilDate,
  regimeId: z.string(),
  lawVersion: z.string(),
  norm: z.string(),
});

export const outcome = z.enum(['accepted', 'partly-accepted', 'refused'], { error: 'outcome/unknown' });

export const ClaimRespondedV1 = z.strictObject({
  outcome,
  text: personal(text({ max: 10_000 })),
  /** Why, where it refuses (art. 6): required then. */
  grounds: personal(text({ max: 10_000 })).optional(),
  medium,
  /** When the consumer was told: this, not the writing, closes the clock. */
  communicatedAt: instant,
  late: z.boolean(),
  warnings: z.array(warning),
});

export const CopyDeliveredV1 = z.strictObject({
  copy: z.enum(['consumer', 'provider', 'indecopi']),
  medium,
  documentSha256: sha256.optional(),
});

export const IndecopiCopyRequestedV1 = z.strictObject({
  requestNumber: z.int().min(1),
  /** Indecopi's own file or letter number. */
  reference: line({ max: 120 }),
  reason: personal(line({ max: 500 })).optional(),
  /** Set by the request; how many days the law gives is not confirmed (Reglamento, art. 11). */
  dueOn: civilDate.optional(),
});

/** Version 2 names the case file that answers it, where one does: its provider is told once, not for every claim. */
export const IndecopiCopyRequestedV2 = IndecopiCopyRequestedV1.extend({ exportId: uuid.optional() });

/**
 * Version 3 says whose date it is: the request's own, or that of the rule that held on its day, which it keeps whatever is
 * corrected later. Nobody's: before version 3, or where no rule held.
 */
export const IndecopiCopyRequestedV3 = IndecopiCopyRequestedV2.extend({
  dueSetBy: z.enum(['official', 'rule', 'nobody']),
  dueRule: dueRule.optional(),
});

/**
 * What the provider answers before Indecopi (Código, art. 152: the copy of the sheet goes in with the descargos). The
 * consumer is not shown it here.
 */
export const DescargosAttachedV1 = z.strictObject({
  descargosId: uuid,
  ...EvidenceAttachedV1.pick({ fileName: true, mediaType: true, sizeBytes: true, sha256: true }).shape,
  /** Indecopi's file number. */
  reference: line({ max: 120 }).optional(),
});

/** Version 2 takes a statement that was typed, kept as a file like the others: UTF-8. */
export const DescargosAttachedV2 = DescargosAttachedV1.extend({
  mediaType: z.enum([...EvidenceAttachedV1.shape.mediaType.options, 'text/plain']),
});

/** Version 3 says whether the bytes are kept here, as version 2 of evidence does. */
export const DescargosAttachedV3 = DescargosAttachedV2.extend({ bytes: attachedBytes });

export const IndecopiCopyDeliveredV1 = z.strictObject({
  requestNumber: z.int().min(1),
  medium,
  documentSha256: sha256.optional(),
});

export const FulfilmentReportedV1 = z.strictObject({
  fulfilled: z.boolean(),
  comment: personal(text({ max: 2000 })).optional(),
});
