-- How far the feeds are published to Kafka, by whom, and what its brokers would not take.

CREATE TABLE app.kafka_publisher (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  epoch bigint NOT NULL, -- one more for each publisher: an earlier one can no longer move a checkpoint
  since timestamptz NOT NULL DEFAULT clock_timestamp(),
  trouble text, -- why the cluster cannot be reached; null where it can
  trouble_since timestamptz
);
INSERT INTO app.kafka_publisher (epoch) VALUES (0);

CREATE TABLE app.kafka_checkpoints (
  feed text PRIMARY KEY,
  seq bigint NOT NULL CHECK (seq >= 0), -- the last message that is published, or parked
  moved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  trouble text, -- why this feed does not go on; null where it does
  trouble_since timestamptz
) WITH (fillfactor = 50);

CREATE TABLE app.kafka_parked (
  feed text NOT NULL,
  seq bigint NOT NULL,
  id uuid NOT NULL,
  type text NOT NULL,
  subject text,
  bytes int NOT NULL,
  code text NOT NULL, -- Kafka's name of the refusal
  reason text NOT NULL,
  parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  tries int NOT NULL DEFAULT 1,
  asked_at timestamptz, -- somebody wants it tried again
  PRIMARY KEY (feed, seq)
);
