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
  | 'key-change'
  | 'checkpoint-signature'
  | 'checkpoint-text'
  | 'checkpoint-gone'
  | 'checkpoint-remembered'
  | 'checkpoint-older'
  | 'root'
  | 'tile'
  | 'bundle'
  // Those who vouch from outside
  | 'cosignature'
  | 'timestamp'
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
  | 'key-lost'
  | 'erasure-unsaid'
  | 'deadline'
  | 'sheet-number'
  | 'file-missing'
  | 'file-damaged';

/** What a part of the work found. */
export interface Found {
  readonly count: number;
  readonly first: readonly Finding[];
}

/** What is told of all that is found: the first ones by position, and how many there were, in whatever order they are found. */
export class Findings {
  #kept: Finding[] = [];
  count = 0;

  add(finding: Finding): void {
    this.count += 1;
    this.#kept.push(finding);
    if (this.#kept.length >= 2 * KEPT_MAX) this.#kept = [...this.first];
  }

  addAll({ count, first }: Found): void {
    for (const finding of first) this.add(finding);
    this.count += count - first.length;
  }

  get found(): Found {
    return { count: this.count, first: this.first };
  }

  /** By position; those that are of no event stand first. */
  get first(): readonly Finding[] {
    return this.#kept.toSorted((a, b) => Number((a.position ?? 0n) - (b.position ?? 0n))).slice(0, KEPT_MAX);
  }
}

const KEPT_MAX = 100;
