import type { Law } from '@foja/domain/deadline/index.ts';
import type { EventStore } from '@foja/ledger/port.ts';
import type { CheckpointRow } from '@foja/ledger/sealing/table.ts';
import type { Traces } from '@foja/ledger/tracing/port.ts';
import type { WriterTable } from './port.ts';

export interface WriterOptions {
  /** Events as they are stored, boxes of personal data closed. */
  readonly stored: EventStore;
  readonly table: WriterTable;
  /** The law in force, by which business days are counted. */
  readonly law: () => Law;
  /** Checkpoints in order of size; absent: nothing is sealed here. */
  readonly checkpoints?:
    | ((page: { readonly after: number; readonly max: number }) => Promise<CheckpointRow[]>)
    | undefined;
  /** The present instant, ISO 8601 with offset. */
  readonly clock: () => string;
  /** Absent: nobody collects traces. */
  readonly traces?: Pick<Traces, 'worked'> | undefined;
  readonly log: { error(about: object, message: string): void };
  readonly batchMax?: number | undefined;
  /** How often is looked for what time or the seal made. */
  readonly tickMs?: number | undefined;
  /** Rest after each small batch: under load, events are told in fewer, larger commits. */
  readonly gatherMs?: number | undefined;
}
