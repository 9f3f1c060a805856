import { setTimeout as delay } from 'node:timers/promises';

/** The server did not answer in the time it was given. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

const RETRY_FIRST_MS = 25;
const RETRY_MAX_MS = 1_000;

export function pauseMs(failures: number): number {
  return Math.min(RETRY_FIRST_MS * 2 ** Math.min(failures, 10), RETRY_MAX_MS);
}

/** Ends early, without an error, when the signal aborts. */
export async function pause(failures: number, signal: AbortSignal): Promise<void> {
  await delay(pauseMs(failures), undefined, { signal }).catch(() => undefined);
}

/** The client's own deadlines do not hold everywhere: this one does. What comes after it is dropped. */
export async function inTime<T>(call: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
    call.catch(() => undefined);
  }
}

/** A read of the client, as it is used here. */
export interface Answers extends AsyncIterable<unknown> {
  on(event: 'error', heard: () => void): unknown;
  destroy(error: Error): unknown;
  cancel(): Promise<void>;
}

/** All that a read answers. @throws NoAnswer, and what the server says while it is read. */
export async function collected<T>(
  read: Answers,
  { take, timeoutMs }: { readonly take: (answered: unknown) => T; readonly timeoutMs: number },
): Promise<T[]> {
  // The client emits its errors by hand, also on a stream that was given up.
  read.on('error', () => undefined);
  const timer = setTimeout(() => read.destroy(new NoAnswer(`no answer within ${timeoutMs} ms`)), timeoutMs);
  const taken: T[] = [];
  try {
    for await (const answered of read) taken.push(take(answered));
    return taken;
  } finally {
    clearTimeout(timer);
    read.cancel().catch(() => undefined);
  }
}
