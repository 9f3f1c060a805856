import { z } from 'zod';
import { instant, ruc } from '../../primitives.ts';

/** Keys that only read, over the providers named to them. */

const access = z.strictObject({ ruc, expiresAt: instant.optional(), inForce: z.boolean() });

export const auditor = z
  .strictObject({
    auditorId: z.string(),
    label: z.string(),
    revoked: z.boolean(),
    access: z.array(access),
  })
  .meta({ id: 'Auditor' });

export const auditors = z.strictObject({ items: z.array(auditor) }).meta({ id: 'Auditors' });

export const issuedAuditor = z
  .strictObject({
    ...auditor.shape,
    key: z.string().meta({ description: 'La llave entera; no se vuelve a mostrar' }),
  })
  .meta({ id: 'IssuedAuditor' });

/** As a provider sees it: its own part of what the auditor reads, never whom else it audits. */
export const providersAuditor = z
  .strictObject({
    auditorId: z.string(),
    label: z.string(),
    expiresAt: instant.optional(),
    inForce: z.boolean(),
  })
  .meta({ id: 'ProvidersAuditor' });

export const providersAuditors = z.strictObject({ items: z.array(providersAuditor) }).meta({ id: 'ProvidersAuditors' });
