-- The right people: several roles with an end, invitations, second steps, sign-in elsewhere, who decides what.

-- Roles may end by themselves (visitors, volunteers) and are looked through each term.
ALTER TABLE membership ADD COLUMN ends_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE membership ADD COLUMN reviewed_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE membership ADD COLUMN reviewed_by UUID REFERENCES account;
CREATE INDEX membership_by_account ON membership (account_id);

-- Names and passphrases of accounts that only ever signed in elsewhere: an empty hash matches nothing.
-- The second step has its own count of wrong tries.
ALTER TABLE account ADD COLUMN second_failed_count INTEGER DEFAULT 0 NOT NULL;
ALTER TABLE account ADD COLUMN second_not_before TIMESTAMP WITH TIME ZONE;
ALTER TABLE account ADD COLUMN last_signed_in_at TIMESTAMP WITH TIME ZONE;

-- A link that lets one person join a setting once, with roles that a person there chose.
CREATE TABLE invitation (
  invitation_id     UUID PRIMARY KEY,
  setting_id        UUID NOT NULL REFERENCES setting,
  secret_hash       ${bytes} NOT NULL UNIQUE,          -- SHA-256 of the secret in the link
  person_name       VARCHAR(100) NOT NULL,             -- whom it is for; the person may spell it otherwise
  roles             VARCHAR(300) NOT NULL,             -- codes, separated by spaces
  access_ends_at    TIMESTAMP WITH TIME ZONE,          -- when the roles end by themselves
  made_by           VARCHAR(100) NOT NULL,
  made_by_account   UUID REFERENCES account,           -- the link ends with the access of whoever made it
  made_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  ends_at           TIMESTAMP WITH TIME ZONE NOT NULL, -- of the link
  used_at           TIMESTAMP WITH TIME ZONE,
  used_by           UUID REFERENCES account,
  withdrawn_at      TIMESTAMP WITH TIME ZONE
);
CREATE INDEX invitation_by_setting ON invitation (setting_id, made_at);

-- So does a link that lets somebody back in.
ALTER TABLE entry_link ADD COLUMN made_by UUID REFERENCES account;

-- Which roles decide about what; a decision without a row has the defaults of the code.
CREATE TABLE approver (
  setting_id        UUID NOT NULL REFERENCES setting,
  decision          VARCHAR(32) NOT NULL,              -- permit-stick, loosen-rule, approve-off-site, suspend-person
  role              VARCHAR(32) NOT NULL,
  PRIMARY KEY (setting_id, decision, role)
);

-- A browser that somebody began to sign in with: first step done, second step still to come where second_at is null.
ALTER TABLE web_session ADD COLUMN second_at TIMESTAMP WITH TIME ZONE;   -- when the second step was done
ALTER TABLE web_session ADD COLUMN proved_at TIMESTAMP WITH TIME ZONE;   -- when a second step was last proved: step-up
ALTER TABLE web_session ADD COLUMN first_step VARCHAR(16) DEFAULT 'passphrase' NOT NULL; -- passphrase, elsewhere, link
ALTER TABLE web_session ADD COLUMN browser VARCHAR(100) DEFAULT '' NOT NULL;             -- in words: Firefox on Windows

-- Tries to sign in, by the name that was typed, whether somebody has it or not: a name nobody has must look the same
-- in every way, so these rows belong to no setting. Kept for an hour.
CREATE TABLE sign_in_try (
  name_mac          ${bytes} PRIMARY KEY,
  failed_count      INTEGER NOT NULL,
  not_before        TIMESTAMP WITH TIME ZONE,
  last_at           TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX sign_in_try_by_age ON sign_in_try (last_at);
ALTER TABLE account DROP COLUMN failed_count;
ALTER TABLE account DROP COLUMN not_before;

-- Browsers a person signed in with before. A new one is told of at the next sign-in.
CREATE TABLE known_browser (
  account_id        UUID NOT NULL REFERENCES account,
  secret_hash       ${bytes} NOT NULL,                 -- SHA-256 of the browser's long-lived cookie
  setting_id        UUID NOT NULL REFERENCES setting,
  browser           VARCHAR(100) NOT NULL,
  first_at          TIMESTAMP WITH TIME ZONE NOT NULL,
  last_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  told_at           TIMESTAMP WITH TIME ZONE,          -- when the person was told of it; null: not yet
  failed_count      INTEGER DEFAULT 0 NOT NULL,        -- wrong passphrases from this browser: the owner's own wait
  not_before        TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (account_id, secret_hash)
);

-- A one-time-code app. The secret must be read to check a code, so it is kept sealed under the console's key.
CREATE TABLE totp (
  account_id        UUID PRIMARY KEY REFERENCES account,
  setting_id        UUID NOT NULL REFERENCES setting,  -- the account's own
  sealed_secret     ${bytes} NOT NULL,
  made_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  confirmed_at      TIMESTAMP WITH TIME ZONE,          -- null: shown and not yet proved by a first code
  last_step         BIGINT DEFAULT 0 NOT NULL          -- the newest code's number: each code is good once
);

-- Codes for the day the phone is lost; each is good once.
CREATE TABLE recovery_code (
  account_id        UUID NOT NULL REFERENCES account,
  code_hash         ${bytes} NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  made_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  used_at           TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (account_id, code_hash)
);

-- A passkey.
CREATE TABLE passkey (
  credential_id     ${bytes} PRIMARY KEY,
  account_id        UUID NOT NULL REFERENCES account,
  setting_id        UUID NOT NULL REFERENCES setting,
  user_handle       ${bytes} NOT NULL,
  public_key        ${bytes} NOT NULL,                 -- COSE
  signature_count   BIGINT NOT NULL,
  name              VARCHAR(100) NOT NULL,
  made_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  last_used_at      TIMESTAMP WITH TIME ZONE
);
CREATE INDEX passkey_by_account ON passkey (account_id);

-- What a started ceremony must find again when the browser answers: a passkey's challenge, a sign-in elsewhere.
CREATE TABLE ceremony (
  secret_hash       ${bytes} PRIMARY KEY,              -- of the session's cookie, or of the state that travels
  kind              VARCHAR(32) NOT NULL,
  setting_id        UUID REFERENCES setting,
  account_id        UUID REFERENCES account,
  body              VARCHAR(8000) NOT NULL,            -- JSON
  ends_at           TIMESTAMP WITH TIME ZONE NOT NULL
);

-- One OpenID provider per setting, for example Microsoft or Google.
CREATE TABLE oidc_provider (
  setting_id        UUID PRIMARY KEY REFERENCES setting,
  label             VARCHAR(50) NOT NULL,              -- on the button: "Sign in with ..."
  issuer            VARCHAR(300) NOT NULL,
  client_id         VARCHAR(300) NOT NULL,
  sealed_secret     ${bytes} NOT NULL,
  domain            VARCHAR(253) NOT NULL UNIQUE,      -- what stands behind the @ of the setting's people, lower case
  changed_at        TIMESTAMP WITH TIME ZONE NOT NULL,
  changed_by        VARCHAR(100) NOT NULL
);

-- Which account a person elsewhere is. Never matched by an e-mail address.
CREATE TABLE oidc_identity (
  issuer            VARCHAR(300) NOT NULL,
  subject           VARCHAR(255) NOT NULL,
  account_id        UUID NOT NULL REFERENCES account,
  setting_id        UUID NOT NULL REFERENCES setting,
  linked_at         TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX oidc_identity_by_account ON oidc_identity (account_id);

-- Tokens of programs have a name for themselves, and end with the person who made them.
ALTER TABLE api_token ADD COLUMN token_id UUID;
ALTER TABLE api_token ADD COLUMN made_by UUID REFERENCES account;
ALTER TABLE api_token ADD COLUMN last_used_at TIMESTAMP WITH TIME ZONE;

-- Who uses a laptop, where one person does: nobody looks into what concerns their own.
ALTER TABLE device ADD COLUMN used_by UUID REFERENCES account;

-- Who did it and to what, so that the log can be searched. Part of the hash where actor_kind is not empty.
ALTER TABLE audit ADD COLUMN actor_kind VARCHAR(16) DEFAULT '' NOT NULL;  -- person, program, command-line, console
ALTER TABLE audit ADD COLUMN actor_id UUID;
ALTER TABLE audit ADD COLUMN target VARCHAR(64) DEFAULT '' NOT NULL;
CREATE INDEX audit_by_actor ON audit (setting_id, actor_id, number);
CREATE INDEX audit_by_act ON audit (setting_id, act, number);
