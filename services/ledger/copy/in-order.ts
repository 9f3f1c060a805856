import { type EventStore, type RecordedEvent, START } from '../port.ts';

const PAGE = 500;

/** Every event of a store in its global order, page by page; the next page is read while one is used. */
export async function* inOrder(store: Pick<EventStore, 'readAll'>): AsyncGenerator<RecordedEvent, undefined> {
  let next = store.readAll({ after: START, max: PAGE });
  for (;;) {
    const page = await next;
    const last = page.at(-1);
    if (last === undefined) return;
    next = store.readAll({ after: last.position, max: PAGE });
    next.catch(() => undefined); // awaited at the next turn
    yield* page;
  }
}
