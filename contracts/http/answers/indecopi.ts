import { z } from 'zod';
import { caseScope } from '../../events/indecopi.ts';
import { dueRule } from '../../events/law.ts';
import { civilDate, instant, sha256, uuid } from '../../primitives.ts';

/** Leave for officials of Indecopi, and the case files that are made for them. */

export const grant = z
  .strictObject({
    grantId: z.string(),
    official: z.string(),
    reference: z.string(),
    scopes: z.array(caseScope),
    expiresAt: instant,
    revoked: z.boolean(),
    inForce: z.boolean(),
  })
  .meta({ id: 'IndecopiGrant' });
export type GrantAnswer = z.infer<typeof grant>;

export const grants = z.strictObject({ items: z.array(grant) }).meta({ id: 'IndecopiGrants' });

export const issuedGrant = z
  .strictObject({
    ...grant.shape,
    key: z.string().meta({ description: 'La llave entera; no se vuelve a mostrar' }),
  })
  .meta({ id: 'IssuedIndecopiGrant' });

export const caseFile = z
  .strictObject({
    exportId: uuid,
    state: z.enum(['queued', 'running', 'ready', 'failed', 'cancelled', 'expired']),
    recipient: z.enum(['indecopi', 'provider']),
    /** What it holds: what was asked for, as far as whoever asked may see it. */
    scopes: z.array(caseScope),
    filedUntil: instant,
    reference: z.string().optional(),
    dueOn: civilDate.optional(),
    /** The rule that gave the date, where the request named none. */
    dueRule: dueRule.optional(),
    pdf: z.enum(['printed', 'all']),
    progress: z.strictObject({
      phase: z.enum(['counting', 'collecting', 'closing', 'telling']),
      claims: z.int(),
      done: z.int(),
      /** Claims on which the delivery was written. */
      told: z.int(),
    }),
    createdAt: instant,
    finishedAt: instant.optional(),
    /** Kept until then. */
    expiresAt: instant.optional(),
    sizeBytes: z.int().optional(),
    sha256: sha256.optional(),
    manifestSha256: sha256.optional(),
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: 'CaseFile' });
export type CaseFileAnswer = z.infer<typeof caseFile>;

export const caseFiles = z.strictObject({ items: z.array(caseFile) }).meta({ id: 'CaseFiles' });
