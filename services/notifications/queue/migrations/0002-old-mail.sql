-- What was settled long ago is forgotten, the oldest first.
CREATE INDEX mail_settled ON app.mail (created_at) WHERE recorded AND state <> 'waiting';
