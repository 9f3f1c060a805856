import type { Hash } from '@foja/domain/ledger/index.ts';
import type pg from 'pg';
import type { Position } from '../port.ts';
import type { BundleRow, TileRow } from './growth.ts';

/*
 * Where the sealed log is kept: schema `sealing` of the ledger's database.
 *
 * Promises that `advance` writes tiles and checkpoint together, and only where the last checkpoint is still the one gone on
 * from. Fails: whatever the database throws; after a lost connection whoever sealed reads the last checkpoint again.
 * Trusts the database's fsync and its owner; the application's role can't change what was sealed. What an owner changed
 * is found by `sound` and by verifying.
 */

export interface CheckpointRow {
  readonly size: number;
  readonly root: Hash;
  /** Of the last event. */
  readonly position: Position;
  /** Signed by the log alone. */
  readonly note: string;
  readonly sealedAt: string;
}

export interface Advance {
  readonly from: Pick<CheckpointRow, 'size' | 'root'> | undefined;
  readonly to: Pick<CheckpointRow, 'size' | 'root' | 'position' | 'note'>;
  readonly tiles: readonly TileRow[];
  readonly bundles: readonly BundleRow[];
}

export interface Cosignature {
  readonly size: number;
  /** The witness's verifier key. */
  readonly witness: string;
  readonly line: string;
  readonly atSeconds: number;
}

export interface SealTable {
  /** Names the log with the first call ever; answers the name that it has. */
  begin(name: LogName): Promise<LogName>;
  /** With the key that signs now. */
  name(): Promise<LogName | undefined>;
  /** Notes that both keys signed (`openKeyChange`), in order. Not to be believed as they stand. */
  keyChanges(): Promise<readonly string[]>;
  /**
   * From the next checkpoint on another key signs. False where the log has gone on from `last` meanwhile, or another key than
   * `before` signs it.
   */
  changeKey(change: {
    readonly last: Pick<CheckpointRow, 'size' | 'root'>;
    readonly before: string;
    readonly after: string;
    readonly note: string;
  }): Promise<boolean>;
  last(): Promise<CheckpointRow | undefined>;
  /** The newest that so many witnesses have cosigned. */
  lastCosigned(quorum: number): Promise<CheckpointRow | undefined>;
  /** In order of size. */
  checkpoints(page: { readonly after: number; readonly max: number }): Promise<CheckpointRow[]>;
  /** False where another sealer was quicker. */
  advance(advance: Advance): Promise<boolean>;
  tile(level: number, index: number): Promise<TileHashes | undefined>;
  bundle(index: number): Promise<BundleRow | undefined>;
  /** Those that an event at this position would be among. */
  leavesAt(position: Position): Promise<PlacedLeaves | undefined>;
  cosignatures(size: number): Promise<Cosignature[]>;
  addCosignature(cosignature: Cosignature): Promise<void>;
  lastTimestamp(): Promise<{ readonly size: number; readonly token: Buffer } | undefined>;
  /** With the notes that they are about; in order of size. */
  timestamps(page: {
    readonly after: number;
    readonly max: number;
  }): Promise<readonly { readonly size: number; readonly note: string; readonly token: Buffer }[]>;
  addTimestamp(stamp: { readonly size: number; readonly token: Buffer; readonly takenAt: string }): Promise<void>;
}

export type TileHashes = Pick<TileRow, 'hashes' | 'halfway'>;

/** As much of a bundle as a proof needs, and the tile of level 0 beside it. */
export interface PlacedLeaves extends Pick<BundleRow, 'index' | 'positions'>, TileHashes {}

export interface LogName {
  readonly origin: string;
  /** Verifier key. */
  readonly key: string;
}

export function openSealTable(pool: Pick<pg.Pool, 'query'>): SealTable {
  /** Prepared once on each connection: a proof waits for little else than these. */
  async function first<R, T>(
    name: string,
    text: string,
    values: unknown[],
    read: (row: R) => T,
  ): Promise<T | undefined> {
    const { rows } = await pool.query<R & pg.QueryResultRow>({ name: `sealing-${name}`, text, values });
    const [row] = rows;
    return row === undefined ? undefined : read(row);
  }

  return {
    async begin({ origin, key }) {
      const { rows } = await pool.query<LogName>('SELECT origin, key FROM sealing.begin($1, $2)', [origin, key]);
      return rows[0] ?? { origin, key };
    },
    name: () => first<LogName, LogName>('name', NAME, [], (row) => row),
    async keyChanges() {
      const { rows } = await pool.query<{ note: string }>('SELECT note FROM sealing.key_changes ORDER BY number');
      return rows.map(({ note }) => note);
    },
    async changeKey({ last, before, after, note }) {
      const { rows } = await pool.query<{ changed: boolean }>(
        'SELECT sealing.change_key($1, $2, $3, $4, $5) AS changed',
        [last.size, bytes(last.root), before, after, note],
      );
      return rows[0]?.changed === true;
    },
    last: () =>
      first('last', `SELECT ${CHECKPOINT} FROM sealing.checkpoints ORDER BY size DESC LIMIT 1`, [], checkpointRow),
    lastCosigned: (quorum) =>
      first(
        'last-cosigned',
        `SELECT ${CHECKPOINT} FROM sealing.checkpoints WHERE size = (
           SELECT size FROM sealing.cosignatures GROUP BY size HAVING count(*) >= $1 ORDER BY size DESC LIMIT 1)`,
        [quorum],
        checkpointRow,
      ),

    async checkpoints({ after, max }) {
      const { rows } = await pool.query<RawCheckpoint>(
        `SELECT ${CHECKPOINT} FROM sealing.checkpoints WHERE size > $1 ORDER BY size LIMIT $2`,
        [after, max],
      );
      return rows.map(checkpointRow);
    },

    async advance({ from, to, tiles, bundles }) {
      const { rows } = await pool.query<{ advanced: boolean }>({
        name: 'sealing-advance',
        text: 'SELECT sealing.advance($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) AS advanced',
        values: [
          from?.size ?? 0,
          from === undefined ? null : bytes(from.root),
          to.size,
          bytes(to.root),
          to.position.toString(),
          to.note,
          tiles.map(({ level }) => level),
          tiles.map(({ index }) => index),
          tiles.map(({ hashes }) => hashes),
          bundles.map(({ index }) => index),
          bundles.map(({ firstPosition }) => firstPosition.toString()),
          bundles.map(({ digests }) => digests),
          bundles.map(({ positions }) => positions),
          tiles.map(({ halfway }) => halfway),
        ],
      });
      return rows[0]?.advanced === true;
    },

    tile: (level, index) =>
      first(
        'tile',
        'SELECT hashes, halfway FROM sealing.tiles WHERE level = $1 AND index = $2',
        [level, index],
        tileHashes,
      ),
    bundle: (index) => first('bundle', `SELECT ${BUNDLE} FROM sealing.bundles WHERE index = $1`, [index], bundleRow),
    leavesAt: (position) =>
      first(
        'leaves-at',
        `SELECT index, positions, hashes, halfway FROM sealing.tiles t JOIN (
           SELECT index, positions FROM sealing.bundles WHERE first_position <= $1 ORDER BY first_position DESC LIMIT 1
         ) b USING (index) WHERE t.level = 0`,
        [position.toString()],
        (row: Pick<RawBundle, 'index' | 'positions'> & RawTile) => ({
          ...{ index: Number(row.index), positions: row.positions },
          ...tileHashes(row),
        }),
      ),

    async cosignatures(size) {
      const { rows } = await pool.query<Omit<Cosignature, 'atSeconds'> & { at: string }>(
        `SELECT size::float8 AS size, witness, line, extract(epoch FROM cosigned_at)::bigint AS at
           FROM sealing.cosignatures WHERE size = $1 ORDER BY witness`,
        [size],
      );
      return rows.map(({ at, ...row }) => ({ ...row, atSeconds: Number(at) }));
    },
    async addCosignature({ size, witness, line, atSeconds }) {
      await pool.query(
        `INSERT INTO sealing.cosignatures (size, witness, line, cosigned_at) VALUES ($1, $2, $3, to_timestamp($4))
         ON CONFLICT DO NOTHING`,
        [size, witness, line, atSeconds],
      );
    },

    lastTimestamp: () =>
      first<{ size: string; token: Buffer }, { size: number; token: Buffer }>(
        'last-timestamp',
        'SELECT size, token FROM sealing.timestamps ORDER BY size DESC LIMIT 1',
        [],
        ({ size, token }) => ({ size: Number(size), token }),
      ),
    async timestamps({ after, max }) {
      const { rows } = await pool.query<{ size: string; note: string; token: Buffer }>(
        `SELECT t.size, c.note, t.token FROM sealing.timestamps t JOIN sealing.checkpoints c USING (size)
          WHERE t.size > $1 ORDER BY t.size LIMIT $2`,
        [after, max],
      );
      return rows.map(({ size, ...row }) => ({ size: Number(size), ...row }));
    },
    async addTimestamp({ size, token, takenAt }) {
      await pool.query(
        'INSERT INTO sealing.timestamps (size, token, taken_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        [size, token, takenAt],
      );
    },
  };
}

const NAME = `
  SELECT l.origin, coalesce((SELECT c.key FROM sealing.key_changes c ORDER BY c.number DESC LIMIT 1), l.key) AS key
    FROM sealing.log l`;
const CHECKPOINT = 'size, root, position, note, sealed_at';
const BUNDLE = 'index, first_position, digests, positions';

interface RawCheckpoint {
  readonly size: string;
  readonly root: Buffer;
  readonly position: string;
  readonly note: string;
  readonly sealed_at: Date;
}

function checkpointRow({ size, root, position, note, sealed_at }: RawCheckpoint): CheckpointRow {
  return { size: Number(size), root, position: BigInt(position), note, sealedAt: sealed_at.toISOString() };
}

interface RawTile {
  readonly hashes: Buffer;
  readonly halfway: Buffer | null;
}

function tileHashes({ hashes, halfway }: RawTile): TileHashes {
  return { hashes, halfway: halfway ?? undefined };
}

interface RawBundle {
  readonly index: string;
  readonly first_position: string;
  readonly digests: Buffer;
  readonly positions: Buffer;
}

function bundleRow({ index, first_position, digests, positions }: RawBundle): BundleRow {
  return { index: Number(index), firstPosition: BigInt(first_position), digests, positions };
}

function bytes(hash: Hash): Buffer {
  return Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength);
}
