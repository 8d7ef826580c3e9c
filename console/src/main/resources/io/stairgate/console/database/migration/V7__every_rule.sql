-- Every rule of a laptop: what is said of single accounts, and what laptops tell besides what they prove.

-- What enforcing would change, and whether the agent can.
ALTER TABLE finding ADD COLUMN would_change VARCHAR(60000) DEFAULT '[]' NOT NULL;  -- JSON array of sentences
ALTER TABLE finding ADD COLUMN can_enforce BOOLEAN DEFAULT FALSE NOT NULL;

-- What was said of one account, on every laptop that has it. What is over stays, as history.
CREATE TABLE account_order (
  order_id          UUID PRIMARY KEY,
  setting_id        UUID NOT NULL REFERENCES setting,
  account           VARCHAR(64) NOT NULL,              -- sign-in name on the laptops
  kind              VARCHAR(16) NOT NULL,              -- left, suspended, password-known
  reason            VARCHAR(500) NOT NULL,             -- stays in the console
  since             TIMESTAMP WITH TIME ZONE NOT NULL, -- password-known: since then somebody else may know it
  ends_at           TIMESTAMP WITH TIME ZONE,          -- suspended: until then
  made_by_kind      VARCHAR(16) NOT NULL,              -- person, program, laptop ...
  made_by           UUID,
  made_by_name      VARCHAR(100) NOT NULL,
  made_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  late_told_at      TIMESTAMP WITH TIME ZONE,          -- password-known: the alert after 24 hours was raised
  cleared_by        UUID,
  cleared_by_name   VARCHAR(100) NOT NULL,
  cleared_at        TIMESTAMP WITH TIME ZONE,          -- null: it holds
  cleared_word      VARCHAR(500) NOT NULL
);
CREATE INDEX account_order_by_setting ON account_order (setting_id, made_at);
CREATE INDEX account_order_by_account ON account_order (setting_id, account);

-- What somebody at a laptop reported. The words are read by those whom it concerns, and each reading is logged.
CREATE TABLE concern (
  concern_id        UUID PRIMARY KEY,                  -- made by the laptop
  setting_id        UUID NOT NULL REFERENCES setting,
  device_id         UUID NOT NULL REFERENCES device,
  kind              VARCHAR(24) NOT NULL,              -- worry, password-known, laptop-lost, upsetting-message
  account           VARCHAR(64) NOT NULL,              -- empty: they chose not to say
  words             VARCHAR(1000) NOT NULL,
  reported_at       TIMESTAMP WITH TIME ZONE NOT NULL, -- laptop's clock
  received_at       TIMESTAMP WITH TIME ZONE NOT NULL, -- our clock
  seen_by           UUID,
  seen_by_name      VARCHAR(100) NOT NULL,
  seen_at           TIMESTAMP WITH TIME ZONE,
  outcome           VARCHAR(32) NOT NULL,              -- empty: open
  outcome_words     VARCHAR(1000) NOT NULL,
  closed_by         UUID,
  closed_by_name    VARCHAR(100) NOT NULL,
  closed_at         TIMESTAMP WITH TIME ZONE
);
CREATE INDEX concern_by_setting ON concern (setting_id, received_at);

-- Something that a rule asks for was changed by others.
CREATE TABLE drift (
  drift_id          UUID PRIMARY KEY,                  -- made from the journal entry's name
  setting_id        UUID NOT NULL REFERENCES setting,
  device_id         UUID NOT NULL REFERENCES device,
  rule              VARCHAR(64) NOT NULL,
  what              VARCHAR(128) NOT NULL,
  expected          VARCHAR(256) NOT NULL,
  found             VARCHAR(256) NOT NULL,
  since             TIMESTAMP WITH TIME ZONE,          -- last seen as it should be
  put_back          BOOLEAN NOT NULL,
  told_in_us        BIGINT NOT NULL,
  occurred_at       TIMESTAMP WITH TIME ZONE NOT NULL, -- laptop's clock
  received_at       TIMESTAMP WITH TIME ZONE NOT NULL  -- our clock
);
CREATE INDEX drift_by_setting ON drift (setting_id, received_at);
CREATE INDEX drift_by_device ON drift (device_id, rule, occurred_at);

-- Programs that laptops told of. One that went stays, with the time it went.
CREATE TABLE laptop_program (
  program_id        UUID PRIMARY KEY,
  setting_id        UUID NOT NULL REFERENCES setting,
  device_id         UUID NOT NULL REFERENCES device,
  name              VARCHAR(100) NOT NULL,
  source            VARCHAR(16) NOT NULL,              -- deb, snap, flatpak, appimage, folder
  version           VARCHAR(64) NOT NULL,
  cloud             BOOLEAN NOT NULL,                  -- known to keep files in the cloud
  newly_added       BOOLEAN NOT NULL,                  -- came after the laptop was first looked at
  first_seen_at     TIMESTAMP WITH TIME ZONE NOT NULL, -- laptop's clock
  changed_at        TIMESTAMP WITH TIME ZONE NOT NULL, -- laptop's clock
  gone_at           TIMESTAMP WITH TIME ZONE,          -- laptop's clock; null: it is there
  UNIQUE (device_id, name, source)
);
CREATE INDEX laptop_program_by_setting ON laptop_program (setting_id, first_seen_at);

-- A person read the notice that use is monitored.
CREATE TABLE notice_read (
  reading_id        UUID PRIMARY KEY,                  -- made from the journal entry's name
  setting_id        UUID NOT NULL REFERENCES setting,
  device_id         UUID NOT NULL REFERENCES device,
  account           VARCHAR(64) NOT NULL,
  notice            VARCHAR(16) NOT NULL,              -- beginning of the SHA-256 of its text
  read_at           TIMESTAMP WITH TIME ZONE NOT NULL  -- laptop's clock
);
CREATE INDEX notice_read_by_setting ON notice_read (setting_id, read_at);
