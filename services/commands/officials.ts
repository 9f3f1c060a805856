import type { OfficialEvent } from '@foja/contracts';
import { evolveGrant, type GrantState, initialGrant } from '@foja/domain/indecopi/index.ts';
import { type EventStore, NO_STREAM, type Position, START } from '@foja/ledger/port.ts';
import { Follower } from './follower.ts';

export interface KnownGrant {
  readonly state: GrantState;
  readonly revision: number;
  readonly position: Position;
}

const unknown: KnownGrant = { state: initialGrant, revision: NO_STREAM, position: START };
const PREFIX = 'official-';

export function officialStream(grantId: string): string {
  return PREFIX + grantId;
}

/** Every leave given to an official of Indecopi, in memory, as the directory keeps providers: at most a moment old. */
export class Officials {
  readonly #grants = new Map<string, KnownGrant>();
  readonly #follower: Follower;

  constructor(store: EventStore) {
    this.#follower = new Follower(store, PREFIX, ({ event, recorded: { stream, revision, position } }) => {
      const before = this.#grants.get(stream) ?? unknown;
      this.#grants.set(stream, { state: evolveGrant(before.state, event as OfficialEvent), revision, position });
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

  grant(grantId: string): KnownGrant {
    return this.#grants.get(officialStream(grantId)) ?? unknown;
  }

  /** In the order in which they were issued. */
  all(): GrantState[] {
    return [...this.#grants.values()].map(({ state }) => state);
  }
}
