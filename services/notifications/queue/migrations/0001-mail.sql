-- Mails to be sent and what became of them. To whom is a role; addresses and words are read from the ledger when a mail
-- is sent, so nothing personal lies here.

CREATE TABLE app.mail (
  message_id uuid PRIMARY KEY, -- the same for the same reason to write: nothing is queued twice
  ruc text NOT NULL,
  claim_id uuid, -- null for a digest
  kind text NOT NULL,
  recipient text NOT NULL CHECK (recipient IN ('consumer', 'provider')),
  about jsonb NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead', 'dropped')),
  attempts int NOT NULL DEFAULT 0, -- since it was queued, or since somebody asked to try again
  round int NOT NULL DEFAULT 0, -- how often somebody asked to try again
  next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(), -- while it is being sent: when another may take it over
  last_attempt_at timestamptz,
  failure text, -- a code, never a server's own words: they repeat addresses
  reason text, -- of a dead one
  document_sha256 text,
  recorded boolean NOT NULL DEFAULT true, -- false: what became of it is not yet an event of its claim
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX mail_waiting ON app.mail (next_attempt_at) WHERE state = 'waiting';
CREATE INDEX mail_unrecorded ON app.mail (message_id) WHERE NOT recorded;
CREATE INDEX mail_by_provider ON app.mail (ruc, created_at, message_id);

-- How far the ledger has been read for reasons to write.
CREATE TABLE app.mail_progress (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  position bigint NOT NULL
);
