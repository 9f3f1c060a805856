/**
 * The event store port: all that the rest of Foja knows of where events are kept.
 *
 * Promises every adapter makes:
 *  - an append that answered `appended` is durable and is never lost;
 *  - every append names the revision it expects, so two writers never both win;
 *  - repeating an append with the same event ids answers as the first time and stores nothing; an id that stands anywhere
 *    else is refused with `EventIdTaken`, unless a revision is stale, which is a conflict as ever. EventStoreDB knows ids by
 *    stream and revision only, and takes one that stands elsewhere: ids are derived so that none ever does;
 *  - `readAll` and `subscribe` show events in one global order, and never show an event while an
 *    earlier one could still appear: a reader that remembers the last position it handled misses nothing.
 *
 * How they fail: a conflict is a value (`conflict`); anything else (lost connection, time-out) throws
 * `StoreUnavailable`, whose `outcome` says whether the append may have happened. Callers resolve
 * an unknown outcome by appending the same event ids again.
 */

/**
 * Where an event stands in the whole ledger. 64 bits: never a `number`; in JSON a decimal string. Only compared: not every
 * store counts 1, 2, 3 …, and a store is only asked for what comes after START or after a position that it answered.
 */
export type Position = bigint;

/** Revision of a stream that does not exist yet. The first event of a stream has revision 0. */
export const NO_STREAM = -1;

/** Position before the first event. */
export const START: Position = 0n;

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Who did it, when, and what caused it. Never personal data. */
export interface EventMetadata {
  /** Instant the fact happened, ISO 8601 with offset. */
  readonly occurredAt: string;
  readonly actor: { readonly role: string; readonly id: string };
  /** Id of the command that caused the event. */
  readonly causationId: string;
  /** Id of the request or job that the command came in with. */
  readonly correlationId: string;
  /** W3C trace context, when the request carried one. */
  readonly traceparent?: string;
}

export interface EventToAppend {
  /** UUID; derived from the command id and the index, so that a retry appends the same id. */
  readonly id: string;
  readonly type: string;
  /** Version of the schema that `data` follows. */
  readonly version: number;
  readonly data: Json;
  readonly metadata: EventMetadata;
}

export interface RecordedEvent extends EventToAppend {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  /** Instant the store took it, ISO 8601. */
  readonly recordedAt: string;
  /** Its personal data were destroyed: `data` says so in their place. */
  readonly erased?: true;
  /** Why its personal data cannot be read, though nobody erased them; `data` is then as it is stored, and no event. */
  readonly unreadable?: string;
}

export interface StreamAppend {
  readonly stream: string;
  /** Revision of the last event the writer has seen, or NO_STREAM. */
  readonly expectedRevision: number;
  /** Empty: nothing is written, but the revision is still asserted (only in `appendAtomically`). */
  readonly events: readonly EventToAppend[];
}

export type AppendResult =
  | {
      readonly outcome: 'appended';
      /** Position of the last event written; where nothing was written, of the ledger's head. */
      readonly position: Position;
      /**
       * True where the same event ids stood there already and nothing was written; so, too, where the adapter itself had
       * to ask twice, since a lost connection took the first answer along.
       */
      readonly repeated: boolean;
    }
  | {
      readonly outcome: 'conflict';
      readonly stream: string;
      readonly expectedRevision: number;
      readonly currentRevision: number;
    };

export interface ReadOptions {
  /** First revision to read (inclusive); default: the first in the direction of reading. */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  /** At most this many events; default 1,000. */
  readonly max?: number;
}

export interface ReadAllOptions {
  /** Exclusive: the first event answered stands after this position. */
  readonly after: Position;
  readonly max: number;
  /** Only events of streams that begin with this, e.g. `provider-`; filtered by the store. */
  readonly streamPrefix?: string;
  /**
   * Types of events whose personal data are wanted: the data of others come as if they had been erased, which spares opening them.
   * Without it all are wanted. A store that boxes nothing need not look at it.
   */
  readonly personalOf?: ReadonlySet<string>;
}

/** A stream, or the rest of it. */
export interface StreamPart {
  readonly stream: string;
  /** First revision to read (inclusive). */
  readonly from: number;
}

export interface SubscribeOptions {
  readonly after: Position;
  /** Ends the subscription: the iteration then finishes without an error. */
  readonly signal: AbortSignal;
  /** Most events in one batch; default 1,000. */
  readonly batchMax?: number;
  readonly streamPrefix?: string;
}

export interface EventStore {
  /** Positions are 1, 2, 3 …: their difference counts events. */
  readonly countsPositions?: true;
  append(append: StreamAppend): Promise<AppendResult>;
  /** All or nothing over several streams. Absent where the store cannot do it. */
  readonly appendAtomically?: (appends: readonly StreamAppend[]) => Promise<AppendResult>;
  /** Events of one stream, in the direction asked for; empty where the stream does not exist. */
  read(stream: string, options?: ReadOptions): Promise<RecordedEvent[]>;
  /** Several streams in one question, each whole from its revision on; they come in any order. Absent where the store cannot. */
  readonly readMany?: (parts: readonly StreamPart[]) => Promise<RecordedEvent[]>;
  readAll(options: ReadAllOptions): Promise<RecordedEvent[]>;
  /** Batches from `after` on, for ever: first what is stored, then what comes. Survives lost connections. */
  subscribe(options: SubscribeOptions): AsyncIterable<readonly RecordedEvent[]>;
  /** Position of the last event stored, START where there is none. */
  head(): Promise<Position>;
  /** Appends and takes it back, leaving nothing. @throws StoreUnavailable as an append would. Absent where the store cannot. */
  readonly rehearse?: () => Promise<void>;
  close(): Promise<void>;
}

/** The store could not be asked, or did not answer in time. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  /** `unknown`: the append may have been stored; append the same ids again to find out. */
  readonly outcome: 'not-stored' | 'unknown';

  constructor(message: string, outcome: 'not-stored' | 'unknown', cause?: unknown) {
    super(message, { cause });
    this.outcome = outcome;
  }
}
