import type { ProviderEvent } from '@foja/contracts';
import { evolveProvider, initialProvider, type ProviderState } from '@foja/domain/provider/index.ts';
import { type EventStore, NO_STREAM, type Position, START } from '@foja/ledger/port.ts';
import { Follower } from './follower.ts';

export interface KnownProvider {
  readonly state: ProviderState;
  readonly revision: number;
  readonly position: Position;
}

const unknown: KnownProvider = { state: initialProvider, revision: NO_STREAM, position: START };

export function providerStream(ruc: string): string {
  return `provider-${ruc}`;
}

/**
 * Every provider with its books and keys, in memory: a filing, and every authentication, then costs no read. It is at
 * most a moment old; whoever writes by it names the revision it was, so an old view is refused and never obeyed.
 */
export class Directory {
  readonly #providers = new Map<string, KnownProvider>();
  readonly #owners = new Map<string, string>();
  readonly #follower: Follower;

  constructor(store: EventStore) {
    this.#follower = new Follower(store, 'provider-', ({ event, recorded }) => {
      const providerEvent = event as ProviderEvent;
      const before = this.#providers.get(recorded.stream) ?? unknown;
      const state = evolveProvider(before.state, providerEvent);
      this.#providers.set(recorded.stream, { state, revision: recorded.revision, position: recorded.position });
      if (providerEvent.type === 'BookOpened') {
        this.#owners.set(providerEvent.data.bookId, recorded.stream.slice('provider-'.length));
      }
    });
  }

  start(failed: (error: unknown) => void): Promise<void> {
    return this.#follower.start(failed);
  }

  stop(): Promise<void> {
    return this.#follower.stop();
  }

  catchUp(): Promise<void> {
    return this.#follower.catchUp();
  }

  provider(ruc: string): KnownProvider {
    return this.#providers.get(providerStream(ruc)) ?? unknown;
  }

  /** RUC of the book's provider; a book never changes hands, so what is known stays true. */
  ownerOf(bookId: string): string | undefined {
    return this.#owners.get(bookId);
  }

  rucs(): string[] {
    return [...this.#providers.keys()].map((stream) => stream.slice('provider-'.length));
  }
}
