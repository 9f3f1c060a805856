import { type AppendResult, type EventStore, StoreUnavailable } from './port.ts';

/** A store that is rehearsed is asked again after this: whoever asks more often gets the last answer. */
const AGAIN_MS = 1_000;
/** A store that cannot be rehearsed is believed to take appends again after this long without one that failed. */
const FORGET_MS = 10_000;

export interface WatchedStore extends EventStore {
  /** False from an append that the store could not take until one goes through, or a rehearsal does. Never rejects. */
  takesAppends(): Promise<boolean>;
}

/**
 * The same store, which knows how its appends fared. Reads tell nothing of it: a database whose disk is full answers them
 * all. Who is told `false` sends no more filings, and so no append would ever say that it is over: then one is rehearsed.
 */
export function watchedStore(store: EventStore, now: () => number = () => performance.now()): WatchedStore {
  let failedAt: number | undefined;
  let rehearsal: { readonly at: number; readonly over: Promise<void> } | undefined;

  function watched(appended: Promise<AppendResult>): Promise<AppendResult> {
    return appended.then(
      (result) => {
        // A conflict, and a repetition, were found by reading.
        if (result.outcome === 'appended' && !result.repeated) failedAt = undefined;
        return result;
      },
      (error: unknown) => {
        failed(error);
        throw error;
      },
    );
  }

  /** Also where it may be stored after all: that append did not go through as it should. */
  function failed(error: unknown): void {
    if (error instanceof StoreUnavailable) failedAt = now();
  }

  async function rehearse(rehearsing: NonNullable<EventStore['rehearse']>): Promise<void> {
    try {
      await rehearsing.call(store);
      failedAt = undefined;
    } catch {
      failedAt = now();
    }
  }

  const { appendAtomically, rehearse: rehearsing } = store;
  return {
    ...store,
    append: (append) => watched(store.append(append)),
    ...(appendAtomically === undefined
      ? {}
      : { appendAtomically: (appends) => watched(appendAtomically.call(store, appends)) }),

    async takesAppends() {
      if (failedAt === undefined) return true;
      if (rehearsing === undefined) return now() - failedAt > FORGET_MS;
      if (rehearsal === undefined || now() - rehearsal.at > AGAIN_MS) {
        rehearsal = { at: now(), over: rehearse(rehearsing) };
      }
      await rehearsal.over;
      return failedAt === undefined;
    },
  };
}
