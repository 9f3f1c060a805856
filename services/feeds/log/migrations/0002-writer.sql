-- The one writer's own: how far it is, and what it has to know of claims to tell of them. Nothing personal.

CREATE TABLE app.feed_writer (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  turn bigint NOT NULL, -- moved by every commit: who comes with an old one is not the writer any more
  position bigint NOT NULL, -- of the last event told
  sealed_size bigint NOT NULL, -- of the last checkpoint told
  closed_day date, -- last day whose figures were told
  moved_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);
INSERT INTO app.feed_writer (turn, position, sealed_size) VALUES (0, 0, 0);

CREATE TABLE app.feed_claims (
  claim_id uuid PRIMARY KEY,
  alert_at timestamptz, -- of the next message that time makes; null where none does
  state jsonb NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX feed_claims_alerts ON app.feed_claims (alert_at) WHERE alert_at IS NOT NULL;

CREATE TABLE app.feed_days (
  ruc text NOT NULL,
  day date NOT NULL,
  name text NOT NULL,
  n int NOT NULL,
  sector text NOT NULL,
  PRIMARY KEY (ruc, day, name)
);
CREATE INDEX feed_days_by_day ON app.feed_days (day);

-- Events that could not be told, with the reason: the feeds go on without them.
CREATE TABLE app.feed_parked (
  stream text NOT NULL,
  revision int NOT NULL,
  position bigint NOT NULL,
  type text NOT NULL,
  reason text NOT NULL,
  parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (stream, revision)
);
