import { addDays, weekdayOf } from '@foja/domain/deadline/index.ts';
import type { Pool } from '../../staff/index.ts';

/** What the charts draw; from the statistics read model, whose own queries answer by month. */
export interface Figures {
  /** Monday of each week, the oldest first; weeks without claims too. */
  readonly weeks: readonly { readonly monday: string; readonly reclamo: number; readonly queja: number }[];
  /** Closed claims of the last year by calendar days from filing to the answer or agreement. */
  readonly waits: readonly { readonly from: number; readonly to: number | undefined; readonly claims: number }[];
}

const WEEKS = 12;
const CLASSES = [
  { from: 0, to: 5 },
  { from: 6, to: 10 },
  { from: 11, to: 15 },
  { from: 16, to: 21 },
  { from: 22, to: undefined },
] as const;

export async function figuresOf(pool: Pool, ruc: string, today: string): Promise<Figures> {
  const thisMonday = addDays(today, -((weekdayOf(today) + 6) % 7));
  const first = addDays(thisMonday, -7 * (WEEKS - 1));
  const [byWeek, byWait] = await Promise.all([
    pool.query<{ monday: string; type: 'reclamo' | 'queja'; claims: number }>(
      `SELECT to_char(date_trunc('week', filed_on), 'YYYY-MM-DD') AS monday, type, count(*)::int AS claims
       FROM proj_statistics.claims WHERE ruc = $1 AND filed_on >= $2 GROUP BY 1, 2`,
      [ruc, first],
    ),
    pool.query<{ class: number; claims: number }>(
      `SELECT width_bucket(days, ARRAY[0, 6, 11, 16, 22]) AS class, count(*)::int AS claims
       FROM proj_statistics.claims WHERE ruc = $1 AND days IS NOT NULL AND filed_on >= $2 GROUP BY 1`,
      [ruc, addDays(today, -365)],
    ),
  ]);
  const weeks = Array.from({ length: WEEKS }, (_, index) => {
    const monday = addDays(first, 7 * index);
    const of = (type: string) => byWeek.rows.find((row) => row.monday === monday && row.type === type)?.claims ?? 0;
    return { monday, reclamo: of('reclamo'), queja: of('queja') };
  });
  const waits = CLASSES.map((each, index) => ({
    ...each,
    claims: byWait.rows.find((row) => row.class === index + 1)?.claims ?? 0,
  }));
  return { weeks, waits };
}
