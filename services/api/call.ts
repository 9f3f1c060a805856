import type { CaseFiles } from '@foja/casefiles';
import type { Caller, Commands } from '@foja/commands/commands.ts';
import type { OperationId, Routes } from '@foja/contracts/http/routes.ts';
import type { z } from 'zod';
import type { Actor } from './actor.ts';
import type {
  ApiSettings,
  AppDependencies,
  Erasure,
  Limits,
  ReadModels,
  SealedLedger,
  ServedFeeds,
  SheetDocuments,
} from './dependencies.ts';
import type { InTime } from './in-time.ts';
import type { Located } from './locate.ts';
import type { TrackingTokens } from './tracking-token.ts';

type Part<K extends OperationId, P extends 'params' | 'query' | 'body'> = Routes[K] extends {
  readonly [Key in P]: infer S extends z.ZodType;
}
  ? z.output<S>
  : undefined;

/** A request that is allowed and well-formed, as an operation sees it: parsed values, no Fastify. */
export interface Call<K extends OperationId = OperationId> {
  readonly params: Part<K, 'params'>;
  readonly query: Part<K, 'query'>;
  readonly body: Part<K, 'body'>;
  readonly actor: Actor;
  readonly located: Located;
  /** Empty where the client sent none. */
  readonly idempotencyKey: string;
  /** The sender, as the command side records it. */
  readonly caller: Caller;
  /** The Range header as it was sent. */
  readonly range: string | undefined;
  /** The Last-Event-ID header as it was sent: where a stream goes on. */
  readonly lastEventId: string | undefined;
  /** Media type asked for, among those given; undefined where none of them will do. */
  readonly prefers: (types: readonly string[]) => string | undefined;
}

export interface Reply {
  readonly status: number;
  /** JSON, or text or a stream of bytes where `contentType` is set. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What operations work with. */
export interface World {
  readonly commands: Commands;
  readonly projections: ReadModels;
  readonly documents: SheetDocuments;
  readonly caseFiles: CaseFiles;
  readonly erasure: Erasure;
  readonly sealing: SealedLedger | undefined;
  readonly feeds: ServedFeeds | undefined;
  readonly webhooks: AppDependencies['webhooks'];
  /** Aborts once the app closes: who waits for something then answers without it. */
  readonly closing: AbortSignal;
  /** Events as they are stored, boxes closed. */
  readonly stored: AppDependencies['stored'];
  readonly settings: ApiSettings;
  readonly limits: Limits;
  readonly inTime: InTime;
  readonly tokens: TrackingTokens;
  readonly clock: () => string;
}

export type Operation<K extends OperationId> = (call: Call<K>, world: World) => Promise<Reply> | Reply;
export type Operations<Group> = { readonly [K in keyof Group & OperationId]: Operation<K> };
