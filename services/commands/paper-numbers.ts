import type { EventOf } from '@foja/contracts';
import { paperKey } from '@foja/domain/book/paper-key.ts';
import { decodeEvent, encodeEvent } from '@foja/ledger/codec.ts';
import { type EventStore, NO_STREAM } from '@foja/ledger/port.ts';
import { readStream } from './claim-reader.ts';
import type { Caller } from './commands.ts';
import { eventId, metadataOf } from './event-ids.ts';

/** Each lost race means that somebody else took the number, and is then among those that are asked about. */
const MOST_RACES = 20;

export interface PaperNumber {
  readonly bookId: string;
  /** As printed. */
  readonly paperNumber: string;
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
    const holders = await holdersIn(store, stream);
    if (holders.includes(claimId)) return [];
    const unseen = holders.filter((holder) => !seen.includes(holder));
    if (unseen.length > 0) return unseen;
    const event: EventOf<'PaperNumberTaken'> = { type: 'PaperNumberTaken', data: { ...number, claimId } };
    const result = await store.append({
      stream,
      expectedRevision: holders.length + NO_STREAM,
      events: [encodeEvent(event, eventId(claimId, 'PaperNumberTaken'), metadataOf(by, now))],
    });
    if (result.outcome === 'appended') return [];
  }
  throw new Error(`${MOST_RACES} lost races for a paper number of book ${number.bookId}`);
}

/** Claims for which the number was taken, filed or about to be. */
export async function paperHolders(store: Pick<EventStore, 'read'>, number: PaperNumber): Promise<readonly string[]> {
  return holdersIn(store, streamOf(number));
}

async function holdersIn(store: Pick<EventStore, 'read'>, stream: string): Promise<string[]> {
  return (await readStream(store, stream)).flatMap((recorded) => {
    const { event } = decodeEvent(recorded);
    return event.type === 'PaperNumberTaken' ? [event.data.claimId] : [];
  });
}

/** Ways of writing one number share a stream. */
function streamOf({ bookId, paperNumber }: PaperNumber): string {
  return `paper-${eventId(bookId, `paper ${paperKey(paperNumber)}`)}`;
}
