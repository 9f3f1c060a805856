-- Who comes in with an account of their organisation (OpenID Connect). The first time the e-mail tells who that is; from
-- then on the issuer's own name for the account does, so that an address given to somebody else opens nothing.

CREATE TABLE app.staff_issuer_accounts (
  staff_id uuid PRIMARY KEY REFERENCES app.staff_accounts ON DELETE CASCADE,
  issuer text NOT NULL,
  subject text NOT NULL
);
CREATE INDEX staff_issuer_accounts_subject ON app.staff_issuer_accounts (issuer, subject);

-- The issuer asked for what it asks for: our own second factor is not asked on top.
ALTER TABLE app.staff_sessions ADD COLUMN by_issuer boolean NOT NULL DEFAULT false;
