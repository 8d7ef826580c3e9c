-- Permission for portable media: which sticks are known, who asked, who decided, what was signed, what happened.

-- A portable medium that is known: it was plugged in, or it stands on the setting's list.
CREATE TABLE stick (
  stick_id          UUID PRIMARY KEY,
  setting_id        UUID NOT NULL REFERENCES setting,
  identity_sha256   VARCHAR(64) NOT NULL,              -- over kind, ids and serial: Medium.identity
  kind              VARCHAR(32) NOT NULL,
  vendor_id         VARCHAR(4) NOT NULL,
  product_id        VARCHAR(4) NOT NULL,
  serial            VARCHAR(128) NOT NULL,
  name              VARCHAR(128) NOT NULL,
  weak              BOOLEAN NOT NULL,
  port              VARCHAR(64) NOT NULL,              -- where it was last
  descriptor_sha256 VARCHAR(64) NOT NULL,              -- as it was last; empty where there are none
  owner             VARCHAR(16) NOT NULL,              -- setting, personal, unknown: by the word of who decided
  shared_serial     BOOLEAN NOT NULL,                  -- its serial was seen on two laptops at once
  first_seen_at     TIMESTAMP WITH TIME ZONE,          -- null: known from the list alone
  last_seen_at      TIMESTAMP WITH TIME ZONE,
  last_device_id    UUID REFERENCES device,
  listed_at         TIMESTAMP WITH TIME ZONE NOT NULL, -- last seen, else put on the list: the register's order
  UNIQUE (setting_id, identity_sha256)
);
CREATE INDEX stick_by_setting ON stick (setting_id, listed_at);
CREATE INDEX stick_by_serial ON stick (setting_id, serial);

-- Each time a medium came or went; named by the journal entry that told it.
CREATE TABLE stick_sighting (
  device_id         UUID NOT NULL REFERENCES device,
  epoch             UUID NOT NULL,
  sequence          BIGINT NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  stick_id          UUID NOT NULL REFERENCES stick,
  action            VARCHAR(16) NOT NULL,              -- blocked, seen, allowed, removed, not-blocked
  port              VARCHAR(64) NOT NULL,
  occurred_at       TIMESTAMP WITH TIME ZONE NOT NULL, -- laptop's clock
  PRIMARY KEY (device_id, epoch, sequence)
);
CREATE INDEX stick_sighting_by_stick ON stick_sighting (stick_id, occurred_at);

-- Which medium is in which laptop now, as far as the laptops told.
CREATE TABLE stick_presence (
  device_id         UUID NOT NULL REFERENCES device,
  stick_id          UUID NOT NULL REFERENCES stick,
  port              VARCHAR(64) NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  since             TIMESTAMP WITH TIME ZONE NOT NULL, -- laptop's clock
  PRIMARY KEY (device_id, stick_id, port)
);
CREATE INDEX stick_presence_by_stick ON stick_presence (stick_id);

-- A person at a laptop asks for a medium.
CREATE TABLE media_request (
  request_id        UUID PRIMARY KEY,                  -- made by the laptop
  setting_id        UUID NOT NULL REFERENCES setting,
  device_id         UUID NOT NULL REFERENCES device,
  stick_id          UUID NOT NULL REFERENCES stick,
  port              VARCHAR(64) NOT NULL,
  descriptor_sha256 VARCHAR(64) NOT NULL,
  account           VARCHAR(64) NOT NULL,
  reason            VARCHAR(300) NOT NULL,
  for_writing       BOOLEAN NOT NULL,
  asked_at          TIMESTAMP WITH TIME ZONE NOT NULL, -- laptop's clock
  received_at       TIMESTAMP WITH TIME ZONE NOT NULL, -- our clock
  seen_before_at    TIMESTAMP WITH TIME ZONE,
  seen_before_device UUID REFERENCES device,
  state             VARCHAR(16) NOT NULL,              -- open, approved, refused, withdrawn
  proposed_by       VARCHAR(100) NOT NULL,             -- empty: nobody suggests anything
  proposed_at       TIMESTAMP WITH TIME ZONE,
  proposed          VARCHAR(60000) NOT NULL,           -- the suggested terms
  decided_by        UUID,
  decided_by_name   VARCHAR(100) NOT NULL,
  decided_at        TIMESTAMP WITH TIME ZONE,
  word              VARCHAR(500) NOT NULL,
  permission_id     UUID
);
CREATE INDEX media_request_by_setting ON media_request (setting_id, state, received_at);
CREATE INDEX media_request_by_stick ON media_request (stick_id, device_id);

-- A medium may be used for a time.
CREATE TABLE media_permission (
  permission_id     UUID PRIMARY KEY,                  -- made by the laptop where given by telephone
  setting_id        UUID NOT NULL REFERENCES setting,
  stick_id          UUID NOT NULL REFERENCES stick,
  port              VARCHAR(64) NOT NULL,              -- empty: in any port
  descriptor_sha256 VARCHAR(64) NOT NULL,              -- empty: of the first that is met
  owner             VARCHAR(16) NOT NULL,
  every_laptop      BOOLEAN NOT NULL,
  account           VARCHAR(64) NOT NULL,              -- empty: whoever sits there
  starts_at         TIMESTAMP WITH TIME ZONE NOT NULL,
  ends_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  read_only         BOOLEAN NOT NULL,
  encrypted_only    BOOLEAN NOT NULL,
  accept_unscanned  BOOLEAN NOT NULL,
  given_by          UUID,
  given_by_name     VARCHAR(100) NOT NULL,
  given_at          TIMESTAMP WITH TIME ZONE NOT NULL,
  reason            VARCHAR(500) NOT NULL,
  origin            VARCHAR(16) NOT NULL,              -- request, standing, telephone
  request_id        UUID REFERENCES media_request,
  stopped_by        UUID,
  stopped_by_name   VARCHAR(100) NOT NULL,
  stopped_at        TIMESTAMP WITH TIME ZONE,
  stopped_word      VARCHAR(500) NOT NULL
);
CREATE INDEX media_permission_by_setting ON media_permission (setting_id, given_at);
CREATE INDEX media_permission_by_end ON media_permission (setting_id, ends_at);
CREATE INDEX media_permission_by_stick ON media_permission (stick_id, given_at);

-- How a permission stands on one laptop. One for every laptop has a row once the laptop was told of it.
CREATE TABLE media_permission_laptop (
  permission_id     UUID NOT NULL REFERENCES media_permission,
  device_id         UUID NOT NULL REFERENCES device,
  setting_id        UUID NOT NULL REFERENCES setting,
  state             VARCHAR(16) NOT NULL,              -- waiting, on-laptop, locked, scanning, shut, open ...
  reason            VARCHAR(64) NOT NULL,
  account           VARCHAR(64) NOT NULL,              -- who has it open
  changed_at        TIMESTAMP WITH TIME ZONE NOT NULL, -- laptop's clock
  scan_epoch        UUID,                              -- the step with the last scan
  scan_sequence     BIGINT,
  stopped_at        TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (permission_id, device_id)
);
CREATE INDEX media_permission_laptop_by_device ON media_permission_laptop (device_id);

-- Each step of a permission on a laptop; named by the journal entry that told it.
CREATE TABLE media_permission_step (
  device_id         UUID NOT NULL REFERENCES device,
  epoch             UUID NOT NULL,
  sequence          BIGINT NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  permission_id     UUID NOT NULL REFERENCES media_permission,
  step              VARCHAR(16) NOT NULL,
  reason            VARCHAR(64) NOT NULL,
  account           VARCHAR(64) NOT NULL,
  read_only         BOOLEAN NOT NULL,
  took_us           BIGINT NOT NULL,
  occurred_at       TIMESTAMP WITH TIME ZONE NOT NULL, -- laptop's clock
  verdict           VARCHAR(20) NOT NULL,              -- empty: no scan
  engine            VARCHAR(64) NOT NULL,
  definitions       VARCHAR(64) NOT NULL,
  definitions_at    TIMESTAMP WITH TIME ZONE,
  files             BIGINT NOT NULL,
  bytes_scanned     BIGINT NOT NULL,
  skipped           BIGINT NOT NULL,
  skipped_because   VARCHAR(600) NOT NULL,             -- codes with spaces between
  malware           VARCHAR(128) NOT NULL,
  infected          BIGINT NOT NULL,
  scan_ms           BIGINT NOT NULL,
  PRIMARY KEY (device_id, epoch, sequence)
);
CREATE INDEX media_permission_step_by_permission ON media_permission_step (permission_id, occurred_at);

-- Each list of permissions ever signed for a laptop.
CREATE TABLE signed_permissions (
  device_id         UUID NOT NULL REFERENCES device,
  epoch             BIGINT NOT NULL,
  number            BIGINT NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  made_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  signed            ${bytes} NOT NULL,                 -- SignedPermissions (stairgate.v1)
  PRIMARY KEY (device_id, epoch, number)
);

-- What was signed lately, by whichever console.
CREATE INDEX signed_permissions_by_time ON signed_permissions (made_at);

-- The setting's own sticks.
CREATE TABLE own_stick (
  own_stick_id      UUID PRIMARY KEY,
  setting_id        UUID NOT NULL REFERENCES setting,
  label             VARCHAR(64) NOT NULL,
  serial            VARCHAR(128) NOT NULL,
  vendor_id         VARCHAR(4) NOT NULL,               -- empty: the first of this serial fills it in
  product_id        VARCHAR(4) NOT NULL,
  encrypted         BOOLEAN NOT NULL,
  last_day          VARCHAR(10) NOT NULL,              -- ISO 8601
  every_laptop      BOOLEAN NOT NULL,
  state             VARCHAR(16) NOT NULL,              -- waiting, standing, ended
  reason            VARCHAR(500) NOT NULL,             -- what who added it wrote
  added_by          UUID,
  added_by_name     VARCHAR(100) NOT NULL,
  added_at          TIMESTAMP WITH TIME ZONE NOT NULL,
  decided_by        UUID,
  decided_by_name   VARCHAR(100) NOT NULL,
  decided_at        TIMESTAMP WITH TIME ZONE,
  word              VARCHAR(500) NOT NULL,
  stick_id          UUID REFERENCES stick,
  permission_id     UUID REFERENCES media_permission
);
CREATE INDEX own_stick_by_setting ON own_stick (setting_id, serial);

-- For which laptops, where it is not for every one.
CREATE TABLE own_stick_laptop (
  own_stick_id      UUID NOT NULL REFERENCES own_stick,
  device_id         UUID NOT NULL REFERENCES device,
  setting_id        UUID NOT NULL REFERENCES setting,
  PRIMARY KEY (own_stick_id, device_id)
);

-- Challenges that were answered by telephone. The answer itself is kept nowhere.
CREATE TABLE telephone_answer (
  device_id         UUID NOT NULL REFERENCES device,
  challenge         VARCHAR(8) NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  kind              VARCHAR(32) NOT NULL,              -- today-reading-only, clock
  reason            VARCHAR(500) NOT NULL,
  answered_by       UUID NOT NULL,
  answered_by_name  VARCHAR(100) NOT NULL,
  answered_at       TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (device_id, challenge)
);

-- Several media behind one dock or hub are one line.
ALTER TABLE alert ADD COLUMN hub VARCHAR(64) DEFAULT '' NOT NULL;      -- the dock or hub it was behind
ALTER TABLE alert ADD COLUMN media_count INTEGER DEFAULT 1 NOT NULL;   -- different media it stands for
CREATE TABLE alert_medium (
  device_id         UUID NOT NULL REFERENCES device,
  group_key         VARCHAR(300) NOT NULL,             -- of a medium that is counted in another's alert
  setting_id        UUID NOT NULL REFERENCES setting,
  alert_id          UUID NOT NULL REFERENCES alert,
  PRIMARY KEY (device_id, group_key)
);
