import type pg from 'pg';
import type {
  FiledInWeek,
  FiledSince,
  Statistics,
  StatisticsFigures,
  StatisticsQueries,
  StatisticsQuestion,
} from '../queries.ts';
import type { Ending } from './row.ts';

export function statisticsQueries(pool: pg.Pool): StatisticsQueries {
  return {
    summary: (question) => summary(pool, question),
    weeks: (of) => weeks(pool, of),
    waits: (of) => waits(pool, of),
  };
}

/** A stretch of the index of days for each RUC: the counters only know months. */
async function weeks(pool: pg.Pool, { rucs, since }: FiledSince): Promise<readonly FiledInWeek[]> {
  const { rows } = await pool.query<FiledInWeek>(
    `SELECT to_char(date_trunc('week', filed_on), 'YYYY-MM-DD') AS monday, type, count(*)::int AS claims
       FROM proj_statistics.claims WHERE ruc = ANY ($1::text[]) AND filed_on >= $2::date GROUP BY 1, 2 ORDER BY 1, 2`,
    [rucs, since],
  );
  return rows;
}

async function waits(pool: pg.Pool, { rucs, since, from }: FiledSince & { readonly from: readonly number[] }) {
  const { rows } = await pool.query<{ class: number; claims: number }>(
    `SELECT width_bucket(days, $3::int[]) AS class, count(*)::int AS claims
       FROM proj_statistics.claims WHERE ruc = ANY ($1::text[]) AND filed_on >= $2::date AND days IS NOT NULL GROUP BY 1`,
    [rucs, since, from],
  );
  return from.map((_, index) => rows.find((row) => row.class === index + 1)?.claims ?? 0);
}

/** The counters, added up once for each way of looking at them. */
async function summary(pool: pg.Pool, { rucs, bookId, type, from, to }: StatisticsQuestion): Promise<Statistics> {
  const { rows } = await pool.query<Class>(
    `SELECT grouping(type, book_id, month) AS seen, type, book_id, book_code, month, ending, days,
            sum(claims)::int AS claims, sum(days_taken)::text AS taken
       FROM proj_statistics.counts
      WHERE ruc = ANY ($1::text[]) AND ($2::uuid IS NULL OR book_id = $2::uuid) AND ($3::text IS NULL OR type = $3::text)
        AND ($4::text IS NULL OR month >= $4::text) AND ($5::text IS NULL OR month <= $5::text)
      GROUP BY GROUPING SETS ((ending, days), (type, ending, days), (book_id, book_code, ending, days), (month, ending, days))`,
    [rucs, bookId ?? null, type ?? null, from ?? null, to ?? null],
  );
  const seen = (bits: number) => rows.filter((row) => row.seen === bits);
  return {
    ...figures(seen(0b111)),
    byType: grouped(seen(0b011), (row) => row.type ?? '').map(([key, classes]) => ({ type: key, ...figures(classes) })),
    byBook: grouped(seen(0b101), (row) => row.book_id ?? '').map(([key, classes]) => ({
      bookId: key,
      bookCode: classes[0]?.book_code ?? '',
      ...figures(classes),
    })),
    byMonth: grouped(seen(0b110), (row) => row.month ?? '').map(([key, classes]) => ({
      month: key,
      ...figures(classes),
    })),
  };
}

/** Claims that ended alike after as many days. */
interface Class {
  /** Bits of type, book and month; set where the row sums over it. */
  readonly seen: number;
  readonly type: string | null;
  readonly book_id: string | null;
  readonly book_code: string | null;
  readonly month: string | null;
  readonly ending: Ending;
  readonly days: number | null;
  readonly claims: number;
  readonly taken: string;
}

function grouped(classes: readonly Class[], key: (row: Class) => string): [string, Class[]][] {
  return Object.entries(Object.groupBy(classes, key) as Record<string, Class[]>).sort(([a], [b]) => (a < b ? -1 : 1));
}

function figures(classes: readonly Class[]): StatisticsFigures {
  const count = (ending: Ending) => classes.reduce((sum, row) => sum + (row.ending === ending ? row.claims : 0), 0);
  const ended = classes.filter((row) => row.days !== null).sort((a, b) => Number(a.days) - Number(b.days));
  const total = ended.reduce((sum, row) => sum + row.claims, 0);
  const taken = ended.reduce((sum, row) => sum + Number(row.taken), 0);
  return {
    filed: classes.reduce((sum, row) => sum + row.claims, 0),
    open: count('open'),
    answeredOnTime: count('answered-on-time'),
    answeredLate: count('answered-late'),
    settled: count('settled'),
    days:
      total === 0
        ? null
        : { mean: taken / total, p50: percentile(ended, total, 0.5), p90: percentile(ended, total, 0.9) },
  };
}

/** The days within which that share of the ended claims had ended. */
function percentile(ended: readonly Class[], total: number, share: number): number {
  let reached = 0;
  for (const { days, claims } of ended) {
    reached += claims;
    if (reached >= total * share) return Number(days);
  }
  return 0;
}
