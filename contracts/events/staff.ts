import { z } from 'zod';
import { personal } from '../personal.ts';
import { email, uuid } from '../primitives.ts';
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
