-- As before, and answers when it recorded the batch: a process then knows its own events whole, and its readers at the tail
-- need not ask for them.

DROP FUNCTION ledger.append;

CREATE FUNCTION ledger.append(
  a_request int[], a_stream text[], a_expected bigint[],
  e_request int[], e_stream text[], e_revision bigint[], e_id uuid[], e_type text[], e_version int[],
  e_data json[], e_metadata json[],
  OUT base bigint, OUT recorded timestamptz, OUT failures json
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
DECLARE
  failed int[];
BEGIN
  PERFORM pg_advisory_xact_lock(7165041903);

  SELECT coalesce(max(position), 0) INTO base FROM ledger.events;

  SELECT array_agg(DISTINCT a.request) INTO failed
    FROM unnest(a_request, a_stream, a_expected) AS a (request, stream, expected)
   WHERE a.expected <> coalesce(
           (SELECT e.revision FROM ledger.events e WHERE e.stream = a.stream ORDER BY e.revision DESC LIMIT 1), -1);

  recorded := date_trunc('milliseconds', clock_timestamp()); -- as the column keeps it
  IF failed IS NULL THEN
    INSERT INTO ledger.events (position, event_id, stream, revision, type, version, data, metadata, recorded_at)
    SELECT base + e.ordinal, e.id, e.stream, e.revision, e.type, e.version, e.data, e.metadata, recorded
      FROM unnest(e_stream, e_revision, e_id, e_type, e_version, e_data, e_metadata)
           WITH ORDINALITY AS e (stream, revision, id, type, version, data, metadata, ordinal);
  ELSE
    INSERT INTO ledger.events (position, event_id, stream, revision, type, version, data, metadata, recorded_at)
    SELECT base + row_number() OVER (ORDER BY e.ordinal),
           e.id, e.stream, e.revision, e.type, e.version, e.data, e.metadata, recorded
      FROM unnest(e_request, e_stream, e_revision, e_id, e_type, e_version, e_data, e_metadata)
           WITH ORDINALITY AS e (request, stream, revision, id, type, version, data, metadata, ordinal)
     WHERE e.request <> ALL (failed)
     ORDER BY e.ordinal;

    SELECT json_agg(f.failure) INTO failures
      FROM unnest(failed) AS r (request)
     CROSS JOIN LATERAL (
       SELECT count(*) AS asked,
              count(*) FILTER (WHERE s.stream = e.stream AND s.revision = e.revision) AS standing,
              max(s.position) AS last
         FROM unnest(e_request, e_stream, e_revision, e_id) AS e (request, stream, revision, id)
         LEFT JOIN ledger.events s ON s.event_id = e.id AND s.position <= base
        WHERE e.request = r.request
     ) AS ids
     CROSS JOIN LATERAL (
       SELECT a.stream, a.expected, a.current
         FROM (SELECT a.*, coalesce((SELECT e.revision FROM ledger.events e
                                      WHERE e.stream = a.stream AND e.position <= base
                                      ORDER BY e.revision DESC LIMIT 1), -1) AS current
                 FROM unnest(a_request, a_stream, a_expected) AS a (request, stream, expected)
                WHERE a.request = r.request) AS a
        WHERE a.current <> a.expected
        LIMIT 1
     ) AS conflict
     CROSS JOIN LATERAL (
       SELECT CASE
         WHEN ids.asked > 0 AND ids.standing = ids.asked
           THEN json_build_object('request', r.request, 'repeated', ids.last::text)
         ELSE json_build_object('request', r.request, 'stream', conflict.stream,
                                'expected', conflict.expected, 'current', conflict.current)
       END AS failure
     ) AS f;
  END IF;

  -- Whoever listens learns which categories moved, so that readers of others sleep on.
  IF cardinality(e_id) > 0 THEN
    PERFORM pg_notify('ledger_appended', (SELECT string_agg(DISTINCT split_part(s, '-', 1), ' ') FROM unnest(e_stream) AS s));
  END IF;
END
$$;

REVOKE ALL ON FUNCTION ledger.append FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.append TO foja_app;
