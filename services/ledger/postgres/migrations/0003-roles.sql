-- The application's role reads events and appends through the function; it has no other right on the ledger.
-- Rights on the database itself are granted at every migration: a copied database does not carry them.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'foja_app') THEN
    CREATE ROLE foja_app NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL; -- another database of this server is being migrated at the same moment
END
$$;

REVOKE ALL ON SCHEMA ledger FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
GRANT USAGE ON SCHEMA ledger TO foja_app;
GRANT SELECT ON ledger.events TO foja_app;
GRANT EXECUTE ON FUNCTION ledger.append TO foja_app;

-- Checkpoints of reactors and other state of the application's own.
CREATE SCHEMA app;
GRANT USAGE, CREATE ON SCHEMA app TO foja_app;
