-- The first schema. Runs unchanged on H2 and PostgreSQL; ${bytes} is the type of a byte string.
-- Every row belongs to a setting. All times are UTC. Ids are UUIDs made by the console.

-- One nursery, pre-school or school.
CREATE TABLE setting (
  setting_id        UUID PRIMARY KEY,
  name              VARCHAR(200) NOT NULL,
  recovery_key      ${bytes} NOT NULL,               -- public X25519 key, 32 bytes; pinned by the pasted line
  created_at        TIMESTAMP WITH TIME ZONE NOT NULL
);

-- What the console knows of itself: one row per key, for example console-id, restore-epoch, link-key.
CREATE TABLE console_fact (
  setting_id        UUID REFERENCES setting,         -- null: of the whole console
  name              VARCHAR(64) PRIMARY KEY,
  fact_value        VARCHAR(4000) NOT NULL
);

-- A person who may sign in.
CREATE TABLE account (
  account_id        UUID PRIMARY KEY,
  setting_id        UUID NOT NULL REFERENCES setting,  -- the setting that invited the person
  sign_in_name      VARCHAR(254) NOT NULL UNIQUE,      -- an e-mail address or name, lower case
  display_name      VARCHAR(100) NOT NULL,
  passphrase_hash   VARCHAR(300) NOT NULL,             -- Argon2id in its own string form
  created_at        TIMESTAMP WITH TIME ZONE NOT NULL,
  failed_count      INTEGER NOT NULL,                  -- wrong passphrases since the last right one
  not_before        TIMESTAMP WITH TIME ZONE,          -- no try is looked at before this
  ended_at          TIMESTAMP WITH TIME ZONE
);

-- Which role a person has in which setting; several are possible.
CREATE TABLE membership (
  setting_id        UUID NOT NULL REFERENCES setting,
  account_id        UUID NOT NULL REFERENCES account,
  role              VARCHAR(32) NOT NULL,              -- dsl, deputy, manager, technician ...
  created_at        TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (setting_id, account_id, role)
);

-- A link that lets one person in once: to create the first account or to choose a new passphrase.
CREATE TABLE entry_link (
  secret_hash       ${bytes} PRIMARY KEY,              -- SHA-256 of the secret in the link
  setting_id        UUID NOT NULL REFERENCES setting,
  account_id        UUID REFERENCES account,           -- null: creates the first account
  role              VARCHAR(32) NOT NULL,
  ends_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  used_at           TIMESTAMP WITH TIME ZONE
);

-- A signed-in browser.
CREATE TABLE web_session (
  secret_hash       ${bytes} PRIMARY KEY,              -- SHA-256 of the cookie
  setting_id        UUID NOT NULL REFERENCES setting,  -- the setting being looked at
  account_id        UUID NOT NULL REFERENCES account,
  csrf_token        VARCHAR(64) NOT NULL,
  created_at        TIMESTAMP WITH TIME ZONE NOT NULL,
  last_used_at      TIMESTAMP WITH TIME ZONE NOT NULL,
  ends_at           TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX web_session_by_account ON web_session (account_id);

-- A bearer token of the API.
CREATE TABLE api_token (
  secret_hash       ${bytes} PRIMARY KEY,
  setting_id        UUID NOT NULL REFERENCES setting,
  name              VARCHAR(100) NOT NULL,
  role              VARCHAR(32) NOT NULL,
  created_at        TIMESTAMP WITH TIME ZONE NOT NULL,
  ends_at           TIMESTAMP WITH TIME ZONE,
  ended_at          TIMESTAMP WITH TIME ZONE
);

-- A code that enrols laptops.
CREATE TABLE enrol_code (
  code_hash         ${bytes} PRIMARY KEY,              -- SHA-256 of the code
  setting_id        UUID NOT NULL REFERENCES setting,
  uses_allowed      INTEGER NOT NULL,
  uses_spent        INTEGER NOT NULL,
  made_by           VARCHAR(100) NOT NULL,
  created_at        TIMESTAMP WITH TIME ZONE NOT NULL,
  ends_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  ended_at          TIMESTAMP WITH TIME ZONE
);

-- An enrolled laptop.
CREATE TABLE device (
  device_id         UUID PRIMARY KEY,
  setting_id        UUID NOT NULL REFERENCES setting,
  nickname          VARCHAR(64) NOT NULL,
  make              VARCHAR(128) NOT NULL,
  model             VARCHAR(128) NOT NULL,
  serial            VARCHAR(128) NOT NULL,
  system_name       VARCHAR(128) NOT NULL,
  system_version    VARCHAR(128) NOT NULL,
  hardware_id       VARCHAR(64) NOT NULL,              -- empty where unknown
  same_as           UUID REFERENCES device,            -- an earlier enrolment of the same hardware, for a person to confirm
  replaced_by       UUID REFERENCES device,            -- a person confirmed that this later enrolment is the same laptop
  agent_version     VARCHAR(32) NOT NULL,
  key_sha256        VARCHAR(64) NOT NULL UNIQUE,       -- of the public key (SubjectPublicKeyInfo), hexadecimal
  enrolled_at       TIMESTAMP WITH TIME ZONE NOT NULL,
  last_seen_at      TIMESTAMP WITH TIME ZONE,          -- written in batches; memory knows it sooner
  findings_proved_at TIMESTAMP WITH TIME ZONE,         -- all current findings were proved again then
  clock_skew_ms     BIGINT,                            -- laptop's clock minus ours, at the last hello
  banned_at         TIMESTAMP WITH TIME ZONE,
  return_asked_at   TIMESTAMP WITH TIME ZONE,          -- came back with an ended certificate, waits for approval
  return_approved_at TIMESTAMP WITH TIME ZONE
);
CREATE INDEX device_by_setting ON device (setting_id, nickname);

-- Which key redeemed which use of a code: makes the retry after a lost answer harmless.
CREATE TABLE enrolment (
  code_hash         ${bytes} NOT NULL REFERENCES enrol_code,
  key_sha256        VARCHAR(64) NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  device_id         UUID NOT NULL REFERENCES device,
  created_at        TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (code_hash, key_sha256)
);

-- Certificates given out.
CREATE TABLE certificate (
  serial            VARCHAR(40) PRIMARY KEY,           -- hexadecimal
  setting_id        UUID NOT NULL REFERENCES setting,
  device_id         UUID NOT NULL REFERENCES device,
  certificate_der   ${bytes} NOT NULL,
  not_before        TIMESTAMP WITH TIME ZONE NOT NULL,
  not_after         TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX certificate_by_device ON certificate (device_id, not_after);

-- How far each journal has been taken over without a hole.
CREATE TABLE journal (
  device_id         UUID NOT NULL REFERENCES device,
  epoch             UUID NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  acknowledged_through BIGINT NOT NULL,
  created_at        TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (device_id, epoch)
);

-- What laptops told: media and agent events, gaps, and what this version does not know; posture goes to finding and
-- finding_change.
CREATE TABLE event (
  device_id         UUID NOT NULL REFERENCES device,
  epoch             UUID NOT NULL,
  sequence          BIGINT NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  kind              VARCHAR(32) NOT NULL,              -- media, agent, gap, other
  occurred_at       TIMESTAMP WITH TIME ZONE NOT NULL, -- laptop's clock
  received_at       TIMESTAMP WITH TIME ZONE NOT NULL, -- our clock
  body              ${bytes} NOT NULL,                 -- the Entry as it came (stairgate.v1)
  PRIMARY KEY (device_id, epoch, sequence)
);
CREATE INDEX event_by_device_time ON event (setting_id, device_id, received_at);

-- A stretch of numbers of a journal whose content never came.
CREATE TABLE journal_gap (
  device_id         UUID NOT NULL REFERENCES device,
  epoch             UUID NOT NULL,
  first_sequence    BIGINT NOT NULL,
  last_sequence     BIGINT NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  reason            VARCHAR(32) NOT NULL,              -- coalesced, limit, damaged, missing
  noticed_at        TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (device_id, epoch, first_sequence)
);

-- What is true of each rule on each laptop now.
CREATE TABLE finding (
  device_id         UUID NOT NULL REFERENCES device,
  rule              VARCHAR(64) NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  state             VARCHAR(32) NOT NULL,              -- met, not-met, in-progress, unknown, not-applicable
  reason            VARCHAR(128) NOT NULL,
  hold              VARCHAR(32) NOT NULL,              -- none, by-os, by-agent, reported-only, cannot
  hold_reason       VARCHAR(128) NOT NULL,
  stage             VARCHAR(16) NOT NULL,              -- watch, warn, enforce
  sentence          VARCHAR(300) NOT NULL,
  evidence          VARCHAR(60000) NOT NULL,           -- JSON array of {"key","value"}
  since             TIMESTAMP WITH TIME ZONE NOT NULL, -- the state has been so since
  proved_at         TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (device_id, rule)
);
CREATE INDEX finding_by_setting ON finding (setting_id, state);

-- Each change of a state; named by the journal entry that brought it.
CREATE TABLE finding_change (
  device_id         UUID NOT NULL REFERENCES device,
  epoch             UUID NOT NULL,
  sequence          BIGINT NOT NULL,
  rule              VARCHAR(64) NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  changed_at        TIMESTAMP WITH TIME ZONE NOT NULL, -- laptop's clock
  state             VARCHAR(32) NOT NULL,
  reason            VARCHAR(128) NOT NULL,
  sentence          VARCHAR(300) NOT NULL,
  PRIMARY KEY (device_id, epoch, sequence, rule)
);
CREATE INDEX finding_change_by_time ON finding_change (setting_id, device_id, changed_at);

-- What a laptop's policy says of a rule; no row: watch, with the rule's defaults.
CREATE TABLE device_rule (
  device_id         UUID NOT NULL REFERENCES device,
  rule              VARCHAR(64) NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  stage             VARCHAR(16) NOT NULL,
  changed_at        TIMESTAMP WITH TIME ZONE NOT NULL,
  changed_by        VARCHAR(100) NOT NULL,
  why               VARCHAR(500) NOT NULL,
  PRIMARY KEY (device_id, rule)
);

-- Each policy ever signed for a laptop.
CREATE TABLE policy (
  device_id         UUID NOT NULL REFERENCES device,
  epoch             BIGINT NOT NULL,
  number            BIGINT NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  made_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  signed            ${bytes} NOT NULL,                 -- SignedPolicy (stairgate.v1)
  PRIMARY KEY (device_id, epoch, number)
);

-- Something a person must look at. One per laptop, medium and day; repeats count up.
CREATE TABLE alert (
  alert_id          UUID PRIMARY KEY,
  setting_id        UUID NOT NULL REFERENCES setting,
  device_id         UUID NOT NULL REFERENCES device,
  kind              VARCHAR(32) NOT NULL,              -- medium-blocked, medium-used, journal-gap, spent-code, clone ...
  severity          VARCHAR(16) NOT NULL,              -- urgent, today, weekly
  group_key         VARCHAR(300) NOT NULL,             -- kind, medium and day: what makes two the same
  medium_kind       VARCHAR(32) NOT NULL,              -- empty where no medium is concerned
  vendor_id         VARCHAR(4) NOT NULL,
  product_id        VARCHAR(4) NOT NULL,
  medium_serial     VARCHAR(128) NOT NULL,
  medium_name       VARCHAR(128) NOT NULL,
  detail            VARCHAR(500) NOT NULL,             -- one plain sentence
  occurrences       INTEGER NOT NULL,
  first_at          TIMESTAMP WITH TIME ZONE NOT NULL, -- laptop's clock
  last_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  raised_at         TIMESTAMP WITH TIME ZONE NOT NULL, -- our clock
  changed_at        TIMESTAMP WITH TIME ZONE NOT NULL, -- our clock
  acknowledged_at   TIMESTAMP WITH TIME ZONE,
  acknowledged_by   VARCHAR(100),
  UNIQUE (device_id, group_key)
);
CREATE INDEX alert_by_setting ON alert (setting_id, acknowledged_at, last_at);

-- Who did what. Append-only, each row hashed over the one before.
CREATE TABLE audit (
  setting_id        UUID NOT NULL REFERENCES setting,
  number            BIGINT NOT NULL,
  at                TIMESTAMP WITH TIME ZONE NOT NULL,
  actor             VARCHAR(100) NOT NULL,
  act               VARCHAR(64) NOT NULL,
  detail            VARCHAR(1000) NOT NULL,
  hash              ${bytes} NOT NULL,                 -- SHA-256 over the previous hash and this row
  PRIMARY KEY (setting_id, number)
);
