import { type AppendResult, type EventStore, START, type StreamAppend } from '@foja/ledger/port.ts';
import { Stop } from '../stop.ts';
import { generate, type SeedOptions } from './generate.ts';

/**
 * Steps on their way to the store at once: one is made durable while the next is worked out. Two would race, because both
 * number sheets of the same books.
 */
const AT_ONCE = 1;

export interface SeedReport {
  readonly claims: number;
  readonly events: number;
  readonly durationMs: number;
  /** True where this seed stood there already. */
  readonly repeated: boolean;
}

/**
 * Writes a made-up ledger into the store. The same options again change nothing, and finish what was cut short.
 * @throws Stop where other data stands in the way.
 */
export async function writeSeed(
  store: EventStore,
  options: SeedOptions,
  onProgress: (claims: number) => void = () => undefined,
): Promise<SeedReport> {
  const { appendAtomically } = store;
  const startedAt = performance.now();
  const inFlight: Promise<AppendResult>[] = [];
  let claims = 0;
  let events = 0;
  let repeated = true;

  const settleOne = async (): Promise<void> => {
    const result = await inFlight.shift();
    if (result?.outcome === 'conflict') {
      throw new Stop(`ya hay otros datos en ${result.stream}: use otro --seed`, 'refused');
    }
    if (result?.repeated === false) repeated = false;
  };
  const send = (appends: readonly StreamAppend[]): Promise<AppendResult> => {
    const sent = appendAtomically === undefined ? oneByOne(store, appends) : appendAtomically.call(store, appends);
    sent.catch(() => undefined); // awaited in its turn
    return sent;
  };

  for (const step of generate(options)) {
    if (inFlight.length >= AT_ONCE) await settleOne();
    inFlight.push(send(step.appends));
    claims += step.claims;
    events += step.appends.reduce((sum, append) => sum + append.events.length, 0);
    onProgress(claims);
  }
  while (inFlight.length > 0) await settleOne();
  return { claims, events, durationMs: performance.now() - startedAt, repeated };
}

/** One stream after the other, where the store has no more; what was cut short, the same seed finishes. */
async function oneByOne(store: EventStore, appends: readonly StreamAppend[]): Promise<AppendResult> {
  let answer: AppendResult = { outcome: 'appended', position: START, repeated: true };
  for (const append of appends) {
    const result = await store.append(append);
    if (result.outcome === 'conflict') return result;
    answer = { ...result, repeated: answer.repeated && result.repeated };
  }
  return answer;
}
