-- How far every webhook is, and what became of its messages. Which ones there are, the ledger says; what messages say, the feed log.
-- No secret and nothing personal lies here.

CREATE TABLE app.webhook_deliverer (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  epoch bigint NOT NULL, -- one more for each deliverer: an earlier one can no longer write here
  since timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO app.webhook_deliverer (epoch) VALUES (0);

CREATE TABLE app.webhooks (
  webhook_id uuid PRIMARY KEY,
  ruc text NOT NULL,
  taken bigint NOT NULL CHECK (taken >= 0), -- every message up to this one has a row below, or is not for this webhook
  failures int NOT NULL DEFAULT 0, -- in a row, of any messages
  failing_since timestamptz,
  down_until timestamptz, -- nothing is sent before
  answer text, -- to the last try
  tried_at timestamptz,
  delivered_at timestamptz, -- last success
  changed bigint NOT NULL DEFAULT 0 -- moved by whoever asks for something: the deliverer looks again
) WITH (fillfactor = 50);

CREATE TABLE app.webhook_messages (
  webhook_id uuid NOT NULL REFERENCES app.webhooks ON DELETE CASCADE,
  seq bigint NOT NULL,
  id uuid NOT NULL,
  type text NOT NULL,
  key text NOT NULL, -- the claim; messages of one come in order
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'parked', 'skipped')),
  tries int NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL, -- not tried before
  first_at timestamptz, -- of the first try
  tried_at timestamptz,
  answer text, -- to the last try: a status or the name of a failure
  took_ms int,
  PRIMARY KEY (webhook_id, seq)
) WITH (fillfactor = 70);
CREATE INDEX webhook_messages_open ON app.webhook_messages (webhook_id, key, seq) WHERE state IN ('waiting', 'parked');
