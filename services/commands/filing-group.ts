import type { EventOf } from '@foja/contracts';
import { numberSheet } from '@foja/domain/claim/index.ts';
import type { Decision, Refusal } from '@foja/domain/decision.ts';
import type { ProviderState } from '@foja/domain/provider/index.ts';
import { encodeEvent } from '@foja/ledger/codec.ts';
import type { EventMetadata, EventToAppend, Position } from '@foja/ledger/port.ts';
import type { KnownProvider } from './directory.ts';
import { eventId } from './event-ids.ts';

/** Each lost race means that somebody else got numbers, so there is progress; more than this is a fault. */
export const MOST_RACES = 1_000;

/** The book of a lane and the year of its sheets. */
export interface LaneBook {
  readonly ruc: string;
  readonly bookId: string;
  readonly year: number;
}

/** A filing on its way: decided at the moment it is appended, so that it never rests on an old view of the book. */
export interface PendingFiling {
  readonly claimId: string;
  readonly decide: (provider: ProviderState) => Decision<EventOf<'ClaimFiled'>>;
  readonly metadata: EventMetadata;
}

export type Filed =
  | {
      readonly outcome: 'filed';
      readonly filed: EventOf<'ClaimFiled'>['data'];
      readonly number: EventOf<'SheetNumbered'>['data'];
      readonly position: Position;
    }
  /** The claim's stream was there before: the same key was used earlier. */
  | { readonly outcome: 'exists' }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

export interface Waiting {
  /** Races lost so far. */
  races: number;
  readonly filing: PendingFiling;
  readonly resolve: (filed: Filed) => void;
  readonly reject: (error: unknown) => void;
}

export interface Decided {
  readonly waiting: Waiting;
  readonly filed: EventOf<'ClaimFiled'>;
}

export interface Numbered extends Decided {
  readonly number: EventOf<'SheetNumbered'>;
}

export function sheetIssued({ waiting: { filing } }: Decided): EventToAppend {
  const { claimId, metadata } = filing;
  return encodeEvent({ type: 'SheetIssued', data: { claimId } }, eventId(claimId, 'SheetIssued'), metadata);
}

/** Refusals are answered at once; what remains goes on. */
export function decideEach(group: readonly Waiting[], provider: ProviderState): Decided[] {
  return group.flatMap((waiting) => {
    const decision = waiting.filing.decide(provider);
    const [filed] = decision.ok ? decision.events : [];
    if (!decision.ok) waiting.resolve({ outcome: 'refused', refusal: decision.refusal });
    return filed === undefined ? [] : [{ waiting, filed }];
  });
}

/** The numbers that follow sheet revision `sheets`, in the order of the group. */
export function numberEach(
  decided: readonly Decided[],
  known: KnownProvider,
  { bookId, year, sheets }: { readonly bookId: string; readonly year: number; readonly sheets: number },
): Numbered[] {
  const book = known.state.books.get(bookId);
  if (book === undefined) throw new Error(`no book ${bookId}`);
  const numbered: Numbered[] = [];
  for (const one of decided) {
    const decision = numberSheet(book, year, sheets + 1 + numbered.length);
    const [number] = decision.ok ? decision.events : [];
    if (!decision.ok) one.waiting.resolve({ outcome: 'refused', refusal: decision.refusal });
    if (number !== undefined) numbered.push({ ...one, number });
  }
  return numbered;
}
