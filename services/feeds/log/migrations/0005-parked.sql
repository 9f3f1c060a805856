-- An event that could not be told may be tried again, once somebody asks for it.

ALTER TABLE app.feed_parked
  ADD COLUMN tries int NOT NULL DEFAULT 1,
  ADD COLUMN asked_at timestamptz;
