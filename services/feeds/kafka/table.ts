import { migrateWith } from '@foja/ledger/postgres/steps.ts';
import type pg from 'pg';
import type { FeedMessage } from '../log/port.ts';

/** A message that brokers would not take. */
export interface Refused {
  readonly message: Pick<FeedMessage, 'seq' | 'id' | 'type' | 'subject'>;
  readonly bytes: number;
  /** Kafka's name of the refusal: `MESSAGE_TOO_LARGE`. */
  readonly code: string;
  readonly reason: string;
}

/** Another publisher has taken over: this one must stop. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

const FENCED = 'another publisher has taken over';

/** What the publisher keeps. Everything that it moves, it moves as the publisher of its epoch, or is `Fenced`. */
export interface PublisherTable {
  /** Makes the caller the publisher, and every earlier one none; answers its epoch. */
  begin(): Promise<bigint>;
  /** @throws Fenced */
  assertMine(epoch: bigint): Promise<void>;
  /** The last message of a feed that was published or parked; 0 where none was. */
  checkpoint(feed: string): Promise<bigint>;
  /** By feed; feeds that nothing was published of are not there. */
  checkpoints(): Promise<ReadonlyMap<string, bigint>>;
  /**
   * After messages up to `to` were published or, those of `refused`, parked. False where the checkpoint is no longer at `from`:
   * somebody set it elsewhere meanwhile.
   * @throws Fenced
   */
  advance(step: {
    readonly epoch: bigint;
    readonly feed: string;
    readonly from: bigint;
    readonly to: bigint;
    readonly refused: readonly Refused[];
  }): Promise<boolean>;
  /** Parked messages that somebody wants tried again, by feed. */
  asked(): Promise<ReadonlyMap<string, readonly bigint[]>>;
  /** A parked message was tried again: published where `refused` is absent. */
  retried(feed: string, seq: bigint, refused?: Pick<Refused, 'code' | 'reason'>): Promise<void>;
  /** Why a feed does not go on; undefined: it does. */
  tellFeed(feed: string, trouble: string | undefined): Promise<void>;
  /** Why no broker can be reached; undefined: one can. */
  tell(trouble: string | undefined): Promise<void>;
}

/** Session lock: "foja" in ASCII, plus thirteen. */
const LOG = { table: 'app.kafka_migrations', lock: 0x666f6a6e };

export async function migrateKafka(pool: pg.Pool): Promise<void> {
  await migrateWith(pool, LOG, new URL('./migrations/', import.meta.url));
}

export function publisherTable(pool: pg.Pool): PublisherTable {
  return {
    async begin() {
      const { rows } = await pool.query<{ epoch: string }>(
        'UPDATE app.kafka_publisher SET epoch = epoch + 1, since = clock_timestamp() RETURNING epoch',
      );
      return BigInt(rows[0]?.epoch ?? 0);
    },

    async assertMine(epoch) {
      const { rowCount } = await pool.query('SELECT FROM app.kafka_publisher WHERE epoch = $1', [epoch.toString()]);
      if (rowCount !== 1) throw new Fenced(FENCED);
    },

    async checkpoint(feed) {
      const { rows } = await pool.query<{ seq: string }>('SELECT seq FROM app.kafka_checkpoints WHERE feed = $1', [
        feed,
      ]);
      return BigInt(rows[0]?.seq ?? 0);
    },

    async checkpoints() {
      const { rows } = await pool.query<{ feed: string; seq: string }>('SELECT feed, seq FROM app.kafka_checkpoints');
      return new Map(rows.map(({ feed, seq }) => [feed, BigInt(seq)]));
    },

    async advance({ epoch, feed, from, to, refused }) {
      const { rows } = await pool.query<{ mine: boolean; moved: boolean }>({
        name: 'kafka-advance',
        text: ADVANCE,
        values: [epoch.toString(), feed, from.toString(), to.toString(), JSON.stringify(refused.map(plain))],
      });
      if (rows[0]?.mine !== true) throw new Fenced(FENCED);
      return rows[0].moved;
    },

    async asked() {
      const { rows } = await pool.query<{ feed: string; seq: string }>(
        'SELECT feed, seq FROM app.kafka_parked WHERE asked_at IS NOT NULL ORDER BY feed, seq LIMIT 1000',
      );
      const asked = new Map<string, bigint[]>();
      for (const { feed, seq } of rows) asked.set(feed, [...(asked.get(feed) ?? []), BigInt(seq)]);
      return asked;
    },

    async retried(feed, seq, refused) {
      const one = [feed, seq.toString()];
      if (refused === undefined) {
        await pool.query('DELETE FROM app.kafka_parked WHERE feed = $1 AND seq = $2', one);
        return;
      }
      await pool.query(
        `UPDATE app.kafka_parked SET asked_at = NULL, tries = tries + 1, code = $3, reason = $4
          WHERE feed = $1 AND seq = $2`,
        [...one, refused.code, refused.reason],
      );
    },

    async tellFeed(feed, trouble) {
      await pool.query(
        `INSERT INTO app.kafka_checkpoints AS c (feed, seq, trouble, trouble_since)
         VALUES ($1, 0, $2, CASE WHEN $2::text IS NOT NULL THEN clock_timestamp() END)
         ON CONFLICT (feed) DO UPDATE SET trouble = excluded.trouble,
           trouble_since = CASE WHEN $2::text IS NOT NULL THEN coalesce(c.trouble_since, clock_timestamp()) END`,
        [feed, trouble ?? null],
      );
    },

    async tell(trouble) {
      await pool.query(
        `UPDATE app.kafka_publisher SET trouble = $1,
           trouble_since = CASE WHEN $1::text IS NOT NULL THEN coalesce(trouble_since, clock_timestamp()) END`,
        [trouble ?? null],
      );
    },
  };
}

function plain({ message: { seq, id, type, subject }, bytes, code, reason }: Refused) {
  return { seq: seq.toString(), id, type, subject, bytes, code, reason };
}

const ADVANCE = `
  WITH mine AS (
    SELECT FROM app.kafka_publisher WHERE epoch = $1
  ), moved AS (
    INSERT INTO app.kafka_checkpoints AS c (feed, seq) SELECT $2, $4::bigint FROM mine
    ON CONFLICT (feed) DO UPDATE
      SET seq = $4::bigint, moved_at = clock_timestamp(), trouble = NULL, trouble_since = NULL
      WHERE c.seq = $3::bigint
    RETURNING feed
  ), parked AS (
    INSERT INTO app.kafka_parked AS p (feed, seq, id, type, subject, bytes, code, reason)
    SELECT moved.feed, r.* FROM moved, jsonb_to_recordset($5::jsonb)
        AS r (seq bigint, id uuid, type text, subject text, bytes int, code text, reason text)
    ON CONFLICT (feed, seq) DO UPDATE
      SET tries = p.tries + 1, code = excluded.code, reason = excluded.reason, asked_at = NULL
  )
  SELECT EXISTS (SELECT FROM mine) AS mine, EXISTS (SELECT FROM moved) AS moved`;
