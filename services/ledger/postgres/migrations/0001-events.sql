-- The ledger: every event once, in one global order.
--
-- data and metadata are json, not jsonb: the text stays as the writer wrote it (hashes cover it, numbers and key order
-- included, and \u0000 is legal), it is cheaper to write and to read, and nothing queries inside it.

CREATE SCHEMA ledger;

CREATE TABLE ledger.events (
  position    bigint         NOT NULL,
  event_id    uuid           NOT NULL,
  stream      text           COLLATE "C" NOT NULL,
  revision    bigint         NOT NULL CHECK (revision >= 0),
  type        text           COLLATE "C" NOT NULL,
  version     integer        NOT NULL CHECK (version > 0),
  data        json           NOT NULL,
  metadata    json           NOT NULL,
  recorded_at timestamptz(3) NOT NULL,
  CONSTRAINT events_position_key PRIMARY KEY (position),
  CONSTRAINT events_event_id_key UNIQUE (event_id),
  CONSTRAINT events_stream_revision_key UNIQUE (stream, revision)
);

-- A stream's category is its name up to the first hyphen: readers of `provider-` or `law` skip the claims.
CREATE INDEX events_category_position ON ledger.events ((split_part(stream, '-', 1)), position);

-- Appended only, so the default threshold (a fifth of the table) would leave the statistics stale for too long.
ALTER TABLE ledger.events SET (
  autovacuum_analyze_scale_factor = 0.02,
  autovacuum_vacuum_insert_scale_factor = 0.05
);

CREATE FUNCTION ledger.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'events are never changed or removed: % on ledger.events refused', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END
$$;

-- By statement, so that even a change of no rows is refused; ALWAYS, so that a replication role is refused, too.
CREATE TRIGGER events_stay
  BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.events
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER events_stay;
