import type { EventStore } from '@foja/ledger';

/** A store that appends to one stream at a time, as EventStoreDB does: filing then takes its three steps. */
export function withoutAtomicAppend(store: EventStore): EventStore {
  return {
    append: (append) => store.append(append),
    read: (stream, options) => store.read(stream, options),
    readAll: (options) => store.readAll(options),
    subscribe: (options) => store.subscribe(options),
    head: () => store.head(),
    close: () => store.close(),
  };
}
