import type pg from 'pg';
import type { Dashboard, DashboardCounts, Today } from '../queries.ts';
import { lastDayWithin, SOON_BUSINESS_DAYS } from './item.ts';

/** From the counters: as fast with a million claims as with ten, because open claims are counted by day. */
export async function dashboard(
  pool: pg.Pool,
  { rucs, bookId, today, law }: Today & { readonly rucs: readonly string[]; readonly bookId?: string | undefined },
): Promise<Dashboard> {
  const { rows } = await pool.query<CountRow>(
    `SELECT book_id, book_code, ${SUMS}
       FROM proj_deadlines.counts, LATERAL (SELECT
              clock = 'open' AND due_on < $2::date AS overdue,
              clock = 'open' AND due_on >= $2::date AND lapses_on IS NOT NULL AND lapses_on >= $2::date AS suspended,
              clock = 'open' AND due_on >= $2::date AND (lapses_on IS NULL OR lapses_on < $2::date) AS running) AS day
      WHERE ruc = ANY ($1::text[]) AND ($5::uuid IS NULL OR book_id = $5::uuid)
      GROUP BY book_id, book_code ORDER BY book_code, book_id`,
    [rucs, today, lastDayWithin(law, today, 2), lastDayWithin(law, today, SOON_BUSINESS_DAYS), bookId ?? null],
  );
  const books = rows.map((row) => ({ bookId: row.book_id, bookCode: row.book_code, ...countsOf(row) }));
  return { today, ...books.reduce<DashboardCounts>(plus, countsOf(undefined)), books };
}

/** $2 today, $3 and $4 the last days within two and five business days. */
const SUMS = Object.entries({
  claims: 'true',
  overdue: 'day.overdue',
  suspended: 'day.suspended',
  soon: 'day.running AND due_on <= $4::date',
  on_time: 'day.running AND due_on > $4::date',
  answered_on_time: `clock = 'on-time'`,
  answered_late: `clock = 'late'`,
  today: 'day.running AND due_on = $2::date',
  within2: 'day.running AND due_on <= $3::date',
  unseen: `clock = 'open' AND NOT viewed`,
})
  .map(([name, condition]) => `coalesce(sum(claims) FILTER (WHERE ${condition}), 0)::text AS ${name}`)
  .concat('coalesce(sum(copies), 0)::text AS copies')
  .join(', ');

type CountRow = Readonly<Record<string, string>> & { readonly book_id: string; readonly book_code: string };

function countsOf(row: CountRow | undefined): DashboardCounts {
  const of = (name: string) => Number(row?.[name] ?? 0);
  return {
    claims: of('claims'),
    states: {
      'on-time': of('on_time'),
      'due-soon': of('soon'),
      overdue: of('overdue'),
      suspended: of('suspended'),
      'answered-on-time': of('answered_on_time'),
      'answered-late': of('answered_late'),
    },
    dueToday: of('today'),
    dueWithin2: of('within2'),
    dueWithin5: of('soon'),
    unseen: of('unseen'),
    copiesDue: of('copies'),
  };
}

function plus(a: DashboardCounts, b: DashboardCounts): DashboardCounts {
  const states = Object.entries(a.states).map(([state, n]) => [state, n + b.states[state as keyof typeof b.states]]);
  return {
    claims: a.claims + b.claims,
    states: Object.fromEntries(states) as DashboardCounts['states'],
    dueToday: a.dueToday + b.dueToday,
    dueWithin2: a.dueWithin2 + b.dueWithin2,
    dueWithin5: a.dueWithin5 + b.dueWithin5,
    unseen: a.unseen + b.unseen,
    copiesDue: a.copiesDue + b.copiesDue,
  };
}
