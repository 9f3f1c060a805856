-- The sealed log: tiles and checkpoints of the Merkle tree over all events (c2sp.org/tlog-tiles, ADR 12). Beside the ledger
-- and never part of it. The application's role reads, and writes through the functions alone.

CREATE SCHEMA sealing;

-- Which log this is. One row, made with the first checkpoint.
CREATE TABLE sealing.log (
  one    boolean        NOT NULL PRIMARY KEY DEFAULT true CHECK (one),
  origin text           NOT NULL,
  key    text           NOT NULL, -- verifier key (c2sp.org/signed-note)
  since  timestamptz(0) NOT NULL DEFAULT now()
);

-- Nodes of the tree whose level is a multiple of 8, 256 of 32 bytes a row. Only the last row of a level grows.
CREATE TABLE sealing.tiles (
  level  smallint NOT NULL,
  index  bigint   NOT NULL,
  hashes bytea    NOT NULL CHECK (octet_length(hashes) % 32 = 0 AND octet_length(hashes) BETWEEN 32 AND 8192),
  PRIMARY KEY (level, index)
);

-- What each leaf is of: the SHA-256 of the event's text (32 bytes each), and where the store keeps it (8 bytes each, big-endian).
CREATE TABLE sealing.bundles (
  index          bigint NOT NULL PRIMARY KEY,
  first_position bigint NOT NULL UNIQUE,
  digests        bytea  NOT NULL,
  positions      bytea  NOT NULL,
  CHECK (octet_length(digests) % 32 = 0 AND octet_length(digests) BETWEEN 32 AND 8192),
  CHECK (octet_length(positions) * 4 = octet_length(digests))
);

-- Hashes don't compress.
ALTER TABLE sealing.tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;
ALTER TABLE sealing.bundles ALTER COLUMN digests SET STORAGE EXTERNAL, ALTER COLUMN positions SET STORAGE EXTERNAL;

CREATE TABLE sealing.checkpoints (
  size      bigint         NOT NULL PRIMARY KEY CHECK (size > 0),
  root      bytea          NOT NULL CHECK (octet_length(root) = 32),
  position  bigint         NOT NULL, -- of the last event
  note      text           NOT NULL, -- signed by the log (c2sp.org/tlog-checkpoint)
  sealed_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()
);

-- A witness's signature line below a checkpoint (c2sp.org/tlog-cosignature).
CREATE TABLE sealing.cosignatures (
  size        bigint         NOT NULL REFERENCES sealing.checkpoints,
  witness     text           NOT NULL, -- its verifier key
  line        text           NOT NULL,
  cosigned_at timestamptz(0) NOT NULL,
  PRIMARY KEY (size, witness)
);

-- A time-stamp authority's token over the checkpoint's note (RFC 3161).
CREATE TABLE sealing.timestamps (
  size     bigint         NOT NULL REFERENCES sealing.checkpoints,
  token    bytea          NOT NULL,
  taken_at timestamptz(0) NOT NULL,
  PRIMARY KEY (size)
);

-- Compare and swap: true where the last checkpoint was the one that the caller went on from; then tiles and checkpoint are
-- written together. Two sealers can therefore never sign two continuations of one log that both last.
CREATE FUNCTION sealing.advance(
  from_size bigint, from_root bytea, to_size bigint, to_root bytea, to_position bigint, to_note text,
  t_level int[], t_index bigint[], t_hashes bytea[],
  b_index bigint[], b_first bigint[], b_digests bytea[], b_positions bytea[]
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  last record;
  grown bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(7165041904);
  SELECT size, root, position INTO last FROM sealing.checkpoints ORDER BY size DESC LIMIT 1;
  IF coalesce(last.size, 0) <> from_size OR last.root IS DISTINCT FROM from_root THEN
    RETURN false;
  END IF;
  IF to_size <= from_size OR to_position <= coalesce(last.position, 0) THEN
    RAISE EXCEPTION 'a checkpoint goes on from the last one';
  END IF;

  INSERT INTO sealing.tiles AS old (level, index, hashes)
  SELECT * FROM unnest(t_level, t_index, t_hashes)
  ON CONFLICT (level, index) DO UPDATE SET hashes = excluded.hashes
   WHERE substring(excluded.hashes FOR octet_length(old.hashes)) = old.hashes;
  GET DIAGNOSTICS grown = ROW_COUNT;
  IF grown <> cardinality(t_level) THEN RAISE EXCEPTION 'a tile only grows'; END IF;

  INSERT INTO sealing.bundles AS old (index, first_position, digests, positions)
  SELECT * FROM unnest(b_index, b_first, b_digests, b_positions)
  ON CONFLICT (index) DO UPDATE SET digests = excluded.digests, positions = excluded.positions
   WHERE substring(excluded.digests FOR octet_length(old.digests)) = old.digests
     AND substring(excluded.positions FOR octet_length(old.positions)) = old.positions;
  GET DIAGNOSTICS grown = ROW_COUNT;
  IF grown <> cardinality(b_index) THEN RAISE EXCEPTION 'a bundle only grows'; END IF;

  INSERT INTO sealing.checkpoints (size, root, position, note) VALUES (to_size, to_root, to_position, to_note);
  RETURN true;
END
$$;

-- Names the log, once; answers the name that it has.
CREATE FUNCTION sealing.begin(an_origin text, a_key text, OUT origin text, OUT key text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO sealing.log (origin, key) VALUES (an_origin, a_key) ON CONFLICT DO NOTHING;
  SELECT l.origin, l.key INTO origin, key FROM sealing.log l;
END
$$;

-- What was signed stays; what others signed is only added.
CREATE FUNCTION sealing.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'what was sealed is never changed or removed: % on sealing.% refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER checkpoints_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON sealing.checkpoints
  FOR EACH STATEMENT EXECUTE FUNCTION sealing.refuse_change();
ALTER TABLE sealing.checkpoints ENABLE ALWAYS TRIGGER checkpoints_stay;
CREATE TRIGGER log_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON sealing.log
  FOR EACH STATEMENT EXECUTE FUNCTION sealing.refuse_change();
ALTER TABLE sealing.log ENABLE ALWAYS TRIGGER log_stays;

REVOKE ALL ON SCHEMA sealing FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sealing FROM PUBLIC;
GRANT USAGE ON SCHEMA sealing TO foja_app;
GRANT SELECT ON ALL TABLES IN SCHEMA sealing TO foja_app;
GRANT INSERT ON sealing.cosignatures, sealing.timestamps TO foja_app;
GRANT EXECUTE ON FUNCTION sealing.advance, sealing.begin TO foja_app;
