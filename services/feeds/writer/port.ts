import type { Sector } from '@foja/contracts';
import type { Position } from '@foja/ledger/port.ts';
import type { NewMessage } from '../log/port.ts';
import type { FeedClaim } from '../translation/claim.ts';
import type { Counted, DayCounts } from '../translation/counts.ts';

/** How far the writer is. Whoever holds the last `turn` may write the next step; everybody else is fenced out. */
export interface Place {
  readonly turn: bigint;
  /** Of the last event told; START before the first. */
  readonly position: Position;
  /** Of the last checkpoint told; 0 before the first. */
  readonly sealedSize: number;
  /** Last day whose figures were told. */
  readonly closedDay: string | undefined;
}

/** What one step of the writer writes, all in one commit. */
export interface Written {
  readonly messages: readonly NewMessage[];
  readonly claims?: readonly FeedClaim[];
  readonly counts?: readonly Count[];
  readonly parked?: readonly Parked[];
  /** Parked once, and no longer, unless `parked` has them. */
  readonly told?: readonly ParkedEvent[];
}

export interface Count {
  readonly ruc: string;
  readonly sector: Sector;
  readonly day: string;
  readonly name: Counted;
}

/** An event that could not be told, and why. */
export interface Parked {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly type: string;
  readonly reason: string;
}

/** One that is parked already. */
export interface ParkedEvent extends Parked {
  /** An instant, ISO 8601 in UTC. */
  readonly parkedAt: string;
  readonly tries: number;
  /** Somebody has asked for it to be tried again, and it was not yet. */
  readonly asked: boolean;
}

/** A provider's day with what it counts. */
export interface FirmDay {
  readonly ruc: string;
  readonly sector: Sector;
  readonly counts: DayCounts;
  /** Claims neither answered nor settled at its end. */
  readonly open: number;
}

/** What the writer keeps beside the log, in the log's database, so that both are written in one commit. */
export interface WriterTable {
  place(): Promise<Place>;
  claims(claimIds: readonly string[]): Promise<ReadonlyMap<string, FeedClaim>>;
  /** Claims with an alert at or before the instant, the earliest first. */
  alerted(until: string, max: number): Promise<readonly FeedClaim[]>;
  /** The first day with figures after `closedDay` and before `before`; undefined where there is none. */
  nextDay(after: string | undefined, before: string): Promise<string | undefined>;
  figures(day: string): Promise<readonly FirmDay[]>;
  parked(max: number): Promise<readonly ParkedEvent[]>;
  /** Has the writer try them again, or those of one stream; answers how many. */
  askAgain(stream?: string): Promise<number>;
  /** All that is parked of the streams of which somebody asked for something, at most so many streams. */
  asked(maxStreams: number): Promise<readonly ParkedEvent[]>;
  /**
   * Writes it all and moves on from `from`; answers the new place.
   * @throws FencedOut where somebody else has moved on from there: nothing was written
   */
  commit(from: Place, to: Partial<Omit<Place, 'turn'>>, written: Written): Promise<Place>;
}

/** Another process writes the feeds: this one stops, and begins again where that one got to. */
export class FencedOut extends Error {
  override readonly name = 'FencedOut';
}
