import type { AuditorEvent } from '@foja/contracts';
import { type AuditorState, evolveAuditor, initialAuditor } from '@foja/domain/auditor/index.ts';
import { type EventStore, NO_STREAM, type Position, START } from '@foja/ledger/port.ts';
import { Follower } from './follower.ts';

export interface KnownAuditor {
  readonly state: AuditorState;
  readonly revision: number;
  readonly position: Position;
}

const unknown: KnownAuditor = { state: initialAuditor, revision: NO_STREAM, position: START };
const PREFIX = 'auditor-';

export function auditorStream(auditorId: string): string {
  return PREFIX + auditorId;
}

/** Every auditor's key and what it reads, in memory, as the directory keeps providers: at most a moment old. */
export class Auditors {
  readonly #auditors = new Map<string, KnownAuditor>();
  readonly #follower: Follower;

  constructor(store: EventStore) {
    this.#follower = new Follower(store, PREFIX, ({ event, recorded: { stream, revision, position } }) => {
      const before = this.#auditors.get(stream) ?? unknown;
      this.#auditors.set(stream, { state: evolveAuditor(before.state, event as AuditorEvent), revision, position });
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

  auditor(auditorId: string): KnownAuditor {
    return this.#auditors.get(auditorStream(auditorId)) ?? unknown;
  }

  /** In the order in which they were issued. */
  all(): AuditorState[] {
    return [...this.#auditors.values()].map(({ state }) => state);
  }
}
