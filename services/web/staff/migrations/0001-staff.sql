-- How the staff of a provider get in. Who they are and what they may do is in the ledger; nothing here needs to outlive
-- its use, and all of it may be forgotten.

CREATE TABLE app.staff_accounts (
  staff_id uuid PRIMARY KEY,
  ruc text NOT NULL,
  email text NOT NULL, -- lower case
  password_hash text, -- argon2id; null until the invitation is taken up
  password_changed_at timestamptz,
  totp_secret bytea, -- sealed with a key that is not in this database
  totp_confirmed_at timestamptz,
  totp_last_step bigint NOT NULL DEFAULT 0, -- a code opens once
  created_at timestamptz NOT NULL
);
CREATE INDEX staff_accounts_email ON app.staff_accounts (email);

CREATE TABLE app.staff_recovery_codes (
  staff_id uuid NOT NULL REFERENCES app.staff_accounts ON DELETE CASCADE,
  code_hash bytea NOT NULL,
  PRIMARY KEY (staff_id, code_hash)
);

CREATE TABLE app.staff_sessions (
  token_hash bytea PRIMARY KEY, -- SHA-256 of 256 random bits
  staff_id uuid NOT NULL REFERENCES app.staff_accounts ON DELETE CASCADE,
  stage text NOT NULL CHECK (stage IN ('second-factor', 'open')),
  created_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX staff_sessions_staff ON app.staff_sessions (staff_id);
CREATE INDEX staff_sessions_expiry ON app.staff_sessions (expires_at);

CREATE TABLE app.sign_in_attempts (
  key_hash bytea PRIMARY KEY, -- SHA-256 of what is guessed at: an e-mail, known or not, or a person's second factor
  attempts int NOT NULL,
  first_at timestamptz NOT NULL,
  locked_until timestamptz
);

CREATE TABLE app.staff_invitations (
  token_hash bytea PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES app.staff_accounts ON DELETE CASCADE,
  expires_at timestamptz NOT NULL
);

CREATE TABLE app.staff_saved_views (
  view_id uuid PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES app.staff_accounts ON DELETE CASCADE,
  name text NOT NULL,
  query text NOT NULL, -- the filters, as the list's address bears them
  created_at timestamptz NOT NULL
);
CREATE INDEX staff_saved_views_staff ON app.staff_saved_views (staff_id, created_at);
