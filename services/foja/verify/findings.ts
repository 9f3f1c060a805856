/** Something that is not as it has to be. */
export interface Finding {
  readonly what: FindingKind;
  /** Of the event in the ledger; undefined where it is of no event. */
  readonly position?: bigint;
  readonly stream?: string;
  readonly revision?: number;
  /** More of it; no personal data. */
  readonly detail?: string;
}

export type FindingKind =
  // The sealed log
  | 'key'
  | 'checkpoint-signature'
  | 'checkpoint-text'
  | 'checkpoint-gone'
  | 'checkpoint-remembered'
  | 'checkpoint-older'
  | 'root'
  | 'tile'
  | 'bundle'
  // Events against what was sealed
  | 'event-changed'
  | 'event-moved'
  | 'event-missing'
  | 'event-inserted'
  | 'events-cut'
  // Streams
  | 'revision'
  | 'unreadable'
  | 'box'
  | 'commitment'
  | 'deadline'
  | 'sheet-number'
  | 'file-missing'
  | 'file-damaged';

/** What is told of all that is found: the first ones, and how many there were. */
export class Findings {
  readonly #kept: Finding[] = [];
  count = 0;

  add(finding: Finding): void {
    this.count += 1;
    if (this.#kept.length < KEPT_MAX) this.#kept.push(finding);
  }

  /** By position; those that are of no event stand first. */
  get first(): readonly Finding[] {
    return [...this.#kept].sort((a, b) => Number((a.position ?? 0n) - (b.position ?? 0n)));
  }
}

const KEPT_MAX = 100;
