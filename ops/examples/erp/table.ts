import { DatabaseSync } from 'node:sqlite';

/** What every message of the feed says of its claim, whatever else it tells. */
export interface ClaimNow {
  readonly claimId: string;
  readonly number: string;
  readonly bookCode: string;
  readonly type: string;
  readonly status: string;
  readonly filedOn: string;
  readonly dueDate: string;
  readonly revision: number;
  readonly link: string;
}

export interface Told {
  /** `foja.claim.filed.v1` … */
  readonly type: string;
  /** Number in the feed: the later message has the larger one. */
  readonly sequence: bigint;
  readonly data: ClaimNow;
}

export interface Row extends Omit<ClaimNow, 'claimId' | 'bookCode' | 'filedOn' | 'dueDate'> {
  readonly claim_id: string;
  readonly book: string;
  readonly filed_on: string;
  readonly due_date: string;
  readonly alert: string | null;
}

/** The mirror: one row for each claim. It holds no personal data: who needs those reads the claim at `link`. */
export function openTable(path: string) {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  db.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS claims (
      claim_id TEXT PRIMARY KEY, number TEXT NOT NULL, book TEXT NOT NULL, type TEXT NOT NULL, status TEXT NOT NULL,
      filed_on TEXT NOT NULL, due_date TEXT NOT NULL, alert TEXT, revision INTEGER NOT NULL, link TEXT NOT NULL,
      sequence INTEGER NOT NULL
    );
    CREATE TABLE IF NOT EXISTS progress (feed TEXT PRIMARY KEY, sequence INTEGER NOT NULL);`);
  // Messages come at least once: one that is not later than the row's last changes nothing.
  const put = db.prepare(`
    INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (claim_id) DO UPDATE SET
      type = excluded.type, status = excluded.status, due_date = excluded.due_date, alert = excluded.alert,
      revision = excluded.revision, sequence = excluded.sequence
    WHERE excluded.sequence > claims.sequence`);
  const reach = db.prepare(
    'INSERT INTO progress VALUES (?, ?) ON CONFLICT (feed) DO UPDATE SET sequence = excluded.sequence',
  );
  return {
    /** What a message tells; all that is to be known of the claim is in it. */
    tell({ type, sequence, data }: Told): void {
      const { claimId, number, bookCode, status, filedOn, dueDate, revision, link } = data;
      const alert = /^foja\.claim\.(due-soon|overdue)\./.exec(type)?.[1] ?? null;
      put.run(claimId, number, bookCode, data.type, status, filedOn, dueDate, alert, revision, link, sequence);
    },
    find(number: string): Row | undefined {
      return db.prepare('SELECT * FROM claims WHERE number = ?').get(number) as Row | undefined;
    },
    all(): Row[] {
      return db.prepare('SELECT * FROM claims ORDER BY due_date, number').all() as unknown as Row[];
    },
    /** How far a feed was read over HTTP. */
    progress(feed: string): string {
      const row = db.prepare('SELECT CAST(sequence AS TEXT) AS at FROM progress WHERE feed = ?').get(feed);
      return String(row?.['at'] ?? 0);
    },
    reached(feed: string, sequence: string): void {
      reach.run(feed, BigInt(sequence));
    },
    close: () => db.close(),
  };
}
