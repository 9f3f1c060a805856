import {
  type AppendResult,
  type EventStore,
  NO_STREAM,
  type RecordedEvent,
  START,
  type StreamAppend,
  type SubscribeOptions,
} from '../port.ts';
import { EventIdTaken, validate } from '../refusals.ts';

/** The store in memory, for unit tests: the same answers as a real one, and nothing is durable. */
export function openMemoryStore(now: () => Date = () => new Date()): EventStore & {
  readonly appendAtomically: NonNullable<EventStore['appendAtomically']>;
} {
  const log: RecordedEvent[] = [];
  const streams = new Map<string, RecordedEvent[]>();
  const byId = new Map<string, RecordedEvent>();
  const closing = new AbortController();
  let wake = Promise.withResolvers<void>();

  const revisionOf = (stream: string): number => streams.get(stream)?.at(-1)?.revision ?? NO_STREAM;

  async function appendAtomically(appends: readonly StreamAppend[]): Promise<AppendResult> {
    validate(appends);
    const conflict = appends.find(({ stream, expectedRevision }) => revisionOf(stream) !== expectedRevision);
    const asked = appends.flatMap(({ stream, expectedRevision, events }) =>
      events.map((event, index) => ({ event, stream, revision: expectedRevision + 1 + index })),
    );
    const standing = asked.map(({ event }) => byId.get(event.id));
    const last = standing.at(-1);
    if (
      last !== undefined &&
      asked.every(({ stream, revision }, i) => standing[i]?.stream === stream && standing[i]?.revision === revision)
    ) {
      return { outcome: 'appended', position: last.position, repeated: true };
    }
    if (conflict !== undefined) {
      const { stream, expectedRevision } = conflict;
      return { outcome: 'conflict', stream, expectedRevision, currentRevision: revisionOf(stream) };
    }
    if (standing.some((event) => event !== undefined)) throw new EventIdTaken('an event id stands elsewhere');
    for (const { event, stream, revision } of asked) {
      const position = BigInt(log.length + 1);
      const recorded = { ...structuredClone(event), stream, revision, position, recordedAt: now().toISOString() };
      log.push(recorded);
      byId.set(event.id, recorded);
      streams.set(stream, [...(streams.get(stream) ?? []), recorded]);
    }
    if (asked.length > 0) {
      wake.resolve();
      wake = Promise.withResolvers();
    }
    return { outcome: 'appended', position: BigInt(log.length), repeated: false };
  }

  async function* subscribe({ after, signal, batchMax = 1_000, streamPrefix = '' }: SubscribeOptions) {
    const end = AbortSignal.any([signal, closing.signal]);
    const ended = new Promise<void>((done) => end.addEventListener('abort', () => done(), { once: true }));
    let position = after;
    while (!end.aborted) {
      const woken = wake.promise;
      const batch = select(position, batchMax, streamPrefix);
      const last = batch.at(-1);
      if (last === undefined) await Promise.race([woken, ended]);
      else {
        position = last.position;
        yield batch;
      }
    }
  }

  const select = (after: bigint, max: number, prefix: string): RecordedEvent[] =>
    structuredClone(log.filter((event) => event.position > after && event.stream.startsWith(prefix)).slice(0, max));

  return {
    countsPositions: true,
    append: (append) => appendAtomically([append]),
    appendAtomically,
    subscribe,
    readAll: async ({ after, max, streamPrefix = '' }) => select(after, max, streamPrefix),
    async read(stream, { from, direction = 'forwards', max = 1_000 } = {}) {
      const events = structuredClone(streams.get(stream) ?? []);
      return direction === 'forwards'
        ? events.filter(({ revision }) => revision >= (from ?? 0)).slice(0, max)
        : events
            .filter(({ revision }) => revision <= (from ?? Number.MAX_SAFE_INTEGER))
            .reverse()
            .slice(0, max);
    },
    head: async () => log.at(-1)?.position ?? START,
    close: async () => closing.abort(),
  };
}
