import { inOrder } from './copy/in-order.ts';
import type { EventStore, RecordedEvent } from './port.ts';

const PAGE = 1_000;

/**
 * Every event, stream after stream and in the order of revisions, by the port alone: for stores that keep no such order.
 * Reads the ledger twice, and keeps the names of its streams in memory.
 */
export async function* everyStreamOf(store: Pick<EventStore, 'read' | 'readAll'>): AsyncGenerator<RecordedEvent> {
  const streams = new Set<string>();
  for await (const { stream } of inOrder(store)) streams.add(stream);
  for (const stream of [...streams].sort()) {
    for (let from = 0; ; ) {
      const page = await store.read(stream, { from, max: PAGE });
      yield* page;
      if (page.length < PAGE) break;
      from += PAGE;
    }
  }
}
