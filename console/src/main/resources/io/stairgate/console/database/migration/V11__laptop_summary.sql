-- How laptops are, summed up as it changes, so that no page has to look through everything. The rows of before are
-- summed up when the console starts (LaptopSummaryStore): what wants attention is decided in one place, and not in SQL.

ALTER TABLE device ADD COLUMN room VARCHAR(64) DEFAULT '' NOT NULL;        -- where it is used; empty: nobody said
ALTER TABLE device ADD COLUMN care VARCHAR(16) DEFAULT 'unknown' NOT NULL; -- first-check, attention, fine; gone: banned;
                                                                           -- unknown: not summed up yet
ALTER TABLE device ADD COLUMN things INTEGER DEFAULT 0 NOT NULL;           -- how many things want attention
CREATE INDEX device_by_seen ON device (setting_id, banned_at, last_seen_at);
CREATE INDEX device_by_care ON device (setting_id, care);
CREATE INDEX device_by_user ON device (used_by);
CREATE INDEX device_by_replaced ON device (replaced_by);
CREATE INDEX device_by_hardware ON device (setting_id, hardware_id);

-- Why a laptop wants attention: one row for each cause.
CREATE TABLE laptop_cause (
  device_id         UUID NOT NULL REFERENCES device,
  cause             VARCHAR(16) NOT NULL,              -- return, same, not-met, not-held, no-rights, unknown, in-progress
  rule              VARCHAR(64) NOT NULL,              -- rule id; empty where the cause is about no one rule
  setting_id        UUID NOT NULL REFERENCES setting,
  PRIMARY KEY (device_id, cause, rule)
);
CREATE INDEX laptop_cause_by_setting ON laptop_cause (setting_id, rule, cause, device_id);

-- How many laptops a setting has, and how they are. Whoever changes counts of a setting locks its row here first.
CREATE TABLE setting_summary (
  setting_id        UUID PRIMARY KEY REFERENCES setting,
  laptops           INTEGER NOT NULL,
  first_check       INTEGER NOT NULL,                  -- nothing was told yet
  attention         INTEGER NOT NULL,
  checked_at        TIMESTAMP WITH TIME ZONE           -- a check that changed something, by the laptop's clock
);

INSERT INTO setting_summary (setting_id, laptops, first_check, attention)
SELECT setting_id, 0, 0, 0 FROM setting;

-- On how many laptops of a setting there is a cause; no row: on none.
CREATE TABLE cause_count (
  setting_id        UUID NOT NULL REFERENCES setting,
  cause             VARCHAR(16) NOT NULL,
  rule              VARCHAR(64) NOT NULL,
  laptops           INTEGER NOT NULL,
  PRIMARY KEY (setting_id, cause, rule)
);

-- How many laptops of a setting told of a rule, and on how many it is met; no row: none told.
CREATE TABLE rule_count (
  setting_id        UUID NOT NULL REFERENCES setting,
  rule              VARCHAR(64) NOT NULL,
  told              INTEGER NOT NULL,
  met               INTEGER NOT NULL,
  PRIMARY KEY (setting_id, rule)
);

-- What one laptop told lately, without looking through what all told.
CREATE INDEX alert_by_device ON alert (setting_id, device_id, raised_at);
CREATE INDEX stick_sighting_by_device ON stick_sighting (device_id, occurred_at);
CREATE INDEX drift_by_device_time ON drift (setting_id, device_id, occurred_at);
CREATE INDEX concern_by_device ON concern (device_id, reported_at);
CREATE INDEX media_permission_step_by_device ON media_permission_step (device_id, occurred_at);
CREATE INDEX media_request_by_device ON media_request (device_id, received_at);
CREATE INDEX finding_by_rule ON finding (setting_id, rule);
