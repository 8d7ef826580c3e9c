-- Recovery keys of laptops' disks, sealed; and who together can open them. Nothing here opens anything by itself.

-- One recovery key of one encrypted volume, as the laptop sealed it to the setting's public key.
CREATE TABLE recovery_key (
  device_id         UUID NOT NULL REFERENCES device,
  key_id            VARCHAR(8) NOT NULL,               -- names it to people
  setting_id        UUID NOT NULL REFERENCES setting,
  volume            VARCHAR(64) NOT NULL,              -- SHA-256 of the volume's UUID
  volume_words      VARCHAR(128) NOT NULL,
  slot              INTEGER NOT NULL,
  sealed            ${bytes} NOT NULL,                 -- HPKE: encapsulated key, ciphertext
  state             VARCHAR(16) NOT NULL,              -- kept, removed, vanished
  reason            VARCHAR(64) NOT NULL,              -- why it is no more
  kept_at           TIMESTAMP WITH TIME ZONE NOT NULL, -- our clock
  ended_at          TIMESTAMP WITH TIME ZONE,
  seen_at           TIMESTAMP WITH TIME ZONE,          -- a person last saw it: it is to be replaced
  PRIMARY KEY (device_id, key_id)
);
CREATE INDEX recovery_key_by_setting ON recovery_key (setting_id, kept_at);

-- How far a setting is with its own key.
CREATE TABLE recovery_state (
  setting_id        UUID PRIMARY KEY REFERENCES setting,
  needed            INTEGER NOT NULL,                  -- holders who together open
  printed_at        TIMESTAMP WITH TIME ZONE,
  printed_by        UUID,
  asked_groups      VARCHAR(16) NOT NULL,              -- which groups of the paper are to be typed back
  split_at          TIMESTAMP WITH TIME ZONE,          -- the shares were given out; null: the key is whole yet
  drilled_at        TIMESTAMP WITH TIME ZONE,
  drilled_keys      INTEGER NOT NULL,
  drill_passed      BOOLEAN NOT NULL
);

-- Somebody who holds a share: a key pair of their own, its private half sealed under their recovery passphrase.
CREATE TABLE recovery_holder (
  setting_id        UUID NOT NULL REFERENCES setting,
  account_id        UUID NOT NULL REFERENCES account,
  chosen_at         TIMESTAMP WITH TIME ZONE NOT NULL,
  public_key        ${bytes} NOT NULL,                 -- empty: no recovery passphrase yet
  private_box       ${bytes} NOT NULL,                 -- Argon2id, AES-256-GCM
  ready_at          TIMESTAMP WITH TIME ZONE,
  share_number      INTEGER NOT NULL,                  -- 0: no share yet
  share_box         ${bytes} NOT NULL,                 -- HPKE to public_key
  wrong_tries       INTEGER NOT NULL,
  wrong_at          TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (setting_id, account_id)
);

-- Somebody asks that the setting's key be put together, and for what.
CREATE TABLE recovery_request (
  request_id        UUID PRIMARY KEY,
  setting_id        UUID NOT NULL REFERENCES setting,
  purpose           VARCHAR(16) NOT NULL,              -- open, share-again, drill, paper
  device_id         UUID REFERENCES device,            -- open: of which laptop
  key_id            VARCHAR(8) NOT NULL,
  reason            VARCHAR(500) NOT NULL,
  asked_by          UUID NOT NULL,
  asked_by_name     VARCHAR(100) NOT NULL,
  asked_at          TIMESTAMP WITH TIME ZONE NOT NULL,
  state             VARCHAR(16) NOT NULL,              -- waiting, done, refused
  ended_at          TIMESTAMP WITH TIME ZONE
);
CREATE INDEX recovery_request_by_setting ON recovery_request (setting_id, asked_at);

-- Somebody else agreed, with their share sealed for whoever asked.
CREATE TABLE recovery_agreement (
  request_id        UUID NOT NULL REFERENCES recovery_request,
  account_id        UUID NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  name              VARCHAR(100) NOT NULL,
  share_number      INTEGER NOT NULL,                  -- 0: no share, the paper is used
  share_box         ${bytes} NOT NULL,                 -- HPKE to the asker's key; emptied when the request ends
  agreed_at         TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (request_id, account_id)
);
