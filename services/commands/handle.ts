import type { LedgerEvent, ProblemCode } from '@foja/contracts';
import type { Decision } from '@foja/domain/decision.ts';
import { encodeEvent } from '@foja/ledger/codec.ts';
import type { EventStore, Position } from '@foja/ledger/port.ts';
import type { Caller, CommandResult } from './commands.ts';
import { eventId, metadataOf } from './event-ids.ts';

/** Lost races before the client is told: each one means that somebody else's command on this stream went through. */
const MOST_RACES = 10;

export interface Loaded<T> {
  readonly state: T;
  readonly revision: number;
  /** Position of the stream's last event. */
  readonly position: Position;
}

export interface Handling<T, E extends LedgerEvent> {
  readonly store: EventStore;
  readonly stream: string;
  readonly by: Caller;
  readonly clock: () => string;
  readonly load: () => Promise<Loaded<T> | undefined>;
  /** The refusal where `load` finds nothing. */
  readonly notFound: ProblemCode;
  /** The answer where this very command was carried out before; undefined where it was not. */
  readonly repeated?: (state: T) => Promise<CommandResult<T> | undefined>;
  /** True where nothing that matters to a reader of that older revision has happened since. */
  readonly unchangedSince?: (state: T, revision: number) => boolean;
  readonly decide: (state: T, now: string) => Promise<Decision<E>>;
  /** The state that the events lead to. */
  readonly after: (state: T, events: readonly E[]) => Promise<T | undefined>;
}

/**
 * One command on one stream: load, decide, append at the revision that was loaded. A conflict loads and decides again,
 * unless the caller named the revision it had seen (`If-Match`).
 */
export async function handle<T, E extends LedgerEvent>(handling: Handling<T, E>): Promise<CommandResult<T>> {
  const { store, stream, by, clock } = handling;
  for (let race = 0; race < MOST_RACES; race += 1) {
    const loaded = await handling.load();
    if (loaded === undefined) return { ok: false, refusal: { code: handling.notFound } };
    const { state, revision, position } = loaded;
    const before = await handling.repeated?.(state);
    if (before !== undefined) return before;
    const expected = by.expectedRevision;
    const current = expected === undefined || expected === revision || handling.unchangedSince?.(state, expected);
    if (current !== true) {
      return { ok: false, refusal: { code: 'precondition/failed', detail: { currentRevision: revision } } };
    }
    const now = clock();
    const decision = await handling.decide(state, now);
    if (!decision.ok) return decision;
    if (decision.events.length === 0) return { ok: true, state, revision, position, repeated: false };
    const events = decision.events.map((event, place) =>
      encodeEvent(event, eventId(by.commandId, `${stream}/${place}`), metadataOf(by, now)),
    );
    const result = await store.append({ stream, expectedRevision: revision, events });
    if (result.outcome === 'conflict') continue;
    const after = (await handling.after(state, decision.events)) ?? state;
    return done(after, revision + events.length, result.position, result.repeated);
  }
  return { ok: false, refusal: { code: 'concurrency/conflict' } };
}

function done<T>(state: T, revision: number, position: Position, repeated: boolean): CommandResult<T> {
  return { ok: true, state, revision, position, repeated };
}
