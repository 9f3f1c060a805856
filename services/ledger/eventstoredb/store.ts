import { setTimeout as delay } from 'node:timers/promises';
import type { EventStore } from '../port.ts';
import { Appender } from './appender.ts';
import { LedgerClient } from './client.ts';
import { Reader } from './reader.ts';
import { follow } from './subscription.ts';

/*
 * The event store on EventStoreDB or KurrentDB (23.10 or later), through `@eventstore/db-client` 6.2.1 (ADR 18).
 *
 * Promises what port.ts says of a store without `appendAtomically`. Positions are the log's own: ascending, with gaps.
 * What it cannot know: whether an event id stands in another stream, or at another revision of the same one; it refuses an
 * id only by the revision that an append expects. Ids derived from command and stream do not meet elsewhere.
 * Fails: `StoreUnavailable` after `appendTimeoutMs`, `unknown` where the append may have happened; `ForeignEvent` for an
 * event that Foja did not write: the ledger needs a server, or a cluster, of its own.
 * Trusts: the server's fsync and replication, and whoever may write to it past Foja.
 *
 * Upstream, worked round: the batch append has no deadline and one table for all clients (each call passes credentials,
 * which takes the classic append); reads have no deadline either; `$all` can only be read unfiltered; subscriptions never
 * begin again; errors are emitted by hand, also after the end; `dispose` leaves the channel open.
 */

export interface EventStoreDbOptions {
  /** `esdb://…`, as the client takes it. */
  readonly url: string;
  readonly log?: (message: string) => void;
  readonly appendTimeoutMs?: number;
  readonly readTimeoutMs?: number;
  /** Longest that one try of either may take. */
  readonly attemptMs?: number;
  readonly watchMs?: number;
}

const CLOSE_MS = 5_000;

/** Connects when first used. @throws TypeError, or the client's own error, for an address that cannot be read. */
export function openEventStoreDb(options: EventStoreDbOptions): EventStore {
  const { url, log = () => undefined, appendTimeoutMs = 15_000, readTimeoutMs = 30_000 } = options;
  const { attemptMs = 5_000, watchMs = 5_000 } = options;
  const closing = new AbortController();
  const client = new LedgerClient(url);
  const reader = new Reader({ client, timeoutMs: readTimeoutMs, attemptMs, closing: closing.signal });
  const appender = new Appender({ client, reader, timeoutMs: appendTimeoutMs, attemptMs, closing: closing.signal });
  const running = new Set<Promise<unknown>>();

  const end = async (): Promise<void> => {
    const finished = Promise.allSettled(running);
    // Appends taken so far are let finish; a server that went silent must not keep the process from ending.
    await Promise.race([finished, delay(CLOSE_MS, undefined, { ref: false })]);
    closing.abort();
    await Promise.race([client.end(), delay(CLOSE_MS, undefined, { ref: false })]);
  };
  let ended: Promise<void> | undefined;

  return {
    append(append) {
      const appending = appender.append(append);
      const done = appending.finally(() => running.delete(done)).catch(() => undefined);
      running.add(done);
      return appending;
    },
    read: (stream, readOptions) => reader.read(stream, readOptions),
    readAll: (readOptions) => reader.readAll(readOptions),
    head: () => reader.head(),
    subscribe: (subscription) =>
      follow(
        { client, reader, log, watchMs },
        { ...subscription, signal: AbortSignal.any([subscription.signal, closing.signal]) },
      ),
    close() {
      ended ??= end();
      return ended;
    },
  };
}
