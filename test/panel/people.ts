import type { StaffRole } from '@foja/contracts/events/staff.ts';
import type { Staff } from '@foja/web/staff/index.ts';
import { codeAt } from '@foja/web/staff/one-time-codes.ts';
import { caller } from '../support/commands.ts';

export interface PersonToSignIn {
  readonly staffId: string;
  readonly email: string;
  readonly password: string;
}

let hired = 0;

export async function hire(staff: Staff, ruc: string, role: StaffRole, name: string): Promise<PersonToSignIn> {
  hired += 1;
  const email = `persona${hired}@bazar.example`;
  const password = `cuatro palabras al azar ${hired}`;
  const added = await staff.add(ruc, { role, name, email }, caller('operator'));
  if (!added.ok) throw new Error(added.refusal.code);
  await staff.setPassword(added.staffId, password);
  return { staffId: added.staffId, email, password };
}

/** Sets a person's second factor up, as their phone would. @returns the recovery codes: each opens once. */
export async function enrol(staff: Staff, { staffId }: PersonToSignIn, now: string): Promise<readonly string[]> {
  const started = await staff.secondFactors.start(staffId);
  const enrolled = started === undefined ? undefined : await staff.enrol(staffId, codeAt(started.secret, now));
  if (enrolled === undefined) throw new Error('the second factor is set up already');
  return enrolled.codes;
}
