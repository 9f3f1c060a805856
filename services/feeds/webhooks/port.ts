import type { FeedMessage } from '../log/port.ts';

/** What the deliverer keeps. Everything that it writes, it writes as the deliverer of its epoch, or is `DelivererReplaced`. */
export interface DelivererTable {
  /** Makes the caller the deliverer, and every earlier one none; answers its epoch. */
  begin(): Promise<bigint>;
  /** Makes rows for those that have none, each beginning after its own number; answers all that were asked for. */
  places(
    webhooks: readonly { readonly webhookId: string; readonly ruc: string; readonly after: string }[],
  ): Promise<ReadonlyMap<string, Place>>;
  /** Takes messages up to `to` over, those that are for the webhook as rows. False where somebody set its place meanwhile. */
  take(
    step: Step & { readonly from: bigint; readonly to: bigint; readonly messages: readonly FeedMessage[] },
  ): Promise<boolean>;
  /** Messages that may be tried now, in order; of one claim as many as follow each other. */
  due(webhookId: string, nowMs: number, max: number): Promise<readonly DueMessage[]>;
  /** When the next one may be tried; undefined where none waits for its time. */
  nextAt(webhookId: string, nowMs: number): Promise<number | undefined>;
  settle(step: Step & { readonly tried: readonly TriedMessage[]; readonly health: Health }): Promise<void>;
}

interface Step {
  readonly epoch: bigint;
  readonly webhookId: string;
}

/** How far a webhook is, and how its receiver does. */
export interface Place {
  readonly taken: bigint;
  readonly health: Health;
  /** Moved by whoever asked for something. */
  readonly changed: bigint;
}

/** Instants as milliseconds since 1970. */
export interface Health {
  readonly failures: number;
  readonly failingSince: number | undefined;
  readonly downUntil: number | undefined;
}

export interface DueMessage {
  readonly seq: bigint;
  readonly key: string;
  readonly tries: number;
  readonly firstAt: number | undefined;
}

export interface TriedMessage {
  readonly seq: bigint;
  readonly state: 'delivered' | 'waiting' | 'parked';
  readonly triedAt: number;
  readonly nextAt: number;
  readonly answer: string;
  readonly tookMs: number;
}

/** Another deliverer has taken over: this one must stop. */
export class DelivererReplaced extends Error {
  override readonly name = 'DelivererReplaced';
}
