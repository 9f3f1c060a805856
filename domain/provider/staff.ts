import type { EventOf } from '@foja/contracts';
import type { StaffRole } from '@foja/contracts/events/staff.ts';
import { type Decision, happened, refuse } from '../decision.ts';
import type { ProviderState, StaffMember } from './state.ts';

/** Adds somebody to the staff; one e-mail is one person. */
export function addStaff(state: ProviderState, member: EventOf<'StaffAdded'>['data']): Decision<EventOf<'StaffAdded'>> {
  if (state.registered === undefined) return refuse('provider/not-registered');
  const taken = present(state).some((other) => sameEmail(other.email, member.email));
  return taken ? refuse('staff/email-taken') : happened({ type: 'StaffAdded', data: member });
}

/** Nothing where the role stays the same. The last administrator stays one: nobody else could let anybody in. */
export function changeStaffRole(
  state: ProviderState,
  { staffId, role }: { readonly staffId: string; readonly role: StaffRole },
): Decision<EventOf<'StaffRoleChanged'>> {
  const member = state.staff.get(staffId);
  if (member === undefined || member.removed) return refuse('staff/not-found');
  if (member.role === role) return happened();
  if (isLastAdmin(state, member)) return refuse('staff/last-admin');
  return happened({ type: 'StaffRoleChanged', data: { staffId, role } });
}

export function removeStaff(state: ProviderState, staffId: string): Decision<EventOf<'StaffRemoved'>> {
  const member = state.staff.get(staffId);
  if (member === undefined || member.removed) return refuse('staff/not-found');
  if (isLastAdmin(state, member)) return refuse('staff/last-admin');
  return happened({ type: 'StaffRemoved', data: { staffId } });
}

function present(state: ProviderState): StaffMember[] {
  return [...state.staff.values()].filter(({ removed }) => !removed);
}

function isLastAdmin(state: ProviderState, { staffId, role }: StaffMember): boolean {
  return role === 'admin' && !present(state).some((other) => other.role === 'admin' && other.staffId !== staffId);
}

function sameEmail(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
