import { z } from 'zod';
import { personal } from '../personal.ts';
import { civilDate, email, uuid } from '../primitives.ts';
import { line } from '../text.ts';

/**
 * Stream `provider-<ruc>`: the people who attend the book, and what they may do. Only who was given which role, and by
 * whom, is history; passwords, sessions and second factors are kept outside the ledger, where they can be forgotten.
 */

export const staffRole = z.enum(['admin', 'respondent', 'viewer']).meta({ id: 'StaffRole' });
export type StaffRole = z.infer<typeof staffRole>;

export const StaffAddedV1 = z.strictObject({
  staffId: uuid,
  role: staffRole,
  name: personal(line({ max: 120 }), { subject: 'staff' }),
  email: personal(email, { subject: 'staff' }),
});

export const StaffRoleChangedV1 = z.strictObject({ staffId: uuid, role: staffRole });

export const StaffRemovedV1 = z.strictObject({ staffId: uuid });

/** Name and e-mail of somebody who left long ago: the key of their `StaffAdded` is destroyed. What they did, by id, stays. */
export const StaffErasedV1 = z.strictObject({
  staffId: uuid,
  erasedOn: civilDate,
  /** Last day on which they were kept, and by what norm. */
  keptUntil: civilDate,
  norm: z.string(),
});
