import type { EventStore, Position } from './port.ts';

/** Where positions do not count, more events than this are not told apart. */
const MOST = 1_000;

/** How many events stand after `from`, up to and with `to`; a lag that is shown, so that a bounded answer will do. */
export async function eventsBetween(
  store: Pick<EventStore, 'countsPositions' | 'readAll'>,
  from: Position,
  to: Position,
): Promise<number> {
  if (to <= from) return 0;
  if (store.countsPositions === true) return Number(to - from);
  const events = await store.readAll({ after: from, max: MOST });
  return events.filter(({ position }) => position <= to).length;
}
