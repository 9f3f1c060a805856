import type { AppendResult, StreamAppend } from '../port.ts';
import { RecentEvent } from '../recent.ts';
import { int4Array, int8Array, jsonArray, textArray, uuidArray } from './binary-array.ts';
import type { Texts } from './texts.ts';

/** One caller's append on its way to the store. */
export interface Request extends Texts {
  readonly appends: readonly StreamAppend[];
  /** Instant (ms) after which the caller is told that the store is unavailable. */
  readonly deadlineMs: number;
  readonly settle: (result: AppendResult) => void;
  readonly fail: (error: Error) => void;
}

/** The function's answer, see migrations/0002-append.sql. */
export interface BatchAnswer {
  /** Position before the batch. */
  readonly base: string;
  /** When the store took it. */
  readonly recorded: Date;
  readonly failures: readonly Failure[] | null;
}

type Failure =
  | { readonly request: number; readonly repeated: string }
  | { readonly request: number; readonly stream: string; readonly expected: number; readonly current: number };

/** Parameters of `ledger.append`, in order. */
export function encodeBatch(requests: readonly Request[]): Buffer[] {
  const assertions = { request: [] as number[], stream: [] as string[], expected: [] as number[] };
  const events = {
    request: [] as number[],
    stream: [] as string[],
    revision: [] as number[],
    id: [] as string[],
    type: [] as string[],
    version: [] as number[],
  };
  for (const [index, { appends }] of requests.entries()) {
    for (const { stream, expectedRevision, events: added } of appends) {
      assertions.request.push(index);
      assertions.stream.push(stream);
      assertions.expected.push(expectedRevision);
      let revision = expectedRevision;
      for (const event of added) {
        revision += 1;
        events.request.push(index);
        events.stream.push(stream);
        events.revision.push(revision);
        events.id.push(event.id);
        events.type.push(event.type);
        events.version.push(event.version);
      }
    }
  }
  return [
    int4Array(assertions.request),
    textArray(assertions.stream),
    int8Array(assertions.expected),
    int4Array(events.request),
    textArray(events.stream),
    int8Array(events.revision),
    uuidArray(events.id),
    textArray(events.type),
    int4Array(events.version),
    jsonArray(requests.flatMap(({ data }) => data)),
    jsonArray(requests.flatMap(({ metadata }) => metadata)),
  ];
}

/** Tells every caller of a batch what became of its request. */
export function settleBatch(requests: readonly Request[], { base, failures }: BatchAnswer): void {
  const failed = new Map(failures?.map((failure) => [failure.request, failure]));
  let position = BigInt(base);
  for (const [index, request] of requests.entries()) {
    const failure = failed.get(index);
    if (failure === undefined) {
      position += BigInt(request.data.length);
      request.settle({ outcome: 'appended', position, repeated: false });
    } else if ('repeated' in failure) {
      request.settle({ outcome: 'appended', position: BigInt(failure.repeated), repeated: true });
    } else {
      const { stream, expected, current } = failure;
      request.settle({ outcome: 'conflict', stream, expectedRevision: expected, currentRevision: current });
    }
  }
}

/** The events that a batch stored, as a reader would find them; none where one of them has no canonical text. */
export function storedBy(requests: readonly Request[], { base, recorded, failures }: BatchAnswer): RecentEvent[] {
  const failed = new Set(failures?.map(({ request }) => request));
  const recordedAt = recorded.toISOString();
  const stored: RecentEvent[] = [];
  let position = BigInt(base);
  for (const [index, { appends, written }] of requests.entries()) {
    if (failed.has(index)) continue;
    if (written === undefined) return [];
    let at = 0;
    for (const { stream, expectedRevision, events } of appends) {
      for (let revision = expectedRevision + 1; revision <= expectedRevision + events.length; revision += 1) {
        position += 1n;
        const one = written[at];
        at += 1;
        if (one !== undefined) stored.push(new RecentEvent({ stream, revision, position, recordedAt }, one));
      }
    }
  }
  return stored;
}
