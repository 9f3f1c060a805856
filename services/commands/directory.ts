import type { ProviderEvent } from '@foja/contracts';
import { evolveProvider, initialProvider, type ProviderState } from '@foja/domain/provider/index.ts';
import type { EventStore } from '@foja/ledger/port.ts';
import { type Known, KnownStreams } from './known-streams.ts';

export type KnownProvider = Known<ProviderState>;

const PREFIX = 'provider-';

export function providerStream(ruc: string): string {
  return PREFIX + ruc;
}

/**
 * Every provider with its books and keys, in memory: a filing, and every authentication, then costs no read. It is at
 * most a moment old; whoever writes by it names the revision it was, so an old view is refused and never obeyed.
 */
export class Directory extends KnownStreams<ProviderState, ProviderEvent> {
  readonly #owners: ReadonlyMap<string, string>;

  constructor(store: EventStore) {
    const owners = new Map<string, string>();
    super(store, {
      prefix: PREFIX,
      initial: initialProvider,
      evolve(state, event, ruc) {
        if (event.type === 'BookOpened') owners.set(event.data.bookId, ruc);
        return evolveProvider(state, event);
      },
    });
    this.#owners = owners;
  }

  provider(ruc: string): KnownProvider {
    return this.of(ruc);
  }

  /** RUC of the book's provider; a book never changes hands, so what is known stays true. */
  ownerOf(bookId: string): string | undefined {
    return this.#owners.get(bookId);
  }

  rucs(): string[] {
    return this.ids();
  }
}
