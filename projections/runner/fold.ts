import type { ClaimEvent } from '@foja/domain/claim/events.ts';
import type { RecordedEvent } from '@foja/ledger/port.ts';
import type { ProjectedEvent, Projection, StoredRow } from '../definition.ts';
import type { CountSum } from './count-sum.ts';
import { type Decoded, PoisonEvent } from './event.ts';

/** What a batch means for one projection: the events that touch its rows, in order. */
export interface Touched {
  readonly events: readonly Touch[];
  /** Rows that may stand in the table already. */
  readonly toLoad: readonly string[];
}

interface Touch {
  readonly key: string;
  readonly recorded: RecordedEvent;
  readonly event: ProjectedEvent;
}

/** @throws PoisonEvent where an event of interest could not be read. */
export function touchedBy(projection: Projection, batch: readonly Decoded[]): Touched {
  const events: Touch[] = [];
  const born = new Set<string>();
  const toLoad = new Set<string>();
  for (const { recorded, event, unreadable } of batch) {
    if (!projection.types.has(recorded.type as ClaimEvent['type'])) continue;
    if (unreadable !== undefined) throw unreadable;
    if (event === undefined) continue;
    const key = projection.keyOf(event);
    if (event.type === projection.begins) born.add(key);
    else if (!born.has(key)) toLoad.add(key);
    events.push({ key, recorded, event });
  }
  return { events, toLoad: [...toLoad] };
}

export interface Folded {
  readonly inserted: readonly StoredRow[];
  readonly updated: readonly StoredRow[];
}

/**
 * Applies the events to the rows in memory; each row is written once however many events it had. What that changes in the
 * counters is added to `counts`.
 * @throws PoisonEvent where `evolve` refuses one, or where a row begins twice.
 */
export function fold(
  projection: Projection,
  touched: Touched,
  loaded: ReadonlyMap<string, StoredRow>,
  counts: CountSum,
): Folded {
  const rows = new Map<string, StoredRow>();
  for (const { key, recorded, event } of touched.events) {
    const row = rows.get(key) ?? loaded.get(key);
    try {
      if (event.type === projection.begins && row !== undefined) throw new Error(`${event.type} twice`);
      rows.set(key, projection.evolve(row, event));
    } catch (cause) {
      throw new PoisonEvent(recorded, cause);
    }
  }
  const inserted: StoredRow[] = [];
  const updated: StoredRow[] = [];
  for (const [key, row] of rows) {
    const before = loaded.get(key);
    (before === undefined ? inserted : updated).push(row);
    if (projection.counters === undefined) continue;
    counts.add(projection.counters.tally(row), 1);
    if (before !== undefined) counts.add(projection.counters.tally(before), -1);
  }
  return { inserted, updated };
}
