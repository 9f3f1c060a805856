import { setTimeout as delay } from 'node:timers/promises';
import { UnreadableEvent } from '@foja/contracts';
import { type PersonalFields, type PersonalValues, personalFieldsOf } from '@foja/contracts/events/personal-fields.ts';
import {
  type AppendResult,
  type EventStore,
  type EventToAppend,
  type Json,
  NO_STREAM,
  type RecordedEvent,
  StoreUnavailable,
  type StreamAppend,
  type StreamPart,
  type SubscribeOptions,
} from '../port.ts';
import { closeBox, openBox, type Sealed, sealedIn } from './box.ts';
import { type ClaimKeys, claimKeys, scopeOf } from './claim-keys.ts';
import { ClosedEvent } from './closed-event.ts';
import { type DataKey, type KeyState, type Vault, VaultUnavailable } from './port.ts';

const RETRY_MS = 500;

/**
 * An event store that boxes personal data on its way in and opens the boxes on its way out, over any other store. What
 * `contracts` tags is taken out of an event's data; a member `sealed` takes its place. Events without a box are
 * handed through as they are: those that hold nobody's data, and those of ledgers older than the vault.
 *
 * One key for a claim, in all its streams; one for each event elsewhere (a member of staff, a key's label).
 * An event whose key was destroyed comes out `erased`; one that cannot be opened for any other reason, `unreadable`.
 * Promises what the store under it promises. The vault's troubles are told as `StoreUnavailable`, nothing stored.
 */
export function confidentialStore<S extends EventStore>(inner: S, vault: Vault): S {
  const keys = claimKeys(inner, vault);
  const box = new Boxes(vault, keys);

  async function appended(closed: Closed, send: (appends: readonly StreamAppend[]) => Promise<AppendResult>) {
    const result = await send(closed.appends);
    // Where it stood there already, it stands there under another key than the one taken now.
    if (result.outcome === 'appended' && !result.repeated)
      for (const [scope, kid] of closed.fresh) keys.keep(scope, kid);
    return result;
  }

  /** Sent in the same turn where no key has to be waited for, so that appends keep their order. */
  function append(appends: readonly StreamAppend[], send: (appends: readonly StreamAppend[]) => Promise<AppendResult>) {
    const closed = box.close(appends);
    if (closed === undefined) return send(appends);
    return closed instanceof Promise ? closed.then((done) => appended(done, send)) : appended(closed, send);
  }

  async function* subscribe(options: SubscribeOptions): AsyncGenerator<readonly RecordedEvent[]> {
    for await (const batch of inner.subscribe(options)) {
      const opened = await openInTime(batch, options.signal);
      if (opened === undefined) return;
      yield opened;
    }
  }

  /** A subscription outlives lost connections, the vault's too. */
  async function openInTime(batch: readonly RecordedEvent[], signal: AbortSignal) {
    while (!signal.aborted) {
      try {
        return await box.open(batch);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
    return undefined;
  }

  const { appendAtomically, readMany } = inner;
  return {
    ...inner,
    append: (one: StreamAppend) => append([one], ([sealed = one]) => inner.append(sealed)),
    ...(appendAtomically === undefined
      ? {}
      : {
          appendAtomically: (appends: readonly StreamAppend[]) =>
            append(appends, (sealed) => appendAtomically.call(inner, sealed)),
        }),
    read: async (stream, options) => box.open(await inner.read(stream, options)),
    ...(readMany === undefined
      ? {}
      : { readMany: async (parts: readonly StreamPart[]) => box.open(await readMany.call(inner, parts)) }),
    readAll: async (options) => box.open(await inner.readAll(options), options.personalOf),
    subscribe,
  };
}

/** Opens what was read with its boxes closed, for whoever needs both. @throws StoreUnavailable */
export function opening(vault: Vault): (events: readonly RecordedEvent[]) => Promise<RecordedEvent[]> {
  const none = { known: () => undefined, find: async () => undefined, keep: () => undefined, seen: () => undefined };
  const box = new Boxes(vault, none);
  return (events) => box.open(events);
}

interface Closed {
  readonly appends: readonly StreamAppend[];
  /** Keys first used here, by scope. */
  readonly fresh: ReadonlyMap<string, string>;
}

/** An event whose personal values were taken out. */
interface Opened {
  readonly event: EventToAppend;
  readonly rest: unknown;
  readonly values: PersonalValues;
  readonly stream: string;
  readonly revision: number;
  readonly scope: string | undefined;
}

class Boxes {
  readonly #vault: Vault;
  readonly #keys: ClaimKeys;

  constructor(vault: Vault, keys: ClaimKeys) {
    this.#vault = vault;
    this.#keys = keys;
  }

  /** Undefined where nothing is to be boxed. */
  close(appends: readonly StreamAppend[]): Closed | Promise<Closed> | undefined {
    const opened = appends.flatMap(takenOut);
    if (opened.length === 0) return undefined;
    const begins = new Set(appends.flatMap((one) => (one.expectedRevision === NO_STREAM ? [one.stream] : [])));
    const known = new Map<string, DataKey>();
    const lookUp: string[] = [];
    const fresh = new Set<string>();
    let unscoped = 0;
    for (const { scope } of opened) {
      if (scope === undefined) unscoped += 1;
      else if (begins.has(scope)) fresh.add(scope);
      else if (!known.has(scope) && !lookUp.includes(scope)) {
        const key = this.#keys.known(scope);
        if (key === undefined) lookUp.push(scope);
        else known.set(scope, key);
      }
    }
    if (lookUp.length > 0) return this.#closeAfterLooking(appends, opened, { known, lookUp, fresh, unscoped });
    const taken = this.#vault.take(fresh.size + unscoped);
    const close = (keys: readonly DataKey[]) => closed(appends, opened, { known, fresh, keys });
    return taken instanceof Promise ? taken.then(close, unavailable) : close(taken);
  }

  async #closeAfterLooking(
    appends: readonly StreamAppend[],
    opened: readonly Opened[],
    {
      known,
      lookUp,
      fresh,
      unscoped,
    }: { known: Map<string, DataKey>; lookUp: string[]; fresh: Set<string>; unscoped: number },
  ): Promise<Closed> {
    try {
      for (const scope of lookUp) {
        const key = await this.#keys.find(scope);
        if (key === undefined) fresh.add(scope);
        else known.set(scope, key);
      }
      return closed(appends, opened, { known, fresh, keys: await this.#vault.take(fresh.size + unscoped) });
    } catch (error) {
      return unavailable(error);
    }
  }

  /** @param wanted types of events; the boxes of others stay closed. @throws StoreUnavailable */
  async open(events: readonly RecordedEvent[], wanted?: ReadonlySet<string>): Promise<RecordedEvent[]> {
    const boxes = events.map(({ data }) => sealedIn(data));
    const isWanted = ({ type }: RecordedEvent) => wanted === undefined || wanted.has(type);
    // Whoever sees that a claim is erased shows none of it, whether or not its key is gone by now.
    const erased = new Set(events.flatMap(({ type, stream }) => (type === 'ClaimErased' ? [stream] : [])));
    if (erased.size > 0) this.#doubt(events, boxes, erased);
    // What is known is taken down now: it may be too old a moment later.
    const states = new Map<string, KeyState>();
    const asking = new Set<string>();
    for (const [index, sealed] of boxes.entries()) {
      if (sealed === undefined || sealed.kid === '' || states.has(sealed.kid)) continue;
      const event = events[index];
      if (event === undefined || erased.has(event.stream) || !isWanted(event)) continue;
      const known = this.#vault.known(sealed.kid);
      if (known === undefined) asking.add(sealed.kid);
      else states.set(sealed.kid, known);
    }
    if (asking.size > 0) {
      for (const [kid, state] of await this.#vault.find([...asking]).catch(unavailable)) states.set(kid, state);
    }
    return events.map((event, index) => {
      const sealed = boxes[index];
      if (sealed === undefined) return event;
      if (!isWanted(event)) return left(event);
      const key = erased.has(event.stream) ? 'destroyed' : (states.get(sealed.kid) ?? 'unknown');
      return this.#opened(event, sealed, key);
    });
  }

  #doubt(events: readonly RecordedEvent[], boxes: readonly (Sealed | undefined)[], erased: ReadonlySet<string>): void {
    const kids = boxes.flatMap((sealed, index) =>
      sealed !== undefined && erased.has(events[index]?.stream ?? '') ? [sealed.kid] : [],
    );
    this.#vault.doubt(kids);
  }

  #opened(event: RecordedEvent, sealed: Sealed, key: KeyState): RecordedEvent {
    const { type, version, stream, revision } = event;
    try {
      const fields = fieldsOf(event);
      if (key === 'destroyed') return { ...event, data: fields.erased(withoutBox(event.data)) as Json, erased: true };
      if (typeof key === 'string') throw new UnreadableEvent(`the key of ${type} at ${stream}/${revision} is ${key}`);
      const opened = () => openBox(sealed, key, { stream, revision, type, version }).values;
      const data = ClosedEvent.openData(event) ?? fields.putBack(withoutBox(event.data), opened());
      this.#keys.seen(stream, sealed.kid);
      return { ...event, data: data as Json };
    } catch (error) {
      return { ...event, unreadable: error instanceof Error ? error.message : 'not an error' };
    }
  }
}

/** As it is where the box stays closed. */
function left(event: RecordedEvent): RecordedEvent {
  try {
    return { ...event, data: fieldsOf(event).erased(withoutBox(event.data)) as Json };
  } catch (error) {
    return { ...event, unreadable: error instanceof Error ? error.message : 'not an error' };
  }
}

function withoutBox(data: Json): Json {
  const rest: Record<string, Json> = {};
  const members = (data ?? {}) as Readonly<Record<string, Json>>;
  // What JSON.parse made inherits nothing; to list its entries would take longer than all the rest.
  for (const member in members) if (member !== 'sealed') rest[member] = members[member] ?? null;
  return rest;
}

function fieldsOf({ type, version }: RecordedEvent): PersonalFields {
  const fields = personalFieldsOf(type, version);
  if (fields === undefined) throw new UnreadableEvent(`${type} v${version} has nothing to be boxed, and is`);
  return fields;
}

function takenOut({ stream, expectedRevision, events }: StreamAppend): Opened[] {
  const opened: Opened[] = [];
  for (const [index, event] of events.entries()) {
    const fields = personalFieldsOf(event.type, event.version);
    if (fields === undefined) continue;
    const { rest, values } = fields.takeOut(event.data);
    for (const _ in values) {
      opened.push({ event, rest, values, stream, revision: expectedRevision + 1 + index, scope: scopeOf(stream) });
      break; // one value is enough to need a box
    }
  }
  return opened;
}

/** Every opened event in its box, under the key of its scope or the next fresh one. */
function closed(
  appends: readonly StreamAppend[],
  opened: readonly Opened[],
  { known, fresh, keys }: { known: Map<string, DataKey>; fresh: ReadonlySet<string>; keys: readonly DataKey[] },
): Closed {
  let next = 0;
  const nextKey = (): DataKey => {
    const key = keys[next];
    if (key === undefined) throw new Error('the vault gave too few keys');
    next += 1;
    return key;
  };
  for (const scope of fresh) known.set(scope, nextKey());
  const sealed = new Map<EventToAppend, EventToAppend>();
  for (const { event, rest, values, stream, revision, scope } of opened) {
    const key = (scope === undefined ? undefined : known.get(scope)) ?? nextKey();
    const { type, version } = event;
    const data = { ...(rest as object), sealed: closeBox(values, key, { stream, revision, type, version }) };
    sealed.set(event, new ClosedEvent(event, data as unknown as Json));
  }
  const freshKids = new Map([...fresh].map((scope) => [scope, known.get(scope)?.kid ?? '']));
  return {
    fresh: freshKids,
    appends: appends.map((append) => ({ ...append, events: append.events.map((event) => sealed.get(event) ?? event) })),
  };
}

function unavailable(error: unknown): never {
  if (error instanceof VaultUnavailable) throw new StoreUnavailable(error.message, 'not-stored', error);
  throw error;
}
