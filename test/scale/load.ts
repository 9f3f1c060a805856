import { setTimeout as delay } from 'node:timers/promises';

/** Longer than any take-over; who is not answered by then has been lost. */
const GIVE_UP_MS = 60_000;

export interface Filed {
  readonly claimId: string;
  readonly sheetNumber: string;
}

export interface Load {
  /** How many were answered so far. @throws where one was refused, or never answered. */
  answered(): number;
  /** No more are begun; answers all, once the last is answered. */
  stop(): Promise<readonly Filed[]>;
  /** No more are begun, and nobody waits for the others. */
  abandon(): void;
}

/**
 * Consumers who file at a steady rate, each at the next process in turn. Who gets no answer, or is told to come again,
 * sends the same with the same key to the next one, as a load balancer would have it.
 */
export function startLoad(of: {
  readonly urls: readonly string[];
  readonly bookId: string;
  readonly body: object;
  readonly perSecond: number;
  /** While so many wait no more are begun: a slow machine gets a lower rate instead of a growing crowd. Default: no such bound. */
  readonly waitingMax?: number;
}): Load {
  const { urls, bookId, perSecond, waitingMax = Number.POSITIVE_INFINITY } = of;
  const body = JSON.stringify(of.body);
  const pending: Promise<Filed>[] = [];
  const began = performance.now();
  let answered = 0;
  let turn = 0;
  let failure: unknown;
  const abandoned = new AbortController();

  async function file(key: string): Promise<Filed> {
    const until = performance.now() + GIVE_UP_MS;
    for (;;) {
      const outcome = await attempt(key, urls[turn++ % urls.length] ?? '');
      if (typeof outcome !== 'string') {
        answered += 1;
        return outcome;
      }
      if (performance.now() > until || abandoned.signal.aborted) throw new Error(`${key} was never filed: ${outcome}`);
      await delay(50);
    }
  }

  async function attempt(key: string, url: string): Promise<Filed | string> {
    try {
      const response = await fetch(`${url}/v1/books/${bookId}/claims`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body,
        signal: AbortSignal.any([AbortSignal.timeout(20_000), abandoned.signal]),
      });
      const text = await response.text();
      if (response.status === 201) return JSON.parse(text) as Filed;
      if (response.status < 500) throw new Refused(`${response.status} ${text}`);
      return `${response.status} ${text}`;
    } catch (error) {
      if (error instanceof Refused) throw error;
      return String(error);
    }
  }

  // As many as are due by now: a late timer begins several at once, and the rate holds.
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
    while (pending.length < due && pending.length - answered < waitingMax) {
      const filing = file(`filing-${pending.length}`);
      filing.catch((error: unknown) => {
        failure ??= error;
      });
      pending.push(filing);
    }
  }, 10);

  return {
    answered() {
      if (failure !== undefined) throw failure;
      return answered;
    },
    stop() {
      clearInterval(timer);
      return Promise.all(pending);
    },
    abandon() {
      clearInterval(timer);
      abandoned.abort(new Error('the load was abandoned'));
    },
  };
}

/** No failure of the house: the load itself is wrong. */
class Refused extends Error {
  override readonly name = 'Refused';
}
