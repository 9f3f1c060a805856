-- What leaves Foja, in order. One writer at a time numbers it; every transport only reads. Nothing personal lies here.

CREATE TABLE app.feeds (
  feed text PRIMARY KEY,
  head bigint NOT NULL, -- number of its last message: counted here, so that numbers have no gap
  appended_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);

CREATE TABLE app.feed_messages (
  feed text NOT NULL,
  seq bigint NOT NULL CHECK (seq > 0),
  id uuid NOT NULL UNIQUE, -- the same for the same fact: nothing is told twice
  type text NOT NULL,
  subject text,
  time timestamptz NOT NULL,
  data jsonb NOT NULL,
  position bigint, -- of the event it tells of; null for what time or the seal made
  PRIMARY KEY (feed, seq)
);
