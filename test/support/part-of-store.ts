import { type EventStore, type RecordedEvent, START } from '@foja/ledger';

/**
 * A ledger of its own within a store that others use too and nobody can empty: the streams whose names begin with `mark`.
 * For a few events only: it finds its head by reading them all.
 */
export function partOfStore(store: EventStore, mark: string): EventStore {
  const own = (event: RecordedEvent): RecordedEvent => ({ ...event, stream: event.stream.slice(mark.length) });
  const unmarked = (stream: string) => (stream.startsWith(mark) ? stream.slice(mark.length) : stream);
  return {
    async append(append) {
      // What is no name must stay none.
      const stream = /^[\x21-\x7e]+$/.test(append.stream) ? `${mark}${append.stream}` : append.stream;
      const result = await store.append({ ...append, stream });
      return result.outcome === 'conflict' ? { ...result, stream: unmarked(result.stream) } : result;
    },
    read: async (stream, options) => (await store.read(`${mark}${stream}`, options)).map(own),
    readAll: async ({ streamPrefix = '', ...rest }) =>
      (await store.readAll({ ...rest, streamPrefix: `${mark}${streamPrefix}` })).map(own),
    async *subscribe({ streamPrefix = '', ...rest }) {
      for await (const batch of store.subscribe({ ...rest, streamPrefix: `${mark}${streamPrefix}` }))
        yield batch.map(own);
    },
    async head() {
      let head = START;
      for (;;) {
        const page = await store.readAll({ after: head, max: 500, streamPrefix: mark });
        const last = page.at(-1);
        if (last === undefined) return head;
        head = last.position;
      }
    },
    close: () => store.close(),
  };
}
