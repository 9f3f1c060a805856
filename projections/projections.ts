import type { EventStore, Position } from '@foja/ledger/port.ts';
import type { Traces } from '@foja/ledger/tracing/port.ts';
import type pg from 'pg';
import type { Queries } from './queries.ts';

export interface ProjectionsOptions {
  /** Connections as `foja_app`. Running takes one for good and a few more for a while; a rebuild takes four. */
  readonly pool: pg.Pool;
  readonly store: EventStore;
  readonly log?: Log;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** Absent: nobody collects traces. */
  readonly traces?: Pick<Traces, 'worked'> | undefined;
  readonly tuning?: Partial<Tuning>;
}

export interface Tuning {
  /** Most events applied in one transaction. */
  readonly batchMax: number;
  /** How often a process that does not hold the lease asks for it. */
  readonly leaseRetryMs: number;
  /** First wait after a failure; doubled each time. */
  readonly retryMs: number;
  readonly retryMaxMs: number;
  /** How often the checkpoints are looked at for a waiting reader, where another process does the work. */
  readonly pollMs: number;
  /** How long the next batch gathers after one that was not full, where nobody waits for it. */
  readonly gatherMs: number;
  /** The same while many are writing. */
  readonly gatherBusyMs: number;
  /** With more events than this behind, a new or changed projection is replayed in bulk. */
  readonly bulkFrom: number;
}

/** As pino's: never given personal data. */
export interface Log {
  info(about: object, message: string): void;
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
}

export interface Projections {
  readonly queries: Queries;
  /** Makes what tables are missing; safe from several processes at once. A process that only reads needs no more. */
  prepare(): Promise<void>;
  /**
   * Prepares, then feeds the tables until `stop`. Any number of processes may start; one works, and is told that its turn
   * begins (true) or is over.
   */
  start(turn?: (mine: boolean) => void): Promise<void>;
  /** Finishes the batch in hand and gives up the lease. */
  stop(): Promise<void>;
  status(): Promise<readonly ProjectionStatus[]>;
  /** True once the projections (all, or those named) show everything up to the position; false after the time-out. */
  waitFor(position: Position, timeoutMs: number, names?: readonly string[]): Promise<boolean>;
  /** Replays from the first event into a shadow and swaps it in; readers and the runner go on meanwhile. */
  rebuild(options?: RebuildOptions): Promise<RebuildReport>;
  /** Replays into a shadow and compares it with what is live, row by row at the same position; live stays as it is. */
  rebuildCheck(options?: RebuildOptions): Promise<CheckReport>;
}

export interface ProjectionStatus {
  readonly name: string;
  readonly version: number;
  readonly state: 'running' | 'failed' | 'rebuilding' | 'missing';
  readonly position: Position;
  /** Events between the checkpoint and the ledger's head. */
  readonly lagEvents: number;
  /** Age of the oldest event that it does not show yet; 0 where it shows all. */
  readonly lagSeconds: number;
  readonly failure?: Failure;
}

/** Why a projection stands still. Names and codes only. */
export interface Failure {
  /** Position of the event, where one is to blame. */
  readonly position?: string;
  readonly type?: string;
  readonly message: string;
  readonly attempts: number;
  readonly at: string;
}

export interface RebuildOptions {
  readonly only?: readonly string[] | undefined;
  readonly onProgress?: ((progress: RebuildProgress) => void) | undefined;
  /** Parse every event by its full schema, as on the way in; slower. */
  readonly validate?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface RebuildProgress {
  readonly phase: 'replaying' | 'indexing' | 'swapping' | 'comparing';
  readonly events: number;
  /** Events in the ledger as the rebuild began; undefined where the store's positions do not count them. */
  readonly of: number | undefined;
}

export interface RebuildReport {
  readonly projections: readonly string[];
  readonly events: number;
  readonly durationMs: number;
}

export interface CheckReport extends RebuildReport {
  /** At most 100 a table; `total` counts them all. */
  readonly differences: readonly Difference[];
  readonly total: number;
}

export interface Difference {
  readonly projection: string;
  readonly table: 'claims' | 'counts';
  readonly key: string;
  readonly kind: 'missing' | 'unexpected' | 'different';
  /** Names only, never values. */
  readonly columns: readonly string[];
}
