import type { Caller } from '@foja/commands/commands.ts';
import type { Refusal } from '@foja/domain/decision.ts';
import type * as provider from '@foja/domain/provider/index.ts';
import type { Position } from '@foja/ledger/port.ts';
import type { Delivery, Standing } from './standing.ts';

/** Webhooks as a firm's administrator sees and sets them: what API, panel and command line share. */
export interface Webhooks {
  list(ruc: string): Promise<readonly ListedWebhook[]>;
  /** Undefined where the firm has none of that name. */
  find(ruc: string, webhookId: string): Promise<ListedWebhook | undefined>;
  deliveries(webhookId: string, max: number): Promise<readonly Delivery[]>;
  /** `secret` is shown this once. @throws VaultUnavailable */
  add(
    ruc: string,
    wanted: NewWebhook,
    by: Caller,
  ): Promise<Done<Written & { readonly webhookId: string; readonly secret: string }>>;
  pause(ruc: string, webhookId: string, by: Caller): Promise<Done<Written>>;
  resume(ruc: string, webhookId: string, by: Caller): Promise<Done<Written>>;
  /** The one before is good for another day. @throws VaultUnavailable */
  rotate(
    ruc: string,
    webhookId: string,
    by: Caller,
  ): Promise<Done<Written & { readonly secret: string; readonly previousUntil: string }>>;
  remove(ruc: string, webhookId: string, by: Caller): Promise<Done<Written>>;
  replay(ruc: string, webhookId: string, after: bigint): Promise<Done>;
  /** Parked messages are tried again, or the one that is named. */
  retry(ruc: string, webhookId: string, seq?: bigint): Promise<Done<{ readonly messages: number }>>;
  /** A message is given up. */
  skip(ruc: string, webhookId: string, seq: bigint): Promise<Done<{ readonly messages: number }>>;
  /** Sends a message that tells of nothing, now. */
  test(ruc: string, webhookId: string): Promise<Done<TestAnswer>>;
}

/** Where its fact stands in the ledger. */
export interface Written {
  readonly position: Position;
  readonly repeated: boolean;
}

export interface NewWebhook {
  readonly url: string;
  readonly types: readonly string[];
  /** Of the feed: what comes after is sent. `now`: what comes from now on. */
  readonly after: bigint | 'now';
}

export interface ListedWebhook extends provider.Webhook {
  /** Undefined until something is sent, or somebody asked for something. */
  readonly standing: Standing | undefined;
  /** Messages of the feed that were not looked at yet. */
  readonly lag: bigint;
}

export interface TestAnswer {
  readonly delivered: boolean;
  /** A status, or the name of a failure. */
  readonly answer: string;
  readonly tookMs: number;
}

export type Done<T = unknown> = ({ readonly ok: true } & T) | Refused;

export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}
