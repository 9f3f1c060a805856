import { addDays, weekdayOf } from '@foja/domain/deadline/index.ts';
import type { StatisticsQueries } from '@foja/projections';

/** What the charts draw. */
export interface Figures {
  /** Monday of each week, the oldest first; weeks without claims too. */
  readonly weeks: readonly { readonly monday: string; readonly reclamo: number; readonly queja: number }[];
  /** Closed claims of the last year by calendar days from filing to the answer or agreement. */
  readonly waits: readonly { readonly from: number; readonly to: number | undefined; readonly claims: number }[];
}

const WEEKS = 12;
/** First day of each class of the waits. */
const CLASSES = [0, 6, 11, 16, 22] as const;

export async function figuresOf(
  statistics: Pick<StatisticsQueries, 'weeks' | 'waits'>,
  ruc: string,
  today: string,
): Promise<Figures> {
  const thisMonday = addDays(today, -((weekdayOf(today) + 6) % 7));
  const first = addDays(thisMonday, -7 * (WEEKS - 1));
  const rucs = [ruc];
  const [filed, waits] = await Promise.all([
    statistics.weeks({ rucs, since: first }),
    statistics.waits({ rucs, since: addDays(today, -365), from: CLASSES }),
  ]);
  const weeks = Array.from({ length: WEEKS }, (_, index) => {
    const monday = addDays(first, 7 * index);
    const of = (type: string) => filed.find((row) => row.monday === monday && row.type === type)?.claims ?? 0;
    return { monday, reclamo: of('reclamo'), queja: of('queja') };
  });
  return {
    weeks,
    waits: CLASSES.map((from, index) => {
      const next = CLASSES[index + 1];
      return { from, to: next === undefined ? undefined : next - 1, claims: waits[index] ?? 0 };
    }),
  };
}
