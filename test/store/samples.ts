import { randomUUID } from 'node:crypto';
import type { EventStore, EventToAppend, Json, RecordedEvent } from '@foja/ledger';

/** An event of no meaning. */
export function anEvent(data: Json = { text: 'hola' }, id: string = randomUUID()): EventToAppend {
  return {
    id,
    type: 'SomethingHappened',
    version: 1,
    data,
    metadata: {
      occurredAt: '2026-10-05T18:42:00.000-05:00',
      actor: { role: 'operator', id: 'spec' },
      causationId: randomUUID(),
      correlationId: randomUUID(),
    },
  };
}

export function events(count: number): EventToAppend[] {
  return Array.from({ length: count }, (_, index) => anEvent({ index }));
}

/** The whole ledger, page by page. */
export async function everything(store: EventStore, max = 500): Promise<RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for (;;) {
    const page = await store.readAll({ after: all.at(-1)?.position ?? 0n, max });
    if (page.length === 0) return all;
    all.push(...page);
  }
}

/** Reads a subscription until `enough` says so; fails the spec through its own time-out. */
export async function collect(
  store: EventStore,
  enough: (events: readonly RecordedEvent[]) => boolean,
  options: { readonly after?: bigint; readonly batchMax?: number; readonly streamPrefix?: string } = {},
): Promise<RecordedEvent[]> {
  const seen: RecordedEvent[] = [];
  const end = new AbortController();
  for await (const batch of store.subscribe({ after: 0n, ...options, signal: end.signal })) {
    seen.push(...batch);
    if (enough(seen)) break;
  }
  end.abort();
  return seen;
}

/** Position of the stream's last event, as the stream tells it. */
export async function lastPosition(store: EventStore, stream: string): Promise<bigint | undefined> {
  return (await store.read(stream, { direction: 'backwards', max: 1 })).at(0)?.position;
}

export function ascending(positions: readonly bigint[]): boolean {
  return positions.every((position, index) => index === 0 || position > (positions[index - 1] ?? 0n));
}

/** 1, 2, 3 … without a gap. */
export function gapless(count: number): bigint[] {
  return Array.from({ length: count }, (_, index) => BigInt(index + 1));
}
