import type pg from 'pg';

/**
 * Which stored bytes are which document: (claim, kind, copy, revision) -> SHA-256, in table `app.documents`. A row without
 * a hash is a document that was asked for while there was no browser. Trusts the database; the bytes themselves are
 * verified by their hash whenever they are read.
 */
export interface Shelf {
  find(key: ShelfKey): Promise<ShelvedDocument | undefined>;
  /** Every document of these claims that was made, of each the oldest first. */
  of(claimIds: readonly string[]): Promise<(ShelfKey & ShelvedDocument)[]>;
  /** Keeps the first one: where two processes made the same document, both answer what this answers. */
  keep(key: ShelfKey, document: ShelvedDocument): Promise<ShelvedDocument>;
  want(key: ShelfKey): Promise<void>;
  /** The oldest documents still to be made. */
  wanted(max: number): Promise<ShelfKey[]>;
  countWanted(): Promise<number>;
  drop(key: ShelfKey): Promise<void>;
  /** Takes everything of a claim off, and answers the hashes nothing else refers to. */
  clear(claimId: string): Promise<string[]>;
}

export interface ShelfKey {
  readonly claimId: string;
  readonly kind: string;
  /** Empty where a document has no copies. */
  readonly copy: string;
  readonly revision: number;
}

export interface ShelvedDocument {
  readonly sha256: string;
  readonly sizeBytes: number;
}

const TABLE = `
  SELECT pg_advisory_xact_lock(0x666f6a64);
  CREATE TABLE IF NOT EXISTS app.documents (
    claim_id uuid NOT NULL,
    kind text NOT NULL,
    copy text NOT NULL,
    revision int NOT NULL,
    sha256 text,
    size_bytes int,
    wanted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (claim_id, kind, copy, revision),
    CHECK ((sha256 IS NULL) = (size_bytes IS NULL))
  );
  CREATE INDEX IF NOT EXISTS documents_wanted ON app.documents (wanted_at) WHERE sha256 IS NULL;
  CREATE INDEX IF NOT EXISTS documents_by_hash ON app.documents (sha256)`;

const KEY = 'claim_id = $1 AND kind = $2 AND copy = $3 AND revision = $4';

export async function openShelf(pool: pg.Pool): Promise<Shelf> {
  await pool.query(TABLE); // one message, hence one transaction: two starts at once wait for each other

  async function find(key: ShelfKey): Promise<ShelvedDocument | undefined> {
    const { rows } = await pool.query<Row>(
      `SELECT sha256, size_bytes FROM app.documents WHERE ${KEY} AND sha256 IS NOT NULL`,
      columns(key),
    );
    return rows[0] === undefined ? undefined : { sha256: rows[0].sha256, sizeBytes: rows[0].size_bytes };
  }

  async function of(claimIds: readonly string[]): Promise<(ShelfKey & ShelvedDocument)[]> {
    const { rows } = await pool.query<ShelfKey & ShelvedDocument>(
      `SELECT claim_id AS "claimId", kind, copy, revision, sha256, size_bytes AS "sizeBytes" FROM app.documents
       WHERE claim_id = ANY ($1::uuid[]) AND sha256 IS NOT NULL ORDER BY revision, kind, copy`,
      [claimIds],
    );
    return rows;
  }

  async function keep(key: ShelfKey, document: ShelvedDocument): Promise<ShelvedDocument> {
    await pool.query(
      `INSERT INTO app.documents AS d (claim_id, kind, copy, revision, sha256, size_bytes) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (claim_id, kind, copy, revision) DO UPDATE SET sha256 = $5, size_bytes = $6 WHERE d.sha256 IS NULL`,
      [...columns(key), document.sha256, document.sizeBytes],
    );
    return (await find(key)) ?? document;
  }

  async function want(key: ShelfKey): Promise<void> {
    await pool.query(
      'INSERT INTO app.documents (claim_id, kind, copy, revision) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      columns(key),
    );
  }

  async function wanted(max: number): Promise<ShelfKey[]> {
    const { rows } = await pool.query<ShelfKey>(
      `SELECT claim_id AS "claimId", kind, copy, revision FROM app.documents
       WHERE sha256 IS NULL ORDER BY wanted_at LIMIT $1`,
      [max],
    );
    return rows;
  }

  async function countWanted(): Promise<number> {
    const { rows } = await pool.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM app.documents WHERE sha256 IS NULL',
    );
    return rows[0]?.n ?? 0;
  }

  async function drop(key: ShelfKey): Promise<void> {
    await pool.query(`DELETE FROM app.documents WHERE ${KEY}`, columns(key));
  }

  async function clear(claimId: string): Promise<string[]> {
    const { rows } = await pool.query<{ sha256: string }>(
      `WITH gone AS (DELETE FROM app.documents WHERE claim_id = $1 RETURNING sha256)
       SELECT DISTINCT sha256 FROM gone WHERE sha256 IS NOT NULL
         AND NOT EXISTS (SELECT FROM app.documents d WHERE d.sha256 = gone.sha256 AND d.claim_id <> $1)`,
      [claimId],
    );
    return rows.map(({ sha256 }) => sha256);
  }

  return { find, of, keep, want, wanted, countWanted, drop, clear };
}

interface Row {
  readonly sha256: string;
  readonly size_bytes: number;
}

function columns({ claimId, kind, copy, revision }: ShelfKey): (string | number)[] {
  return [claimId, kind, copy, revision];
}
