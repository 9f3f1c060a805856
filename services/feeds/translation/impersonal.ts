import { type LedgerEvent, trustStored } from '@foja/contracts';
import { personalFieldsOf } from '@foja/contracts/events/personal-fields.ts';
import type { RecordedEvent } from '@foja/ledger/port.ts';

/**
 * A stored event with nothing personal in it: boxes stay closed, and where a text would be it says that there is none. Who
 * translates for feeds therefore holds no key, and could not tell a name if it tried.
 * @throws UnreadableEvent for a type or version that this Foja does not know.
 */
export function impersonal({ type, version, data }: Pick<RecordedEvent, 'type' | 'version' | 'data'>): LedgerEvent {
  const fields = personalFieldsOf(type, version);
  if (fields === undefined) return trustStored(type, version, data);
  // Ledgers older than the vault hold events without a box: taking out leaves nothing of theirs either.
  const { sealed: _, ...open } = fields.takeOut(data).rest as Readonly<Record<string, unknown>>;
  return trustStored(type, version, fields.erased(open));
}
