import type { EventMetadata, EventToAppend, Json, RecordedEvent } from '../port.ts';
import { RecentEvent } from '../recent.ts';

/** An event on its way to the store with its box closed, which remembers what it was before: its writer may read that. */
export class ClosedEvent implements EventToAppend {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly data: Json;
  readonly metadata: EventMetadata;
  readonly #open: Json;

  constructor({ id, type, version, data: open, metadata }: EventToAppend, data: Json) {
    this.id = id;
    this.type = type;
    this.version = version;
    this.data = data;
    this.metadata = metadata;
    this.#open = open;
  }

  /** What this process closed itself and did not forget yet, so that the box need not be opened; undefined for all others. */
  static openData(event: RecordedEvent): Json | undefined {
    const source = RecentEvent.written(event)?.source;
    return source !== undefined && #open in source ? source.#open : undefined;
  }
}
