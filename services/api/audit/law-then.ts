import { readStream } from '@foja/commands/claim-reader.ts';
import type { HistoryEntry } from '@foja/commands/commands.ts';
import { LAW_STREAM } from '@foja/commands/law-book.ts';
import { type Amendment, type Law, lawWith } from '@foja/domain/deadline/index.ts';
import { decodeEvent } from '@foja/ledger/codec.ts';
import type { EventStore, Position } from '@foja/ledger/port.ts';
import { type Moment, timeOf } from './moment.ts';

/** A change of the law, with the two times that say since when it was in force here. */
export interface Amended extends Pick<HistoryEntry, 'recordedAt' | 'metadata'> {
  readonly position: Position;
  readonly amendment: Amendment;
}

/** Every amendment so far, in order. */
export async function readAmendments(store: Pick<EventStore, 'read'>): Promise<readonly Amended[]> {
  const recorded = await readStream(store, LAW_STREAM);
  return recorded.map((one) => {
    const { position, recordedAt, metadata } = one;
    return { position, recordedAt, metadata, amendment: decodeEvent(one).event as Amendment };
  });
}

/**
 * The amendments that were on record: a decree that came into the ledger later was not known, whatever day it is of.
 * Beside an event of a claim the order of the ledger decides, which is exact; an instant, by its clock.
 * @param last the last event of the claim that was there.
 */
export function amendmentsThen(
  all: readonly Amended[],
  moment: Moment,
  last: Pick<HistoryEntry, 'position'>,
): readonly Amended[] {
  if (moment.kind === 'now') return all;
  if (moment.kind === 'revision') return all.filter(({ position }) => position <= last.position);
  const until = Date.parse(moment.instant);
  const later = all.findIndex((one) => Date.parse(timeOf(one, moment.clock)) > until);
  return later === -1 ? all : all.slice(0, later);
}

export function lawOf(amended: readonly Amended[]): Law {
  return lawWith(amended.map(({ amendment }) => amendment));
}
