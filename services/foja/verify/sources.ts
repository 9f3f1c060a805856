import type { EventStore, RecordedEvent } from '@foja/ledger';
import { everyStreamOf } from '@foja/ledger/every-stream.ts';
import pg from 'pg';
import { copyRows } from './copied-rows.ts';
import type { EventsIn } from './log-range.ts';
import { DATED_BY_OCCURRENCE, type StreamEvent } from './read-events.ts';
import { CopiedEvents, readEvent, SEALED_COLUMNS } from './sealed-text.ts';
import type { StreamRange, StreamsIn } from './stream-range.ts';

/** The two orders in which events are checked. */
export interface Sources {
  readonly inOrder: EventsIn;
  readonly byStream: StreamsIn;
}

/** From the database itself. */
export function copied(url: string): Sources {
  const events = new CopiedEvents();
  return {
    inOrder: (after, to, take, rest) =>
      copyRows(
        url,
        `SELECT ${SEALED_COLUMNS} FROM ledger.events WHERE position > ${after} AND position <= ${to} ORDER BY position`,
        { each: (row) => take(events.of(row)), rest: async () => rest() },
      ),
    byStream: (range, take, rest) =>
      copyRows(
        url,
        `SELECT position, stream, revision::text, type, version::text, data, ${OCCURRED_AT} FROM ledger.events
          WHERE ${within(range)} ORDER BY stream, events.revision`,
        {
          each: (row) =>
            take({
              position: row.int8(0),
              stream: row.text(1),
              revision: Number(row.text(2)),
              type: row.text(3),
              version: Number(row.text(4)),
              data: parsed(row.text(5)),
              occurredAt: row.text(6),
            }),
          rest,
        },
      ),
  };
}

/** By the port, for a store that is not the database. */
export function asked(store: Pick<EventStore, 'read' | 'readAll'>): Sources {
  return {
    async inOrder(after, to, take, rest) {
      for (let at = after; at < to; ) {
        const page: readonly RecordedEvent[] = await store.readAll({ after: at, max: PAGE });
        for (const event of page) if (event.position <= to) take(readEvent(event));
        rest();
        const last = page.at(-1);
        if (last === undefined) return;
        at = last.position;
      }
    },
    async byStream({ from, before }, take, rest) {
      for await (const event of everyStreamOf(store)) {
        if (event.stream < from || (before !== undefined && event.stream >= before)) continue;
        take({ ...event, occurredAt: event.metadata.occurredAt } satisfies StreamEvent);
        await rest();
      }
    },
  };
}

const PAGE = 2_048;
/** Nobody else's metadata are parsed for it. */
const OCCURRED_AT = `CASE WHEN type IN (${[...DATED_BY_OCCURRENCE].map((type) => pg.escapeLiteral(type)).join(', ')})
  THEN coalesce(metadata ->> 'occurredAt', '') ELSE '' END`;

function within({ from, before }: StreamRange): string {
  const begin = `stream >= ${pg.escapeLiteral(from)}`;
  return before === undefined ? begin : `${begin} AND stream < ${pg.escapeLiteral(before)}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
