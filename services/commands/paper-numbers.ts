import type { EventOf } from '@foja/contracts';
import { paperKey } from '@foja/domain/book/paper-key.ts';
import { claimStream } from '@foja/domain/claim/index.ts';
import { decodeEvent, encodeEvent } from '@foja/ledger/codec.ts';
import { type EventStore, NO_STREAM } from '@foja/ledger/port.ts';
import { readStream } from './claim-reader.ts';
import type { Caller } from './commands.ts';
import { eventId, metadataOf } from './event-ids.ts';

/** Each lost race means that somebody else took the number, and is then among those that are asked about. */
const MOST_RACES = 20;
/** A number is taken in the same request that files: what was not filed by then was left half done, and holds nothing. */
const UNDER_WAY_MS = 10 * 60_000;

export interface PaperNumber {
  readonly bookId: string;
  /** As printed. */
  readonly paperNumber: string;
}

/** A claim for which a number was taken. */
export interface PaperHolder {
  readonly claimId: string;
  /** Absent where the claim was filed: somebody is at it, and these say who, since when and until when that counts. */
  readonly underWay?: {
    readonly by: Caller['actor'];
    readonly since: string;
    readonly until: string;
  };
}

/**
 * Takes the number that a sheet of the Libro de Respaldo bears, for one claim that is about to be filed: a stream for each number of
 * a book, written at the revision that was read, so that of two who type it at the same instant one is asked. It does not
 * refuse: the same number may stand on two sheets, and whoever has `seen` the others says so.
 *
 * @returns the other claims that hold the number and were not seen; empty: it is taken. Sent again it takes nothing twice.
 */
export async function takePaperNumber(
  store: Pick<EventStore, 'read' | 'append'>,
  { claimId, seen, ...number }: PaperNumber & { readonly claimId: string; readonly seen: readonly string[] },
  { by, now }: { readonly by: Caller; readonly now: string },
): Promise<readonly string[]> {
  const stream = streamOf(number);
  for (let race = 0; race < MOST_RACES; race += 1) {
    const taken = await takenIn(store, stream);
    const holders = (await standing(store, taken, now)).map((holder) => holder.claimId);
    const unseen = holders.filter((holder) => holder !== claimId && !seen.includes(holder));
    if (unseen.length > 0) return unseen;
    if (holders.includes(claimId)) return [];
    const event: EventOf<'PaperNumberTaken'> = { type: 'PaperNumberTaken', data: { ...number, claimId } };
    const result = await store.append({
      stream,
      expectedRevision: taken.length + NO_STREAM,
      events: [encodeEvent(event, eventId(claimId, `PaperNumberTaken ${taken.length}`), metadataOf(by, now))],
    });
    if (result.outcome === 'appended') return [];
  }
  throw new Error(`${MOST_RACES} lost races for a paper number of book ${number.bookId}`);
}

/** Claims for which the number was taken, filed or about to be. What was left half done is not among them. */
export async function paperHolders(
  store: Pick<EventStore, 'read'>,
  number: PaperNumber,
  now: string,
): Promise<readonly PaperHolder[]> {
  return standing(store, await takenIn(store, streamOf(number)), now);
}

interface Taken {
  readonly claimId: string;
  readonly by: Caller['actor'];
  readonly at: string;
}

async function takenIn(store: Pick<EventStore, 'read'>, stream: string): Promise<Taken[]> {
  return (await readStream(store, stream)).flatMap((recorded) => {
    const { event } = decodeEvent(recorded);
    const { actor, occurredAt } = recorded.metadata;
    return event.type === 'PaperNumberTaken' ? [{ claimId: event.data.claimId, by: actor, at: occurredAt }] : [];
  });
}

async function standing(
  store: Pick<EventStore, 'read'>,
  taken: readonly Taken[],
  now: string,
): Promise<readonly PaperHolder[]> {
  const holders = new Map<string, PaperHolder>();
  for (const { claimId, by, at } of taken) {
    const [filed] = await store.read(claimStream(claimId), { max: 1 });
    const until = new Date(Date.parse(at) + UNDER_WAY_MS).toISOString();
    if (filed !== undefined) holders.set(claimId, { claimId });
    else if (Date.parse(now) < Date.parse(until)) holders.set(claimId, { claimId, underWay: { by, since: at, until } });
  }
  return [...holders.values()];
}

/** Ways of writing one number share a stream. */
function streamOf({ bookId, paperNumber }: PaperNumber): string {
  return `paper-${eventId(bookId, `paper ${paperKey(paperNumber)}`)}`;
}
