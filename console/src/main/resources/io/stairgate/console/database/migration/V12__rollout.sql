-- A change of a rule goes step by step: some laptops first, the others once those have proved it.

-- What a laptop last said of its policies, and when its agent was last tampered with: one row of each kind.
CREATE TABLE policy_word (
  device_id         UUID NOT NULL REFERENCES device,
  kind              VARCHAR(16) NOT NULL,              -- applied, refused, rolled-back, tampered
  setting_id        UUID NOT NULL REFERENCES setting,
  epoch             BIGINT NOT NULL,                   -- of the policy; 0: none is concerned
  number            BIGINT NOT NULL,
  occurred_at       TIMESTAMP WITH TIME ZONE NOT NULL, -- laptop's clock
  received_at       TIMESTAMP WITH TIME ZONE NOT NULL, -- our clock
  detail            VARCHAR(512) NOT NULL,
  PRIMARY KEY (device_id, kind)
);

CREATE TABLE rollout (
  rollout_id        UUID PRIMARY KEY,
  setting_id        UUID NOT NULL REFERENCES setting,
  rule              VARCHAR(64) NOT NULL,
  way               VARCHAR(16) NOT NULL,              -- one-then-all, tenths
  former_version    BIGINT NOT NULL,                   -- what laptops keep that were not reached yet
  version           BIGINT NOT NULL,                   -- what it brings
  state             VARCHAR(16) NOT NULL,              -- going, stopped, done, put-back
  step              INTEGER NOT NULL,                  -- from 1
  steps             INTEGER NOT NULL,
  step_at           TIMESTAMP WITH TIME ZONE NOT NULL, -- when this step began, or went on
  stop_reason       VARCHAR(300) NOT NULL,             -- one sentence; empty unless stopped
  begun_by          VARCHAR(100) NOT NULL,
  begun_at          TIMESTAMP WITH TIME ZONE NOT NULL,
  ended_at          TIMESTAMP WITH TIME ZONE
);
CREATE INDEX rollout_by_setting ON rollout (setting_id, state);

CREATE TABLE rollout_laptop (
  rollout_id        UUID NOT NULL REFERENCES rollout,
  device_id         UUID NOT NULL REFERENCES device,
  setting_id        UUID NOT NULL REFERENCES setting,
  step              INTEGER NOT NULL,
  state             VARCHAR(16) NOT NULL,              -- waiting, proved, failed, passed
  connected         BOOLEAN NOT NULL,                  -- whether it was in touch when it was reached
  reached_at        TIMESTAMP WITH TIME ZONE,
  epoch             BIGINT NOT NULL,                   -- of the policy that brought the change; 0: not reached
  number            BIGINT NOT NULL,
  reason            VARCHAR(300) NOT NULL,             -- why it failed
  PRIMARY KEY (rollout_id, device_id)
);

-- How a change that waits for agreement is to begin: a rule and a way; empty: everywhere at once.
ALTER TABLE policy_proposal ADD COLUMN rollout_rule VARCHAR(64) DEFAULT '' NOT NULL;
ALTER TABLE policy_proposal ADD COLUMN rollout_way VARCHAR(16) DEFAULT '' NOT NULL;

-- What other consoles on the same database signed lately.
CREATE INDEX policy_by_time ON policy (made_at);
