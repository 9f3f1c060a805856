import { type Amendment, baseLaw, type Law, lawAt, lawWith, normOfLast } from '@foja/domain/deadline/index.ts';
import { type EventStore, NO_STREAM, type Position, START } from '@foja/ledger/port.ts';
import { Follower } from './follower.ts';

/** With a hyphen, so that the store can tell a reader of the law alone when it has changed. */
export const LAW_STREAM = 'law-pe';

/** The law in force and every version before it: the law as shipped, and the amendments of stream `law-pe`. */
export class LawBook {
  readonly #amendments: Amendment[] = [];
  readonly #versions = new Map<string, Law>([[baseLaw.version, baseLaw]]);
  #inForce: Law = baseLaw;
  #revision = NO_STREAM;
  #position: Position = START;
  readonly #follower: Follower;

  constructor(store: EventStore) {
    this.#follower = new Follower(store, 'law-', ({ event, recorded }) => {
      this.#amendments.push(event as Amendment);
      this.#inForce = lawWith(this.#amendments);
      this.#versions.set(this.#inForce.version, this.#inForce);
      this.#revision = recorded.revision;
      this.#position = recorded.position;
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

  get inForce(): Law {
    return this.#inForce;
  }

  /** The norm of the last amendment that can move a claim's date; of the law as shipped, its version. */
  get norm(): string {
    return normOfLast(this.#amendments) ?? baseLaw.version;
  }

  get revision(): number {
    return this.#revision;
  }

  get position(): Position {
    return this.#position;
  }

  /** @throws where there never was such a version, or this process has not seen it yet. */
  at(version: string): Law {
    const law = this.#versions.get(version) ?? lawAt(version, this.#amendments);
    if (law === undefined)
      throw new Error(`no law of version ${version}; the latest known is ${this.#inForce.version}`);
    return law;
  }
}
