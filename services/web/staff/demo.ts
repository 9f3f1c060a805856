import { randomUUID } from 'node:crypto';
import type { Commands } from '@foja/commands/commands.ts';
import { eventId } from '@foja/commands/event-ids.ts';
import type { StaffRole } from '@foja/contracts/events/staff.ts';
import { newToken } from './sessions.ts';
import type { Staff } from './staff.ts';

export interface DemoPerson {
  readonly role: StaffRole;
  readonly email: string;
  /** Only told where the person was made just now. */
  readonly password?: string;
}

/**
 * One person of each role for a provider that has nobody yet, with passwords drawn at random: the demo never has a
 * password that everybody knows. Run again it changes nothing and tells no password.
 */
export async function createDemoStaff(
  staff: Staff,
  commands: Pick<Commands, 'provider'>,
  ruc: string,
): Promise<readonly DemoPerson[]> {
  const { staff: members } = await commands.provider(ruc, { fresh: true });
  if (members.size > 0) return [...members.values()].map(({ role, email }) => ({ role, email }));
  const made: DemoPerson[] = [];
  for (const { role, name, mailbox } of PEOPLE) {
    const email = `${mailbox}@demo.example`;
    const commandId = eventId(DEMO, `${ruc} ${role}`);
    const by = { actor: { role: 'operator', id: 'demo' }, commandId, correlationId: randomUUID() };
    const added = await staff.add(ruc, { role, name, email }, by);
    if (!added.ok) throw new Error(`the demo's ${role} was refused: ${added.refusal.code}`);
    const password = newToken().slice(0, 16);
    await staff.setPassword(added.staffId, password);
    made.push({ role, email, password });
  }
  return made;
}

const PEOPLE = [
  { role: 'admin', name: 'Ana Demo', mailbox: 'ana' },
  { role: 'respondent', name: 'Rafael Demo', mailbox: 'rafael' },
  { role: 'viewer', name: 'Violeta Demo', mailbox: 'violeta' },
] as const;

/** Namespace of the demo's command ids; any UUID, the same for ever. */
const DEMO = '0d3f6a50-7c1e-5a4e-9f0b-6f0a6a5b6d0d';
