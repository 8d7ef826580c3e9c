-- How long things are kept, what is left of them, and what may not be thinned.

-- Where a setting keeps something for longer or shorter than the suggestion.
CREATE TABLE keeping (
  setting_id        UUID NOT NULL REFERENCES setting,
  kind              VARCHAR(16) NOT NULL,              -- checks, days, sticks, alerts ...
  amount            INTEGER NOT NULL,                  -- days or months, as the kind has it
  reason            VARCHAR(500) NOT NULL,
  changed_by        UUID,
  changed_by_name   VARCHAR(100) NOT NULL,
  changed_at        TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (setting_id, kind)
);

-- While one holds, nothing of the setting or of the laptop is thinned.
CREATE TABLE legal_hold (
  hold_id           UUID PRIMARY KEY,
  setting_id        UUID NOT NULL REFERENCES setting,
  device_id         UUID REFERENCES device,            -- null: the whole setting
  reason            VARCHAR(500) NOT NULL,
  made_by           UUID,
  made_by_name      VARCHAR(100) NOT NULL,
  made_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  ended_by          UUID,
  ended_by_name     VARCHAR(100) NOT NULL,
  ended_at          TIMESTAMP WITH TIME ZONE,
  ended_word        VARCHAR(500) NOT NULL
);
CREATE INDEX legal_hold_by_setting ON legal_hold (setting_id, made_at);

-- Which day's thinning a setting has behind it, and which console does it now.
CREATE TABLE thinning (
  setting_id        UUID PRIMARY KEY REFERENCES setting,
  done_day          DATE,
  claimed_by        VARCHAR(64) NOT NULL,              -- may be empty
  claimed_until     TIMESTAMP WITH TIME ZONE,          -- from then on another may
  removed           BIGINT NOT NULL                    -- rows, in the last run
);

-- One rule on one laptop on one day on which something changed: what is left of the single changes.
CREATE TABLE finding_day (
  device_id         UUID NOT NULL REFERENCES device,
  rule              VARCHAR(64) NOT NULL,
  on_day            DATE NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  state             VARCHAR(32) NOT NULL,              -- at the end of the day
  last_at           TIMESTAMP WITH TIME ZONE NOT NULL, -- of the day's last change, laptop's clock
  changes           INTEGER NOT NULL,                  -- 0: taken over from the day before
  PRIMARY KEY (device_id, rule, on_day)
);

-- What is left of what was removed: numbers, of a month and a setting.
CREATE TABLE kept_count (
  setting_id        UUID NOT NULL REFERENCES setting,
  in_month          DATE NOT NULL,                     -- its first day
  what              VARCHAR(128) NOT NULL,             -- for example stick:blocked, rule:encryption:met
  amount            BIGINT NOT NULL,
  PRIMARY KEY (setting_id, in_month, what)
);

-- Up to which line the log of who did what holds its hashes alone. Sealed, so that nobody can say so who has the
-- database alone.
CREATE TABLE audit_cut (
  setting_id        UUID PRIMARY KEY REFERENCES setting,
  through_line      BIGINT NOT NULL,
  sealed_cut        ${bytes} NOT NULL,                 -- the line's number and hash
  cut_at            TIMESTAMP WITH TIME ZONE NOT NULL
);

-- Somebody looked at a report whose time was over and keeps it for longer.
CREATE TABLE concern_kept (
  review_id         UUID PRIMARY KEY,
  concern_id        UUID NOT NULL REFERENCES concern,
  setting_id        UUID NOT NULL REFERENCES setting,
  keep_until        TIMESTAMP WITH TIME ZONE NOT NULL,
  reason            VARCHAR(500) NOT NULL,
  decided_by        UUID,
  decided_by_name   VARCHAR(100) NOT NULL,
  decided_at        TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX concern_kept_by_concern ON concern_kept (concern_id, keep_until);

-- What is old enough, without looking at what is not.
CREATE INDEX stick_sighting_by_time ON stick_sighting (setting_id, occurred_at);
CREATE INDEX media_permission_step_by_time ON media_permission_step (setting_id, occurred_at);
CREATE INDEX media_request_by_time ON media_request (setting_id, received_at);
CREATE INDEX policy_by_age ON policy (setting_id, made_at);
CREATE INDEX signed_permissions_by_age ON signed_permissions (setting_id, made_at);
CREATE INDEX journal_gap_by_time ON journal_gap (setting_id, noticed_at);
CREATE INDEX laptop_program_by_end ON laptop_program (setting_id, gone_at);
