-- How far each reader of a feed says it is: by asking for what comes after a number it says that it has the rest.

CREATE TABLE app.feed_readers (
  reader text NOT NULL, -- the transport and whom it is for: `http <key>`, `kafka`, `webhook <id>`; no person
  feed text NOT NULL,
  seq bigint NOT NULL,
  read_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (reader, feed)
) WITH (fillfactor = 50);
