/* What the deliverer's table asks of PostgreSQL. Whatever it writes, it writes as the deliverer of its epoch, or not at all. */

export const PLACES = `
  WITH asked AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS a (webhook_id, ruc, after)
  ), made AS (
    INSERT INTO app.webhooks (webhook_id, ruc, taken) SELECT webhook_id, ruc, after FROM asked a
     WHERE NOT EXISTS (SELECT FROM app.webhooks w WHERE w.webhook_id = a.webhook_id)
    ON CONFLICT DO NOTHING
    RETURNING webhook_id, taken, changed, failures, failing_since, down_until
  )
  SELECT webhook_id, taken, changed, failures, failing_since, down_until FROM app.webhooks
   WHERE webhook_id = ANY ($1::uuid[])
  UNION ALL SELECT * FROM made`;

export const TAKE = `
  WITH mine AS (
    SELECT FROM app.webhook_deliverer WHERE epoch = $1
  ), moved AS (
    UPDATE app.webhooks SET taken = $4::bigint FROM mine WHERE webhook_id = $2 AND taken = $3::bigint RETURNING webhook_id
  ), taken AS (
    INSERT INTO app.webhook_messages (webhook_id, seq, id, type, key, next_at)
    SELECT moved.webhook_id, r.*, '-infinity' FROM moved, jsonb_to_recordset($5::jsonb)
        AS r (seq bigint, id uuid, type text, key text)
    ON CONFLICT DO NOTHING
  ), old AS (
    DELETE FROM app.webhook_messages WHERE webhook_id IN (SELECT webhook_id FROM moved) AND state = 'delivered'
       AND seq <= (SELECT seq FROM app.webhook_messages WHERE webhook_id = $2 AND state = 'delivered'
                    ORDER BY seq DESC OFFSET $6 LIMIT 1)
  )
  SELECT EXISTS (SELECT FROM mine) AS mine, EXISTS (SELECT FROM moved) AS moved`;

/** A message is held back by an earlier one of its claim that waits for its time or is parked. */
export const DUE = `
  SELECT seq, key, tries, first_at FROM app.webhook_messages m
   WHERE webhook_id = $1 AND state = 'waiting' AND next_at <= $2
     AND NOT EXISTS (
       SELECT FROM app.webhook_messages e
        WHERE e.webhook_id = m.webhook_id AND e.key = m.key AND e.seq < m.seq
          AND e.state IN ('waiting', 'parked') AND (e.state = 'parked' OR e.next_at > $2))
   ORDER BY seq LIMIT $3`;

/** Nothing is settled that somebody meanwhile skipped, or has sent again from an earlier number. */
export const SETTLE = `
  WITH mine AS (
    SELECT FROM app.webhook_deliverer WHERE epoch = $1
  ), tried AS (
    SELECT * FROM jsonb_to_recordset($3::jsonb)
        AS r (seq bigint, state text, "triedAt" timestamptz, "nextAt" timestamptz, answer text, "tookMs" int)
  ), settled AS (
    UPDATE app.webhook_messages m
       SET state = t.state, tries = m.tries + 1, first_at = coalesce(m.first_at, t."triedAt"), tried_at = t."triedAt",
           next_at = t."nextAt", answer = t.answer, took_ms = t."tookMs"
      FROM tried t, mine
     WHERE m.webhook_id = $2 AND m.seq = t.seq AND m.state = 'waiting'
  ), health AS (
    UPDATE app.webhooks
       SET failures = $4, failing_since = $5, down_until = $6, answer = coalesce($7, answer),
           tried_at = coalesce((SELECT max("triedAt") FROM tried), tried_at),
           delivered_at = coalesce((SELECT max("triedAt") FROM tried WHERE state = 'delivered'), delivered_at)
      FROM mine WHERE webhook_id = $2
  )
  SELECT EXISTS (SELECT FROM mine) AS mine`;
