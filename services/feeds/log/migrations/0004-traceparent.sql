-- The trace that the event was written in (W3C trace context), where it had one: whoever takes the message continues it.

ALTER TABLE app.feed_messages ADD COLUMN traceparent text;
