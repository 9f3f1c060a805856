import type { EventStore, EventToAppend, RecordedEvent, StreamAppend } from '../port.ts';
import { type Comparison, compare, type Difference } from './compare.ts';
import { inOrder } from './in-order.ts';

export interface Copied extends Comparison {
  /** Events that stood there before. */
  readonly before: number;
  readonly copied: number;
}

export interface CopyProgress {
  readonly phase: 'comparing' | 'copying' | 'verifying';
  readonly events: number;
}

/** What stands in the destination is not the beginning of what is to be copied, or somebody else writes to it. */
export class NotACopy extends Error {
  override readonly name = 'NotACopy';
  readonly difference: Pick<Difference, 'stream' | 'revision' | 'what'>;

  constructor(difference: Pick<Difference, 'stream' | 'revision' | 'what'>) {
    super(`${difference.stream}/${difference.revision}: ${difference.what}`);
    this.difference = difference;
  }
}

const BATCH_EVENTS = 200;
const BATCH_BYTES = 512 * 1024;

/**
 * Copies a ledger event by event, in its global order, with ids and revisions, and then reads both again and compares
 * them. Give it stores with the boxes closed: what is stored is copied, and no key is needed. What the destination has
 * already must be the beginning of it, so a copy that was cut short goes on where it was.
 * @throws NotACopy, NotCanonical, StoreUnavailable
 */
export async function copyStore(
  from: EventStore,
  to: EventStore,
  onProgress: (progress: CopyProgress) => void = () => undefined,
): Promise<Copied> {
  const there = await compare(from, to, (events) => onProgress({ phase: 'comparing', events }));
  if (there.difference !== undefined && there.difference.what !== 'missing') throw new NotACopy(there.difference);
  let copied = 0;
  let index = 0;
  let batch = new Batch();
  const send = async (): Promise<void> => {
    await append(to, batch.appends);
    copied += batch.events;
    onProgress({ phase: 'copying', events: there.same + copied });
    batch = new Batch();
  };
  for await (const event of inOrder(from)) {
    index += 1;
    if (index <= there.same) continue;
    if (!batch.takes(event)) await send();
    batch.add(event);
  }
  if (batch.events > 0) await send();
  const after = await compare(from, to, (events) => onProgress({ phase: 'verifying', events }));
  if (after.difference !== undefined) throw new NotACopy(after.difference);
  return { ...after, before: there.same, copied };
}

async function append(to: EventStore, appends: readonly StreamAppend[]): Promise<void> {
  // Without appends to several streams, one after the other keeps the order.
  const all = to.appendAtomically === undefined ? appends.map((one) => [one]) : [appends];
  for (const together of all) {
    const [first] = together;
    if (first === undefined) continue;
    const result = await (to.appendAtomically === undefined ? to.append(first) : to.appendAtomically(together));
    if (result.outcome === 'conflict') {
      throw new NotACopy({ stream: result.stream, revision: result.currentRevision, what: 'unexpected' });
    }
  }
}

/** Events that go together: runs of one stream each, and no stream in two runs. */
class Batch {
  readonly #runs: { stream: string; expectedRevision: number; events: EventToAppend[] }[] = [];
  readonly #streams = new Set<string>();
  #events = 0;
  #bytes = 0;

  get events(): number {
    return this.#events;
  }

  get appends(): readonly StreamAppend[] {
    return this.#runs;
  }

  takes({ stream, data }: RecordedEvent): boolean {
    const full = this.#events >= BATCH_EVENTS || this.#bytes + JSON.stringify(data).length > BATCH_BYTES;
    return this.#events === 0 || (!full && (this.#runs.at(-1)?.stream === stream || !this.#streams.has(stream)));
  }

  add({ stream, revision, id, type, version, data, metadata }: RecordedEvent): void {
    const event = { id, type, version, data, metadata };
    const run = this.#runs.at(-1);
    if (run?.stream === stream) run.events.push(event);
    else this.#runs.push({ stream, expectedRevision: revision - 1, events: [event] });
    this.#streams.add(stream);
    this.#events += 1;
    this.#bytes += JSON.stringify(data).length;
  }
}
