import { readRetention } from '@foja/commands/retention.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import { eraseStaff, type ProviderState } from '@foja/domain/provider/index.ts';
import { type RecordedEvent, START } from '@foja/ledger';
import { scrubDatabase } from '@foja/ledger/postgres/scrub.ts';
import { sealedIn } from '@foja/ledger/vault/box.ts';
import { v4 as uuid, v5 as uuidv5 } from 'uuid';
import type { ErasureParts } from './erasure.ts';

/** Names the command that erases one former member: whoever sends it twice changes nothing twice. */
const ERASE = '2d8e5c31-94b7-5a0f-8c6d-7b1e4f9a3c52';
const PAGE = 1_000;

interface Former {
  readonly ruc: string;
  readonly staffId: string;
  /** Of the box that holds name and e-mail. */
  readonly kid: string;
  readonly removedOn: string;
  readonly erased: boolean;
}

/**
 * Decides on name and e-mail of staff who left so long ago that no claim that they attended need be explained any more. How they got
 * in (account, password, sessions) went on the day that they left. @returns how many people.
 */
export async function eraseFormerStaff(
  parts: Pick<ErasureParts, 'commands' | 'store' | 'stored' | 'clock'>,
): Promise<number> {
  const { commands, store, stored, clock } = parts;
  const rules = await readRetention(store);
  let decided = 0;
  for (const { ruc, staffId, removedOn, erased } of await formerStaff(stored)) {
    if (erased) continue;
    const by = { actor: BY, commandId: uuidv5(`${ruc} ${staffId}`, ERASE), correlationId: uuid() };
    const decide = (state: ProviderState) => eraseStaff(state, { staffId, removedOn }, { rules, now: clock() });
    const result = await commands.onProvider(ruc, decide, by);
    if (result.ok && !result.repeated && result.state.staff.get(staffId)?.erased === true) decided += 1;
  }
  return decided;
}

/** Carries out what StaffErased says. Safe to repeat, and to be cut short anywhere. @returns how many keys were destroyed now. */
export async function carryOutFormerStaff(parts: Pick<ErasureParts, 'stored' | 'vault' | 'adminUrl'>): Promise<number> {
  const { stored, vault, adminUrl } = parts;
  const gone = (await formerStaff(stored)).flatMap(({ kid, erased }) => (erased ? [kid] : []));
  const states = await vault.find(gone);
  const left = gone.filter((kid) => states.get(kid) !== 'destroyed');
  if (left.length === 0) return 0;
  await vault.destroy(left);
  await scrubDatabase(adminUrl);
  return left.length;
}

const BY = { role: 'system', id: 'retention' };

/** From events whose boxes stay closed: nobody's name is read for it. Providers' streams are short. */
async function formerStaff(stored: ErasureParts['stored']): Promise<Former[]> {
  const boxes = new Map<string, string>();
  const removed = new Map<string, Omit<Former, 'erased'>>();
  const erased = new Set<string>();
  for await (const { type, stream, data, metadata } of providerEvents(stored)) {
    const staffId = staffIdIn(data);
    if (staffId === undefined) continue;
    const name = `${stream} ${staffId}`;
    if (type === 'StaffAdded') boxes.set(name, sealedIn(data)?.kid ?? '');
    if (type === 'StaffErased') erased.add(name);
    if (type !== 'StaffRemoved') continue;
    const kid = boxes.get(name) ?? '';
    // From before the vault: there is no key to destroy.
    if (kid === '') continue;
    removed.set(name, {
      ruc: stream.slice('provider-'.length),
      staffId,
      kid,
      removedOn: limaDateOf(metadata.occurredAt),
    });
  }
  return [...removed].map(([name, one]) => ({ ...one, erased: erased.has(name) }));
}

async function* providerEvents(stored: ErasureParts['stored']): AsyncGenerator<RecordedEvent> {
  for (let after = START; ; ) {
    const page = await stored.readAll({ after, max: PAGE, streamPrefix: 'provider-' });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.position;
  }
}

function staffIdIn(data: RecordedEvent['data']): string | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  const { staffId } = data as Readonly<Record<string, unknown>>;
  return typeof staffId === 'string' ? staffId : undefined;
}
