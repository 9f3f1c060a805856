import { z } from 'zod';
import { auditorId } from '../events/auditor.ts';
import { consumer, DescargosAttachedV2, EvidenceAttachedV1, good, medium, outcome } from '../events/claim.ts';
import { caseScope, IndecopiGrantIssuedV1, IndecopiGrantRevokedV1 } from '../events/indecopi.ts';
import { BookOpenedV1, keyRole, ProviderRegisteredV1 } from '../events/provider.ts';
import { personal } from '../personal.ts';
import { civilDate, instant, ruc, sheetType } from '../primitives.ts';
import { line, text } from '../text.ts';

/** What clients send. Unknown fields are refused by name, so that a misspelt one is never silently lost. */

export const registerProvider = ProviderRegisteredV1.meta({ id: 'RegisterProvider' });

export const openBook = BookOpenedV1.pick({ code: true, establishment: true, address: true, channel: true })
  .extend({
    /** Where a running book is taken over: the number its next sheet gets. */
    firstNumber: BookOpenedV1.shape.firstNumber.default(1),
  })
  .meta({ id: 'OpenBook' });

export const closeBook = z.strictObject({ reason: line({ max: 300 }) }).meta({ id: 'CloseBook' });

export const issueKey = z
  .strictObject({
    role: keyRole,
    label: personal(line({ max: 80 }), { subject: 'staff' }),
    expiresAt: instant
      .optional()
      .meta({ description: 'Sin decirlo, la de rol indecopi vale 90 días, y las demás, hasta que se revoquen' }),
  })
  .meta({ id: 'IssueKey' });

export const issueAuditor = z
  .strictObject({
    label: personal(line({ max: 80 }), { subject: 'staff' }),
    rucs: z.array(ruc).min(1, { error: 'field/too-small' }).max(500, { error: 'field/too-large' }),
    expiresAt: instant.optional(),
  })
  .meta({ id: 'IssueAuditor' });

export const grantAccess = z.strictObject({ auditorId, expiresAt: instant.optional() }).meta({ id: 'GrantAccess' });

/** The legal minimum (Reglamento, art. 5) is checked here, field by field; the rest of the sheet may be blank. */
export const fileClaim = z
  .strictObject({
    type: sheetType,
    consumer,
    good,
    detail: personal(text({ max: 4000 })),
    request: personal(text({ max: 4000 })).optional(),
    responseMedium: z.enum(['email', 'letter']),
    conformity: z.literal(true, { error: 'conformity/missing' }),
  })
  .superRefine(askForContact, { when: isConsumerGiven })
  .superRefine(askForGuardian, { when: isConsumerGiven })
  .meta({ id: 'FileClaim' });
export type FileClaim = z.infer<typeof fileClaim>;

/** These two are asked even where other fields are wrong, so that one answer names every one of them. */
interface Reachable {
  readonly consumer: { address?: unknown; email?: unknown; minor?: unknown; guardian?: unknown };
}

function isConsumerGiven({ value }: { value: unknown }): boolean {
  const consumer = (value as Partial<Reachable> | null)?.consumer;
  return typeof consumer === 'object' && consumer !== null && !Array.isArray(consumer);
}

function askForContact({ consumer: { address, email } }: Reachable, context: z.RefinementCtx): void {
  if (address !== undefined || email !== undefined) return;
  context.addIssue({ code: 'custom', path: ['consumer', 'address'], message: 'contact/missing', input: undefined });
}

function askForGuardian({ consumer: { minor, guardian } }: Reachable, context: z.RefinementCtx): void {
  if (minor !== true || guardian !== undefined) return;
  context.addIssue({ code: 'custom', path: ['consumer', 'guardian'], message: 'guardian/missing', input: undefined });
}

export const reclassify = z
  .strictObject({ to: z.literal('reclamo'), reason: personal(text({ max: 1000 })) })
  .meta({ id: 'Reclassify' });

export const attachEvidence = EvidenceAttachedV1.pick({
  fileName: true,
  mediaType: true,
  sizeBytes: true,
  sha256: true,
}).meta({ id: 'AttachEvidence' });

export const offer = z
  .strictObject({
    mode: z.enum(['remote', 'in-person']),
    medium,
    text: personal(text({ max: 4000 })),
    communicatedAt: instant,
  })
  .meta({ id: 'Offer' });

export const acceptOffer = z
  .strictObject({ means: z.enum(['online', 'signature']).default('online') })
  .meta({ id: 'AcceptOffer' });

export const rejectOffer = z
  .strictObject({ reason: personal(text({ max: 1000 })).optional() })
  .meta({ id: 'RejectOffer' });

export const extend = z
  .strictObject({ reason: personal(text({ max: 2000 })), thirdParty: personal(line({ max: 200 })).optional() })
  .meta({ id: 'Extend' });

export const respond = z
  .strictObject({
    outcome,
    text: personal(text({ max: 10_000 })),
    grounds: personal(text({ max: 10_000 })).optional(),
    medium,
    communicatedAt: instant,
  })
  .meta({ id: 'Respond' });

export const requestCopy = z
  .strictObject({
    reference: line({ max: 120 }),
    reason: personal(line({ max: 500 })).optional(),
    dueOn: civilDate.optional(),
  })
  .meta({ id: 'RequestCopy' });

export const deliverCopy = z.strictObject({ medium }).meta({ id: 'DeliverCopy' });

export const reportFulfilment = z
  .strictObject({ fulfilled: z.boolean(), comment: personal(text({ max: 2000 })).optional() })
  .meta({ id: 'ReportFulfilment' });

export const issueGrant = IndecopiGrantIssuedV1.pick({
  official: true,
  reference: true,
  scopes: true,
  expiresAt: true,
}).meta({ id: 'IssueIndecopiGrant' });

export const revokeGrant = IndecopiGrantRevokedV1.pick({ reason: true }).meta({ id: 'RevokeIndecopiGrant' });

/** Several are held together: whatever of them whoever asks may see. */
export const exportScope = z
  .discriminatedUnion(
    'kind',
    [
      z.strictObject({ kind: z.literal('claim'), claimId: caseScope.shape.claimId.unwrap() }),
      z.strictObject({
        kind: z.literal('book'),
        bookId: caseScope.shape.bookId.unwrap(),
        filedFrom: civilDate.optional(),
        filedTo: civilDate.optional(),
      }),
      z.strictObject({ kind: z.literal('dates'), ruc: ruc.optional(), filedFrom: civilDate, filedTo: civilDate }),
      z.strictObject({ kind: z.literal('everything'), ruc: ruc.optional() }),
    ],
    { error: 'field/value' },
  )
  .meta({ id: 'ExportScope' });
export type ExportScope = z.infer<typeof exportScope>;

export const requestExport = z
  .strictObject({
    scope: exportScope,
    /** Indecopi's own file or letter number; from the leave where it is left out. */
    reference: line({ max: 120 }).optional(),
    /** How many days the law gives is not confirmed (Reglamento, art. 11): the request says it. */
    dueOn: civilDate.optional(),
    /** `all` prints what was never printed: for small case files. */
    pdf: z.enum(['printed', 'all'], { error: 'field/value' }).default('printed'),
  })
  .meta({ id: 'RequestExport' });

export const attachDescargos = DescargosAttachedV2.omit({ descargosId: true }).meta({ id: 'AttachDescargos' });
