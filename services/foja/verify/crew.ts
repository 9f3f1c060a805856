import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { EventStore } from '@foja/ledger';
import { type HandOptions, type LogDone, openHand, type StreamsDone, type Task } from './hand.ts';
import type { LogRange } from './log-range.ts';
import type { StreamGround, StreamRange } from './stream-range.ts';
import type { FromThread } from './thread.ts';

/** Who does the parts of the work: several threads, or this one. What they come to arrives in the order of the parts. */
export interface Crew {
  /** How many work at once. */
  readonly hands: number;
  log(ranges: readonly LogRange[]): AsyncIterable<LogDone>;
  streams(ranges: readonly StreamRange[], ground: StreamGround): AsyncIterable<StreamsDone>;
  close(): Promise<void>;
}

type Told = (kind: Task['kind'], events: number) => void;

/** More than these wait for the database, and for nothing else. */
const HANDS_MAX = 4;
/** Fewer events than this are read before a thread has loaded what it needs. */
const WORTH_EVENTS = 100_000;

/** Megabytes for what is short-lived, which nearly everything here is: less of it outlives a collection. */
const YOUNG = { maxYoungGenerationSizeMb: 64 } as const;

export function handsFor(events: number): number {
  return events < WORTH_EVENTS ? 1 : Math.min(HANDS_MAX, availableParallelism());
}

/** @param progress is told how many events are done of each kind of work. */
export async function openCrew(
  options: HandOptions,
  {
    hands,
    elsewhere,
    progress,
  }: { readonly hands: number; readonly elsewhere: EventStore | undefined; readonly progress: Told },
): Promise<Crew> {
  const count = counting(progress);
  const open = hands > 1 && elsewhere === undefined ? thread : here;
  const workers = await Promise.all(
    Array.from({ length: open === thread ? hands : 1 }, () => open(options, elsewhere, count())),
  );
  return {
    hands: workers.length,
    log: (ranges) => inTurn(workers, ranges, (worker, range) => worker.log(range)),
    streams: (ranges, ground) => inTurn(workers, ranges, (worker, range) => worker.streams(range, ground)),
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

/** Each worker takes the next part when it has done one; parts that are done early wait for those before them. */
async function* inTurn<W, T, R>(
  workers: readonly W[],
  parts: readonly T[],
  work: (worker: W, part: T) => Promise<R>,
): AsyncGenerator<R> {
  const free = [...workers];
  const done: Promise<R>[] = [];
  const waiting: ((worker: W) => void)[] = [];
  const give = (worker: W) => {
    const next = waiting.shift();
    if (next === undefined) free.push(worker);
    else next(worker);
  };
  const taken = () => {
    const worker = free.shift();
    return worker === undefined ? new Promise<W>((resolve) => waiting.push(resolve)) : Promise.resolve(worker);
  };
  for (const part of parts) {
    const one = taken().then((worker) => work(worker, part).finally(() => give(worker)));
    one.catch(() => undefined); // awaited below
    done.push(one);
  }
  for (const one of done) yield await one;
}

interface OpenWorker {
  readonly log: (range: LogRange) => Promise<LogDone>;
  readonly streams: (range: StreamRange, ground: StreamGround) => Promise<StreamsDone>;
  close(): Promise<void>;
}

type Count = (kind: Task['kind'], events: number, over: boolean) => void;

async function here(options: HandOptions, elsewhere: EventStore | undefined, count: Count): Promise<OpenWorker> {
  const hand = await openHand(options, elsewhere);
  const telling = async <R extends LogDone | StreamsDone>(
    kind: Task['kind'],
    work: (progress: (events: number) => void) => Promise<R>,
  ) => {
    const result = await work((events) => count(kind, events, false));
    count(kind, eventsOf(result), true);
    return result;
  };
  return {
    log: (range) => telling('log', (progress) => hand.log(range, progress)),
    streams: (range, ground) => telling('streams', (progress) => hand.streams(range, ground, progress)),
    close: () => hand.close(),
  };
}

async function thread(options: HandOptions, _elsewhere: EventStore | undefined, count: Count): Promise<OpenWorker> {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: options, resourceLimits: YOUNG });
  let settle: { readonly done: (result: never) => void; readonly fail: (error: unknown) => void } | undefined;
  let lost: unknown;
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'progress') return count(message.of, message.events, false);
    if (message.kind === 'failed') return settle?.fail(message.error);
    count(message.of, eventsOf(message.result), true);
    settle?.done(message.result as never);
  });
  worker.on('error', (error) => {
    lost = error;
    settle?.fail(error);
  });
  const ask = <R>(task: Task) =>
    new Promise<R>((done, fail) => {
      settle = { done, fail };
      if (lost === undefined) worker.postMessage(task);
      else fail(lost);
    });
  return {
    log: (range) => ask({ kind: 'log', range }),
    streams: (range, ground) => ask({ kind: 'streams', range, ground }),
    async close() {
      await worker.terminate();
    },
  };
}

function eventsOf(done: LogDone | StreamsDone): number {
  return 'counts' in done ? done.counts.events : done.events;
}

/** Adds up what each hand is at and what it has done. */
function counting(progress: Told): () => Count {
  const sums = { log: 0, streams: 0 };
  return () => {
    const last = { log: 0, streams: 0 };
    return (kind, events, over) => {
      sums[kind] += events - last[kind];
      last[kind] = over ? 0 : events;
      progress(kind, sums[kind]);
    };
  };
}
