import { jsonArray, textArray, uuidArray } from '@foja/ledger/postgres/binary-array.ts';
import type pg from 'pg';
import type { NewMessage } from './port.ts';

/** Transaction lock of whoever numbers messages: appends wait for each other, so that numbers show in their order. */
const NUMBERING = 0x666f6a6d;
/** Names of feeds in one notification: PostgreSQL takes less than 8,000 bytes. */
const NAMES_MAX = 150;

/**
 * Numbers and writes the messages that are not there yet, within the caller's transaction, and wakes their readers with its
 * commit. Answers how many were new.
 */
export async function appendMessages(client: pg.ClientBase, messages: readonly NewMessage[]): Promise<number> {
  if (messages.length === 0) return 0;
  await client.query('SELECT pg_advisory_xact_lock($1)', [NUMBERING]);
  // Not prepared under a name: a plan that was made while the table was small would read all of it for ever after.
  const { rows } = await client.query<{ feed: string; added: number }>(APPEND, columnsOf(messages));
  const feeds = rows.map(({ feed }) => feed);
  for (let from = 0; from < feeds.length; from += NAMES_MAX) {
    const names = feeds.slice(from, from + NAMES_MAX).join(' ');
    await client.query(`SELECT pg_notify('feeds_appended', $1)`, [names]);
  }
  return rows.reduce((sum, { added }) => sum + added, 0);
}

/** Column by column: PostgreSQL takes arrays with a third of the work that one JSON of it all gives it. '' stands for NULL. */
function columnsOf(messages: readonly NewMessage[]): Buffer[] {
  return [
    textArray(messages.map(({ feed }) => feed)),
    uuidArray(messages.map(({ id }) => id)),
    textArray(messages.map(({ type }) => type)),
    textArray(messages.map(({ subject }) => subject ?? '')),
    textArray(messages.map(({ time }) => time)),
    jsonArray(messages.map(({ data }) => JSON.stringify(data))),
    textArray(messages.map(({ position }) => position?.toString() ?? '')),
    textArray(messages.map(({ traceparent }) => traceparent ?? '')),
  ];
}

const APPEND = `
  WITH given AS (
    SELECT DISTINCT ON (m.id) m.*
      FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::json[], $7::text[], $8::text[])
           WITH ORDINALITY AS m (feed, id, type, subject, time, data, position, traceparent, place)
     WHERE NOT EXISTS (SELECT FROM app.feed_messages known WHERE known.id = m.id)
     ORDER BY m.id, m.place
  ), numbered AS (
    SELECT g.*, coalesce(f.head, 0) + row_number() OVER (PARTITION BY g.feed ORDER BY g.place) AS seq
      FROM given g LEFT JOIN app.feeds f USING (feed)
  ), written AS (
    INSERT INTO app.feed_messages (feed, seq, id, type, subject, time, data, position, traceparent)
    SELECT feed, seq, id, type, nullif(subject, ''), time::timestamptz, data::jsonb, nullif(position, '')::bigint,
           nullif(traceparent, '')
      FROM numbered ORDER BY place
  )
  INSERT INTO app.feeds AS f (feed, head)
  SELECT feed, max(seq) FROM numbered GROUP BY feed
  ON CONFLICT (feed) DO UPDATE SET head = excluded.head, appended_at = clock_timestamp()
  RETURNING f.feed, (SELECT count(*)::int FROM numbered n WHERE n.feed = f.feed) AS added`;
