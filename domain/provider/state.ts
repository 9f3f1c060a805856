import type { EventOf, ProviderEvent } from '@foja/contracts';

export type Book = Omit<EventOf<'BookOpened'>['data'], never> & { readonly closed: boolean };
export type ApiKey = EventOf<'ApiKeyIssued'>['data'] & { readonly revoked: boolean };

/** A firm with its books and keys; `unregistered` until its first event. */
export interface ProviderState {
  readonly registered: EventOf<'ProviderRegistered'>['data'] | undefined;
  readonly books: ReadonlyMap<string, Book>;
  readonly keys: ReadonlyMap<string, ApiKey>;
}

export const initialProvider: ProviderState = { registered: undefined, books: new Map(), keys: new Map() };

export function evolveProvider(state: ProviderState, event: ProviderEvent): ProviderState {
  switch (event.type) {
    case 'ProviderRegistered':
      return { ...state, registered: event.data };
    case 'BookOpened':
      return { ...state, books: new Map(state.books).set(event.data.bookId, { ...event.data, closed: false }) };
    case 'BookClosed':
      return { ...state, books: changed(state.books, event.data.bookId, { closed: true }) };
    case 'ApiKeyIssued':
      return { ...state, keys: new Map(state.keys).set(event.data.keyId, { ...event.data, revoked: false }) };
    case 'ApiKeyRevoked':
      return { ...state, keys: changed(state.keys, event.data.keyId, { revoked: true }) };
    default:
      return event satisfies never;
  }
}

function changed<T extends object>(map: ReadonlyMap<string, T>, key: string, change: Partial<T>): Map<string, T> {
  const found = map.get(key);
  return found === undefined ? new Map(map) : new Map(map).set(key, { ...found, ...change });
}
