-- The vault: keys that personal data in events is boxed with, wrapped by a master key that is never in the database.
-- Apart from schema `ledger`, so that it can be backed up apart: a key must not outlive its claim in an old back-up.

CREATE SCHEMA vault;

CREATE TABLE vault.keys (
  kid          uuid           NOT NULL PRIMARY KEY,
  master       text           NOT NULL, -- which master key wraps it
  wrapped      bytea,                   -- null: destroyed; the name stays, to tell what was erased from what was lost
  made_at      timestamptz(0) NOT NULL DEFAULT now(),
  destroyed_at timestamptz(0),
  CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);

-- The master key that new keys are wrapped with. One row, locked by whoever inserts keys, changed by a rotation.
CREATE TABLE vault.master (
  one   boolean        NOT NULL PRIMARY KEY DEFAULT true CHECK (one),
  id    text           NOT NULL,
  since timestamptz(0) NOT NULL DEFAULT now()
);

-- Nobody removes a row: that would make what was erased look lost.
REVOKE ALL ON SCHEMA vault FROM PUBLIC;
GRANT USAGE ON SCHEMA vault TO foja_app;
GRANT SELECT, INSERT, UPDATE ON vault.keys, vault.master TO foja_app;
