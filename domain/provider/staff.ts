import type { EventOf } from '@foja/contracts';
import type { RetentionRule } from '@foja/contracts/events/keeping.ts';
import type { StaffRole } from '@foja/contracts/events/staff.ts';
import { addYears, limaDateOf } from '../deadline/index.ts';
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

/**
 * Who left is known by name for as long as a claim that they attended has to be explained: the longest term of keeping, from the day
 * they left. Nothing where that is not over, or it was done before.
 */
export function eraseStaff(
  state: ProviderState,
  { staffId, removedOn }: { readonly staffId: string; readonly removedOn: string },
  { rules, now }: { readonly rules: readonly RetentionRule[]; readonly now: string },
): Decision<EventOf<'StaffErased'>> {
  const member = state.staff.get(staffId);
  if (member?.removed !== true) return refuse('staff/not-found');
  const longest = rules.toSorted((a, b) => b.years - a.years)[0];
  if (member.erased || longest === undefined) return happened();
  const [keptUntil, erasedOn] = [addYears(removedOn, longest.years), limaDateOf(now)];
  if (erasedOn <= keptUntil) return happened();
  const norm = `Ley 29733, art. 8; ${longest.norm}`;
  return happened({ type: 'StaffErased', data: { staffId, erasedOn, keptUntil, norm } });
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
