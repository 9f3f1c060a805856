import { setTimeout as delay } from 'node:timers/promises';
import type { EventStore, Position } from '@foja/ledger/port.ts';
import { tellAsked } from './on-asked.ts';
import { STREAMS, tellBatch } from './on-batch.ts';
import { tellTime } from './on-time.ts';
import type { WriterOptions } from './options.ts';
import type { Place } from './port.ts';

const BATCH = 500;
const TICK_MS = 1_000;
const GATHER_MS = 25;
/** A batch of more says that many are filing: few large commits then, for each costs its milliseconds. */
const BUSY_EVENTS = 150;
const BUSY_GATHERS = 4;

/**
 * Writes the feeds: tells every event of every claim, then what time and the seal make, each step in one commit with the
 * place that it reached. One process at a time is enough; of two, one is fenced out at its next step, and nothing is told
 * twice. Ends at the signal. @throws FencedOut, and whatever the database throws: whoever runs this begins again, and goes on.
 */
export async function runFeedWriter(options: WriterOptions, signal: AbortSignal): Promise<void> {
  const { stored, table, clock, batchMax = BATCH, tickMs = TICK_MS, gatherMs = GATHER_MS } = options;
  let place = await table.place();
  const ending = new AbortController();
  const until = AbortSignal.any([signal, ending.signal]);
  const subscription = { after: place.position, signal: until, streamPrefix: STREAMS, batchMax };
  const batches = stored.subscribe(subscription)[Symbol.asyncIterator]();
  let next = batches.next();
  let lookedAt = Number.NEGATIVE_INFINITY;
  /** Time moves on only where everything that happened before is told. */
  let look: { readonly now: string; readonly head: Position } | undefined;
  try {
    while (!until.aborted) {
      const arrived = await within(next, tickMs, until);
      if (arrived?.done === true) return;
      if (arrived !== undefined) {
        place = await tellBatch(arrived.value, place, options);
        const told = arrived.value.length;
        if (told < batchMax) await rest(told > BUSY_EVENTS ? BUSY_GATHERS * gatherMs : gatherMs, until);
        next = batches.next();
      }
      if (look === undefined && performance.now() - lookedAt >= tickMs) {
        lookedAt = performance.now();
        place = await tellAsked(place, options);
        look = { now: clock(), head: await stored.head() };
      }
      if (look !== undefined && (await isTold(look.head, place, stored))) {
        place = await tellTime(look.now, place, options);
        look = undefined;
      }
    }
  } finally {
    ending.abort();
    next.catch(() => undefined); // of a subscription that nobody reads any more
  }
}

/** Undefined where it takes longer, or the signal comes first. */
async function within<T>(answer: Promise<T>, ms: number, signal: AbortSignal): Promise<T | undefined> {
  const over = new AbortController();
  const late = rest(ms, AbortSignal.any([signal, over.signal]));
  try {
    return await Promise.race([answer, late]);
  } finally {
    over.abort();
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<undefined> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

async function isTold(head: Position, { position }: Place, stored: EventStore): Promise<boolean> {
  if (position >= head) return true;
  const [waiting] = await stored.readAll({ after: position, max: 1, streamPrefix: STREAMS });
  return waiting === undefined || waiting.position > head;
}
