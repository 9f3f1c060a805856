import type { Hash } from '@foja/domain/ledger/index.ts';
import type { EventMetadata, EventToAppend, Json, Position, RecordedEvent } from './port.ts';

/** What its writer knows of an event beyond what a reader would find. */
export interface Written {
  /** As it went to the store. */
  readonly source: EventToAppend;
  /** SHA-256 of the text that the sealed log takes (ADR 11). */
  readonly digest: Hash;
}

/**
 * An event that this process appended itself and hands to its own readers, so that they need not ask the database for it,
 * nor parse and hash it again. To a reader it is an event like any other.
 */
export class RecentEvent implements RecordedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly data: Json;
  readonly metadata: EventMetadata;
  readonly recordedAt: string;
  readonly #written: Written;

  constructor(place: Pick<RecordedEvent, 'stream' | 'revision' | 'position' | 'recordedAt'>, written: Written) {
    const { source } = written;
    this.stream = place.stream;
    this.revision = place.revision;
    this.position = place.position;
    this.id = source.id;
    this.type = source.type;
    this.version = source.version;
    this.data = source.data;
    this.metadata = source.metadata;
    this.recordedAt = place.recordedAt;
    this.#written = written;
  }

  /** What its writer knows of it; undefined for an event that was read from the store. */
  static written(event: RecordedEvent): Written | undefined {
    return #written in event ? event.#written : undefined;
  }
}

/** Kept at most: a second or so of a busy server, which is how far its readers at the tail lie behind. */
const KEPT = 2_048;
/** Batches kept whose predecessors have not been told yet. */
const AHEAD_MAX = 8;

/**
 * The end of the ledger as this process wrote it: events in order of position without a gap. Empty at first; begun anew
 * whenever somebody else's events come between.
 *
 * Rests on positions that are handed out without a gap, in commit order: whatever stands before an event that is known to
 * be stored is stored, too.
 */
export class RecentEvents {
  #events: RecentEvent[] = [];
  readonly #ahead = new Map<Position, readonly RecentEvent[]>();

  /** @param events stored, in order, without a gap among them. */
  add(events: readonly RecentEvent[]): void {
    const [first] = events;
    if (first === undefined) return;
    const last = this.#events.at(-1)?.position;
    if (last === undefined || first.position === last + 1n) this.#events.push(...events);
    else if (first.position > last) this.#ahead.set(first.position, events);
    this.#close();
    if (this.#ahead.size > AHEAD_MAX) this.#beginAnew();
    if (this.#events.length > 2 * KEPT) this.#events = this.#events.slice(-KEPT);
  }

  /** What comes after `position`; undefined where the store has to be asked. */
  after(position: Position, max: number): RecordedEvent[] | undefined {
    const first = this.#events[0]?.position;
    if (first === undefined || position + 1n < first) return undefined;
    const from = Number(position + 1n - first);
    return from < this.#events.length ? this.#events.slice(from, from + max) : undefined;
  }

  /** Answers of two connections may come in another order than their commits. */
  #close(): void {
    for (;;) {
      const next = (this.#events.at(-1)?.position ?? -1n) + 1n;
      const events = this.#ahead.get(next);
      if (events === undefined) return;
      this.#ahead.delete(next);
      this.#events.push(...events);
    }
  }

  /** Another process wrote what is missing. */
  #beginAnew(): void {
    const ordered = [...this.#ahead].sort(([a], [b]) => (a < b ? -1 : 1));
    this.#ahead.clear();
    this.#events = [];
    for (const [, events] of ordered) {
      const last = this.#events.at(-1)?.position;
      if (last === undefined || events[0]?.position === last + 1n) this.#events.push(...events);
      else this.#events = [...events];
    }
  }
}
