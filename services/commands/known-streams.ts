import { type EventStore, NO_STREAM, type Position, START } from '@foja/ledger/port.ts';
import { Follower } from './follower.ts';

export interface Known<State> {
  readonly state: State;
  readonly revision: number;
  readonly position: Position;
}

export interface Kind<State, Event> {
  /** What the names of these streams begin with; an id follows it. */
  readonly prefix: string;
  readonly initial: State;
  readonly evolve: (state: State, event: Event, id: string) => State;
}

/** Every stream of one kind, folded and kept in memory: at most a moment old. */
export class KnownStreams<State, Event> {
  readonly #kind: Kind<State, Event>;
  readonly #known = new Map<string, Known<State>>();
  readonly #follower: Follower;

  constructor(store: EventStore, kind: Kind<State, Event>) {
    this.#kind = kind;
    this.#follower = new Follower(store, kind.prefix, ({ event, recorded: { stream, revision, position } }) => {
      const { state } = this.#known.get(stream) ?? this.#unknown;
      this.#known.set(stream, {
        state: kind.evolve(state, event as Event, stream.slice(kind.prefix.length)),
        revision,
        position,
      });
    });
  }

  get #unknown(): Known<State> {
    return { state: this.#kind.initial, revision: NO_STREAM, position: START };
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

  streamOf(id: string): string {
    return this.#kind.prefix + id;
  }

  of(id: string): Known<State> {
    return this.#known.get(this.streamOf(id)) ?? this.#unknown;
  }

  ids(): string[] {
    return [...this.#known.keys()].map((stream) => stream.slice(this.#kind.prefix.length));
  }

  /** In the order in which they began. */
  all(): State[] {
    return [...this.#known.values()].map(({ state }) => state);
  }
}
