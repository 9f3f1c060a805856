import type { RecordedEvent } from '@foja/ledger/port.ts';
import type { Projection, StoredRow } from '../definition.ts';
import { CountSum } from './count-sum.ts';
import { PoisonEvent, type ReadEvent } from './event.ts';

/** What a batch means for one projection: the rows it touches, and the events that touch them, in order. */
export interface Touched {
  readonly events: readonly { readonly recorded: RecordedEvent; readonly event: Parameters<Projection['evolve']>[1] }[];
  /** Rows that may stand in the table already. */
  readonly toLoad: readonly string[];
}

/** @throws PoisonEvent where an event of interest cannot be read. */
export function touchedBy(projection: Projection, batch: readonly RecordedEvent[], read: ReadEvent): Touched {
  const events: Touched['events'][number][] = [];
  const born = new Set<string>();
  const toLoad = new Set<string>();
  for (const recorded of batch) {
    if (!projection.types.has(recorded.type as never)) continue;
    const event = guarded(recorded, () => read(recorded));
    if (event === undefined) continue;
    const key = projection.keyOf(event);
    if (event.type === projection.begins) born.add(key);
    else if (!born.has(key)) toLoad.add(key);
    events.push({ recorded, event });
  }
  return { events, toLoad: [...toLoad] };
}

export interface Folded {
  readonly inserted: readonly StoredRow[];
  readonly updated: readonly StoredRow[];
  readonly counts: CountSum;
}

/**
 * Applies the events to the rows in memory; each row is written once however many events it had.
 * @throws PoisonEvent where `evolve` refuses one, or where a row begins twice.
 */
export function fold(projection: Projection, touched: Touched, loaded: ReadonlyMap<string, StoredRow>): Folded {
  const rows = new Map<string, StoredRow>();
  for (const { recorded, event } of touched.events) {
    const key = projection.keyOf(event);
    const row = rows.get(key) ?? loaded.get(key);
    guarded(recorded, () => {
      if (event.type === projection.begins && row !== undefined) throw new Error(`${event.type} twice`);
      rows.set(key, projection.evolve(row, event));
    });
  }
  const counts = new CountSum();
  const inserted: StoredRow[] = [];
  const updated: StoredRow[] = [];
  for (const [key, row] of rows) {
    const before = loaded.get(key);
    (before === undefined ? inserted : updated).push(row);
    if (projection.counters === undefined) continue;
    counts.add(projection.counters.tally(row), 1);
    if (before !== undefined) counts.add(projection.counters.tally(before), -1);
  }
  return { inserted, updated, counts };
}

function guarded<T>(recorded: RecordedEvent, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new PoisonEvent(recorded, cause);
  }
}
