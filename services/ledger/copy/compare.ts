import { emptyFrontier, extend, type Frontier, type Hash, rootOf, treeHash } from '@foja/domain/ledger/index.ts';
import type { EventStore, RecordedEvent } from '../port.ts';
import { primitives } from '../primitives.ts';
import { leafOfEvent } from '../sealing/leaves.ts';
import { inOrder } from './in-order.ts';

/** Where two ledgers part: the first event that is not the same in both. */
export interface Difference {
  /** How many events before it are the same. */
  readonly index: number;
  readonly stream: string;
  readonly revision: number;
  /** `missing`: the copy ends here; `unexpected`: the original does; else the member that differs. */
  readonly what: 'missing' | 'unexpected' | keyof RecordedEvent;
}

export interface Comparison {
  /** Events that are the same, from the first on. */
  readonly same: number;
  readonly streams: number;
  readonly difference: Difference | undefined;
  /** Merkle roots of what is the same, each hashed from its own side, in hex. */
  readonly roots: readonly [string, string];
}

/** All that an event says. Not its position, nor when a store took it: those are the store's. */
const MEMBERS = ['id', 'stream', 'revision', 'type', 'version', 'data', 'metadata'] as const;
const LEAVES = 1_000;

/** Reads both from the first event on, boxes closed, and ends at the first difference. @throws NotCanonical, StoreUnavailable */
export async function compare(
  original: Pick<EventStore, 'readAll'>,
  copy: Pick<EventStore, 'readAll'>,
  onEvents: (same: number) => void = () => undefined,
): Promise<Comparison> {
  const [left, right] = [inOrder(original), inOrder(copy)];
  const trees = [new Tree(), new Tree()] as const;
  const streams = new Set<string>();
  let same = 0;
  let difference: Difference | undefined;
  for (;;) {
    const [{ value: one }, { value: other }] = await Promise.all([left.next(), right.next()]);
    const shown = one ?? other;
    if (shown === undefined) break;
    const what = differs(one, other);
    if (what !== undefined) {
      difference = { index: same, stream: shown.stream, revision: shown.revision, what };
      break;
    }
    same += 1;
    streams.add(shown.stream);
    if (one !== undefined) trees[0].add(one);
    if (other !== undefined) trees[1].add(other);
    onEvents(same);
  }
  await Promise.all([left.return(undefined), right.return(undefined)]);
  return { same, streams: streams.size, difference, roots: [trees[0].root(), trees[1].root()] };
}

function differs(one: RecordedEvent | undefined, other: RecordedEvent | undefined): Difference['what'] | undefined {
  if (other === undefined) return 'missing';
  if (one === undefined) return 'unexpected';
  // As texts: the order of members is kept, too.
  return MEMBERS.find((member) => JSON.stringify(one[member]) !== JSON.stringify(other[member]));
}

class Tree {
  readonly #hash = treeHash(primitives.sha256);
  #frontier: Frontier = emptyFrontier;
  #waiting: Hash[] = [];

  add(event: RecordedEvent): void {
    this.#waiting.push(leafOfEvent(event).leaf);
    if (this.#waiting.length >= LEAVES) this.#grow();
  }

  root(): string {
    this.#grow();
    return Buffer.from(rootOf(this.#hash, this.#frontier)).toString('hex');
  }

  #grow(): void {
    this.#frontier = extend(this.#hash, this.#frontier, this.#waiting, () => undefined);
    this.#waiting = [];
  }
}
