-- Planned changes of the key that signs the sealed log. The last row's key signs; a log without rows is signed by its first key.

CREATE TABLE sealing.key_changes (
  number     int            NOT NULL PRIMARY KEY CHECK (number > 0),
  after_size bigint         NOT NULL REFERENCES sealing.checkpoints, -- the last checkpoint that the key before signed
  key        text           NOT NULL UNIQUE, -- verifier key (c2sp.org/signed-note)
  note       text           NOT NULL, -- signed by both keys
  changed_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()
);

CREATE TRIGGER key_changes_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON sealing.key_changes
  FOR EACH STATEMENT EXECUTE FUNCTION sealing.refuse_change();
ALTER TABLE sealing.key_changes ENABLE ALWAYS TRIGGER key_changes_stay;

-- Compare and swap, as sealing.advance: true where the log stands where the caller saw it, under the key that it saw.
CREATE FUNCTION sealing.change_key(at_size bigint, at_root bytea, a_before text, an_after text, a_note text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  last record;
  signing text;
BEGIN
  PERFORM pg_advisory_xact_lock(7165041904);
  SELECT size, root INTO last FROM sealing.checkpoints ORDER BY size DESC LIMIT 1;
  SELECT coalesce((SELECT c.key FROM sealing.key_changes c ORDER BY c.number DESC LIMIT 1), l.key) INTO signing
    FROM sealing.log l;
  IF last.size IS DISTINCT FROM at_size OR last.root IS DISTINCT FROM at_root OR signing IS DISTINCT FROM a_before THEN
    RETURN false;
  END IF;
  INSERT INTO sealing.key_changes (number, after_size, key, note)
  SELECT coalesce(max(number), 0) + 1, at_size, an_after, a_note FROM sealing.key_changes;
  RETURN true;
END
$$;

REVOKE ALL ON FUNCTION sealing.change_key FROM PUBLIC;
GRANT SELECT ON sealing.key_changes TO foja_app;
GRANT EXECUTE ON FUNCTION sealing.change_key TO foja_app;
