import type { Json, Position } from '@foja/ledger/port.ts';

/**
 * The feed log: every message that leaves Foja stands here first, and every transport (HTTP, Server-Sent Events, Kafka,
 * webhooks) only reads it, each with a checkpoint of its own.
 *
 * Promises:
 *  - the messages of a feed are numbered 1, 2, 3 … without a gap, and never change: a reader that remembers the last number
 *    it handled misses nothing, and never sees one before an earlier one;
 *  - a message is there once, by its id, however often it is appended;
 *  - messages of one subject stand in the order in which its facts happened.
 * Fails with whatever its database throws; nothing is then half appended.
 * No message holds personal data.
 */
export interface FeedLog {
  /** Those that hold a message, by name. */
  feeds(): Promise<readonly FeedInfo[]>;
  /** In order; empty where the feed has none after `after`, or is not there. `after` 0: from the first. */
  read(feed: string, page: FeedPage): Promise<readonly FeedMessage[]>;
  /** Number of the last message; 0 where there is none. */
  head(feed: string): Promise<bigint>;
  /** Resolves once the feed has a message after `after` (soon after the append), or at the signal. Never rejects for it. */
  waitFor(feed: string, after: bigint, signal: AbortSignal): Promise<void>;
}

export interface FeedPage {
  /** Exclusive. */
  readonly after: bigint;
  /** At least 1. */
  readonly max: number;
}

export interface FeedInfo {
  readonly feed: string;
  /** Number of the last message. */
  readonly head: bigint;
  /** When it was appended: an instant, ISO 8601 in UTC. */
  readonly appendedAt: string;
}

export interface FeedMessage {
  readonly feed: string;
  readonly seq: bigint;
  /** UUID, the same for the same fact: consumers leave out what they have seen. */
  readonly id: string;
  /** With its version: `foja.claim.filed.v1`. */
  readonly type: string;
  /** The claim it is about; null where it is about none. Transports that keep order by key take this, else the feed's name. */
  readonly subject: string | null;
  /** When the fact happened: an instant, ISO 8601 in UTC. */
  readonly time: string;
  /** Follows the schema of its type in `contracts`. */
  readonly data: Json;
  /** Trace that the fact belongs to, W3C trace context: ids drawn at random. */
  readonly traceparent?: string | undefined;
}

/** A message before it has its number. */
export interface NewMessage extends Omit<FeedMessage, 'seq'> {
  /** Of the event in the ledger that it tells of; undefined for what time or the seal made. */
  readonly position?: Position | undefined;
}

/** For whoever writes. */
export interface FeedStore extends FeedLog {
  /** Those that are not there yet, in the order given, all or nothing; answers how many were new. */
  append(messages: readonly NewMessage[]): Promise<number>;
}
