-- What laptops remember of the log of who did what, where the log does not say it any more.

-- An alert may be about the console itself.
ALTER TABLE alert ALTER COLUMN device_id DROP NOT NULL;

-- Each time it was noticed that a log was changed or put back. Heads given out afterwards carry its number.
CREATE TABLE audit_notice (
  setting_id        UUID NOT NULL REFERENCES setting,
  branch            BIGINT NOT NULL,                   -- from 1
  kind              VARCHAR(16) NOT NULL,              -- missing, changed, restored, broken
  first_line        BIGINT NOT NULL,
  last_line         BIGINT NOT NULL,
  noticed_at        TIMESTAMP WITH TIME ZONE NOT NULL,
  restored_at       TIMESTAMP WITH TIME ZONE,          -- when the console was put back from a backup, where it says so
  remembers         VARCHAR(64) NOT NULL,              -- nickname of the first laptop that remembered; empty: the chain itself
  laptops           INTEGER NOT NULL,                  -- how many laptops remember
  acknowledged_at   TIMESTAMP WITH TIME ZONE,
  acknowledged_by   VARCHAR(100),
  why               VARCHAR(500),
  PRIMARY KEY (setting_id, branch)
);

-- Which laptops were counted.
CREATE TABLE audit_notice_laptop (
  setting_id        UUID NOT NULL REFERENCES setting,
  branch            BIGINT NOT NULL,
  device_id         UUID NOT NULL REFERENCES device,
  PRIMARY KEY (setting_id, branch, device_id)
);

-- When each line was last proved, and what came of it.
CREATE TABLE audit_check (
  setting_id        UUID PRIMARY KEY REFERENCES setting,
  checked_at        TIMESTAMP WITH TIME ZONE NOT NULL,
  line_count        BIGINT NOT NULL,
  first_broken      BIGINT NOT NULL                    -- 0: none
);

-- The log by who did which act, by what it was done to, and by when.
CREATE INDEX audit_by_actor_act ON audit (setting_id, actor_id, act, number);
CREATE INDEX audit_by_target ON audit (setting_id, target, number);
CREATE INDEX audit_by_time ON audit (setting_id, at, number);
