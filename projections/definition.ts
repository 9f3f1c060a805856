import type { ClaimEvent } from '@foja/domain/claim/events.ts';

/**
 * A read model of claims: one row per claim, worked out by a pure function from the claim's events in order. Whatever a
 * row says can be thrown away and replayed; nothing else writes it.
 */
export interface Projection<Row extends StoredRow = StoredRow> {
  /** Its tables live in schema `proj_<name>`. */
  readonly name: string;
  /** Raise it whenever `evolve`, `tally` or a column changes: the stored rows are then replayed by themselves. */
  readonly version: number;
  /** Events that change a row; others only move the checkpoint. */
  readonly types: ReadonlySet<ClaimEvent['type']>;
  /** The event that a row begins with: the row is then known not to exist. */
  readonly begins: ClaimEvent['type'];
  /** Column of the row's identity. */
  readonly key: keyof Row & string;
  readonly columns: { readonly [C in keyof Row & string]-?: ColumnType };
  /** Columns that only the first event sets: not written again, and only loaded where rows are tallied. */
  readonly writtenOnce: readonly (keyof Row & string)[];
  /** Events whose personal data it reads: a replay opens no other box. */
  readonly personalOf: ReadonlySet<ClaimEvent['type']>;
  /** Columns with personal data: emptied where a claim is erased. None may be part of a counter. */
  readonly personal: readonly (keyof Row & string)[];
  readonly indexes: readonly Index[];
  readonly counters?: Counters<Row>;
  keyOf(event: ProjectedEvent): string;
  /** @throws where the row cannot have this event: the projection then stops here, alone. */
  evolve(row: Row | undefined, event: ProjectedEvent): Row;
}

/** Sums over all rows, kept up by differences: what a row adds, minus what it added before. */
export interface Counters<Row extends StoredRow = StoredRow> {
  /** What is counted apart. */
  readonly dimensions: Readonly<Record<string, ColumnType>>;
  /** What is added up; integers. A counter whose measures are all zero has no row. */
  readonly measures: readonly string[];
  readonly indexes: readonly Index[];
  /** What one row adds. */
  tally(row: Row): readonly Count[];
}

export interface Count {
  /** In the order of `dimensions`. */
  readonly at: readonly Cell[];
  /** In the order of `measures`. */
  readonly add: readonly number[];
}

export type Cell = string | number | boolean | null | readonly Cell[] | { readonly [key: string]: Cell };
export type StoredRow = { readonly [column: string]: Cell | undefined };

/** Dates are `YYYY-MM-DD`, instants ISO in UTC with milliseconds, bigints decimal strings, tsvectors words in a row. */
export type ColumnType =
  | 'uuid'
  | 'text'
  | 'integer'
  | 'bigint'
  | 'date'
  | 'timestamptz'
  | 'boolean'
  | 'jsonb'
  | 'tsvector';

export interface Index {
  readonly name: string;
  /** What stands after the table's name: `(ruc, due_on) WHERE status = 'open'`, `USING gin (words)`. */
  readonly on: string;
}

/** An event of a claim with what the store knows about it. */
export type ProjectedEvent<E extends ClaimEvent = ClaimEvent> = E extends ClaimEvent ? E & Envelope : never;

interface Envelope {
  readonly claimId: string;
  readonly revision: number;
  /** Decimal string: rows are JSON on their way to the database. */
  readonly position: string;
}

/** `filedOn` -> `filed_on`. */
export function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function schemaOf(projection: Pick<Projection, 'name'>): string {
  return `proj_${projection.name}`;
}
