import type { ProofFile, ProvedEvent } from '@foja/contracts/http/answers/proof.ts';
import type { EventStore, RecordedEvent } from '../port.ts';
import { openBox, sealedIn } from '../vault/box.ts';
import type { Vault } from '../vault/port.ts';
import type { SealedLog } from './log.ts';

export interface ProofSources {
  /** Boxes closed. */
  readonly stored: Pick<EventStore, 'read'>;
  readonly log: SealedLog;
  readonly vault: Pick<Vault, 'find'>;
}

/** A claim has some tens of events. */
const EVENTS_MAX = 1_000;

/**
 * A stream's events with their proofs, and with the plain text of what is boxed in them, where it was not erased. For those
 * who may see the claim; undefined where nothing of it is sealed yet.
 * @throws NotAsSealed
 */
export async function proofFileOf(stream: string, sources: ProofSources): Promise<ProofFile | undefined> {
  const { stored, log } = sources;
  const recorded = await stored.read(stream, { max: EVENTS_MAX });
  const name = await log.name();
  const disclosed = await disclosedIn(recorded, sources.vault);
  const events: ProvedEvent[] = [];
  for (const event of recorded) {
    const proof = await log.proofOf(event);
    if (proof === undefined) break; // later ones aren't sealed either
    const plain = disclosed.get(event.revision);
    events.push({ event: asHashed(event), proof, ...(plain === undefined ? {} : { disclosed: plain }) });
  }
  if (name === undefined || events.length === 0) return undefined;
  return { format: 'foja-proof/v1', stream, key: name.key, events, unsealed: recorded.length - events.length };
}

/** The seven members that the leaf is made from. */
export function asHashed({ stream, revision, id, type, version, data, metadata }: RecordedEvent): ProvedEvent['event'] {
  return { stream, revision, id, type, version, data: { ...(data as object) }, metadata: { ...metadata } };
}

/** By revision. What can't be opened is left out; the ledger's own check names it. */
async function disclosedIn(
  recorded: readonly RecordedEvent[],
  vault: Pick<Vault, 'find'>,
): Promise<ReadonlyMap<number, NonNullable<ProvedEvent['disclosed']>>> {
  const boxed = recorded.flatMap((event) => {
    const sealed = sealedIn(event.data);
    return sealed === undefined || sealed.kid === '' ? [] : [{ event, sealed }];
  });
  const keys = await vault.find([...new Set(boxed.map(({ sealed }) => sealed.kid))]);
  const disclosed = new Map<number, NonNullable<ProvedEvent['disclosed']>>();
  for (const { event, sealed } of boxed) {
    const key = keys.get(sealed.kid);
    if (key === undefined || typeof key === 'string') continue;
    try {
      const { salt, values } = openBox(sealed, key, event);
      disclosed.set(event.revision, { salt, values: { ...values } });
    } catch {
      // left out
    }
  }
  return disclosed;
}
