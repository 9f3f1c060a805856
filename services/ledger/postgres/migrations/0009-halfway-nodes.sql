-- Beside a row of leaves, the complete nodes of height 4 over them, one for 16: a proof then hashes 22 nodes of a full row and
-- not 247. NULL in rows from before, whose proofs hash all of it.

ALTER TABLE sealing.tiles ADD COLUMN halfway bytea
  CHECK (halfway IS NULL OR (level = 0 AND octet_length(halfway) = octet_length(hashes) / 512 * 32));
ALTER TABLE sealing.tiles ALTER COLUMN halfway SET STORAGE EXTERNAL;

DROP FUNCTION sealing.advance;

-- As before, with those nodes. A server of before that is still running leaves them out; so does then the row.
CREATE FUNCTION sealing.advance(
  from_size bigint, from_root bytea, to_size bigint, to_root bytea, to_position bigint, to_note text,
  t_level int[], t_index bigint[], t_hashes bytea[],
  b_index bigint[], b_first bigint[], b_digests bytea[], b_positions bytea[],
  t_halfway bytea[] DEFAULT NULL
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

  INSERT INTO sealing.tiles AS old (level, index, hashes, halfway)
  SELECT * FROM unnest(t_level, t_index, t_hashes, t_halfway)
  ON CONFLICT (level, index) DO UPDATE SET hashes = excluded.hashes, halfway = excluded.halfway
   WHERE substring(excluded.hashes FOR octet_length(old.hashes)) = old.hashes
     AND coalesce(substring(excluded.halfway FOR octet_length(old.halfway)) = old.halfway, true);
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

REVOKE ALL ON FUNCTION sealing.advance FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sealing.advance TO foja_app;
