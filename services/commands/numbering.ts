import { sheetStream } from '@foja/domain/book/numbering.ts';
import { claimStream, numberSheet } from '@foja/domain/claim/index.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import { encodeEvent } from '@foja/ledger/codec.ts';
import { type EventStore, NO_STREAM, type RecordedEvent } from '@foja/ledger/port.ts';
import { readClaim } from './claim-reader.ts';
import type { Claim } from './commands.ts';
import type { Directory } from './directory.ts';
import { eventId } from './event-ids.ts';

/** Clocks of two machines may disagree by this much; a sheet is looked for that much further back. */
const CLOCK_SLACK_MS = 60_000;
const PAGE = 200;
/** Each lost race means that somebody else got a number, so there is progress; more than this is a fault. */
const MOST_RACES = 1_000;

/**
 * Finishes the numbering of a claim that a crash left half-filed, where the store cannot append to several streams at
 * once. Safe to run twice and against the lane that is filing the claim right now: a number is only issued at the
 * revision up to which the sheet stream was searched, so whoever comes second finds the first one's sheet.
 *
 * @returns the claim, numbered; undefined where there is no such claim.
 */
export async function finishNumbering(
  store: EventStore,
  directory: Directory,
  claimId: string,
): Promise<Claim | undefined> {
  const claim = await readClaim(store, claimId);
  if (claim === undefined || claim.state.number !== undefined) return claim;
  const { filed } = claim.state;
  const [filing] = claim.history;
  const book = directory.provider(filed.ruc).state.books.get(filed.bookId);
  if (filing === undefined || book === undefined) throw new Error(`claim ${claimId} belongs to no known book`);

  const year = Number(limaDateOf(filed.filedAt).slice(0, 4));
  const metadata = { ...filing.metadata, causationId: claimId };
  const issued = encodeEvent({ type: 'SheetIssued', data: { claimId } }, eventId(claimId, 'SheetIssued'), metadata);
  const revision = await issueSheet(store, sheetStream(book.bookId, year), issued, filing.recordedAt);

  const numbered = numberSheet(book, year, revision);
  if (!numbered.ok) throw new Error(`claim ${claimId} cannot be numbered: ${numbered.refusal.code}`);
  const events = numbered.events.map((event) => encodeEvent(event, eventId(claimId, 'SheetNumbered'), metadata));
  // A conflict means that the other one has numbered it already; either way the stream now says which number.
  await store.append({ stream: claimStream(claimId), expectedRevision: claim.revision, events });
  return readClaim(store, claimId);
}

type Issued = ReturnType<typeof encodeEvent>;

async function issueSheet(store: EventStore, stream: string, issued: Issued, filedAt: string): Promise<number> {
  for (let race = 0; race < MOST_RACES; race += 1) {
    const { found, last } = await searchBackwards(store, stream, issued.id, filedAt);
    if (found !== undefined) return found;
    const result = await store.append({ stream, expectedRevision: last, events: [issued] });
    if (result.outcome === 'appended') return last + 1;
  }
  throw new Error(`no number on ${stream} after ${MOST_RACES} lost races`);
}

/** Where a sheet stands, and the stream's last revision. No sheet is older than its filing, so the search ends there. */
async function searchBackwards(store: EventStore, stream: string, id: string, filedAt: string) {
  const horizon = Date.parse(filedAt) - CLOCK_SLACK_MS;
  let last: number | undefined;
  let from: number | undefined;
  for (;;) {
    const page: RecordedEvent[] = await store.read(stream, {
      direction: 'backwards',
      max: PAGE,
      ...(from === undefined ? {} : { from }),
    });
    last ??= page[0]?.revision ?? NO_STREAM;
    const found = page.find((event) => event.id === id)?.revision;
    const oldest = page.at(-1);
    const done = oldest === undefined || oldest.revision === 0 || Date.parse(oldest.recordedAt) < horizon;
    if (found !== undefined || done) return { found, last };
    from = oldest.revision - 1;
  }
}
