import type { ResolvedEvent } from '@eventstore/db-client';
import {
  type Position,
  type ReadAllOptions,
  type ReadOptions,
  type RecordedEvent,
  START,
  StoreUnavailable,
} from '../port.ts';
import { type Answers, collected, pause, pauseMs } from './calls.ts';
import type { LedgerClient, StreamFilter } from './client.ts';
import { ForeignEvent, type StoredEvent, toStored } from './envelope.ts';
import { troubleOf } from './trouble.ts';
import { Turns } from './turns.ts';

export interface ReaderOptions {
  readonly client: LedgerClient;
  /** Longest a read may take, retries included. */
  readonly timeoutMs: number;
  /** Longest one try may take. */
  readonly attemptMs: number;
  readonly closing: AbortSignal;
}

const READ_MAX = 1_000;
const AT_ONCE = 32;

/** The ledger's events, without the server's own streams, whose names begin with `$`. */
export function filterOf(streamPrefix = ''): StreamFilter {
  return streamPrefix === '' ? { regex: '^[^$]' } : { prefixes: [streamPrefix] };
}

/**
 * The read half of the store. Every read asks for the leader: a follower may be behind, and whoever has appended must
 * read what it wrote. A read that is cut, late or sent to the wrong node is begun again until its time is over.
 */
export class Reader {
  readonly #options: ReaderOptions;
  readonly #turns = new Turns(AT_ONCE);

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  async read(stream: string, options: ReadOptions = {}): Promise<RecordedEvent[]> {
    return (await this.stored(stream, options)).map(({ recorded }) => recorded);
  }

  /** The same, each with the append it came with. */
  stored(stream: string, { from, direction = 'forwards', max = READ_MAX }: ReadOptions): Promise<StoredEvent[]> {
    const { client } = this.#options;
    const { credentials } = client;
    if (max <= 0 || (direction === 'backwards' && from !== undefined && from < 0)) return Promise.resolve([]);
    const fromRevision = from === undefined ? (direction === 'forwards' ? 'start' : 'end') : BigInt(Math.max(from, 0));
    return this.#answer(() =>
      client.readStream(stream, { fromRevision, direction, maxCount: max, credentials, requiresLeader: true }),
    );
  }

  async readAll({ after, max, streamPrefix }: ReadAllOptions): Promise<RecordedEvent[]> {
    if (max <= 0) return [];
    const { client } = this.#options;
    // Reads begin with the event at their position, the port's after it: one more is asked for.
    const read = {
      from: after === START ? undefined : after,
      direction: 'forwards',
      max: max + 1,
      filter: filterOf(streamPrefix),
    } as const;
    const stored = await this.#answer(() => client.readFiltered(read));
    return stored
      .map(({ recorded }) => recorded)
      .filter(({ position }) => position > after)
      .slice(0, max);
  }

  async head(): Promise<Position> {
    const { client } = this.#options;
    const read = { from: undefined, direction: 'backwards', max: 1, filter: filterOf() } as const;
    const [last] = await this.#answer(() => client.readFiltered(read));
    return last?.recorded.position ?? START;
  }

  async #answer(open: () => Answers): Promise<StoredEvent[]> {
    const { timeoutMs, attemptMs, closing } = this.#options;
    const deadlineMs = Date.now() + timeoutMs;
    for (let failures = 0; ; failures += 1) {
      if (closing.aborted) throw new StoreUnavailable('the store is closed', 'not-stored');
      try {
        const take = (answered: unknown) => toStored(answered as ResolvedEvent);
        return await this.#turns.take(() => collected(open(), { take, timeoutMs: attemptMs }));
      } catch (cause) {
        if (cause instanceof ForeignEvent) throw cause;
        const trouble = troubleOf(cause);
        if (trouble.kind === 'no-stream') return [];
        if (trouble.kind !== 'passing' || Date.now() + pauseMs(failures) > deadlineMs) {
          const why = cause instanceof Error ? cause.message : String(cause);
          throw new StoreUnavailable(`the event store cannot be read: ${why}`, 'not-stored', cause);
        }
      }
      await pause(failures, closing);
    }
  }
}
