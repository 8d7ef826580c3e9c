-- A change of one rule over several settings: one laptop first, then tenths of all of them. In each setting it is a
-- version of that setting's policy and a rollout of its own; here stands how far all of them together may go.

CREATE TABLE spread (
  spread_id         UUID PRIMARY KEY,
  setting_id        UUID NOT NULL REFERENCES setting,  -- looked at by the person who began it
  rule              VARCHAR(64) NOT NULL,
  words             VARCHAR(2000) NOT NULL,            -- what was asked for, a line each
  reason            VARCHAR(500) NOT NULL,
  state             VARCHAR(16) NOT NULL,              -- going, stopped, done, taken-back
  step              INTEGER NOT NULL,                  -- 0: no laptop yet
  reach             INTEGER NOT NULL,                  -- how many laptops this step may come to, with those before
  step_at           TIMESTAMP WITH TIME ZONE NOT NULL, -- when this step began, or went on
  stop_reason       VARCHAR(600) NOT NULL,             -- in a person's words; empty where it stopped by itself
  begun_by          UUID NOT NULL,
  begun_by_name     VARCHAR(100) NOT NULL,
  begun_at          TIMESTAMP WITH TIME ZONE NOT NULL,
  ended_at          TIMESTAMP WITH TIME ZONE
);
CREATE INDEX spread_by_state ON spread (state);

-- What became of it in one setting. No key leads to the change itself: a setting may be moved without the others.
CREATE TABLE spread_part (
  spread_id         UUID NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  answer            VARCHAR(16) NOT NULL,              -- none, changed, asked, left
  word              VARCHAR(600) NOT NULL,             -- why it was left alone; may be empty
  laptops           INTEGER NOT NULL,                  -- how many were to follow it when it began
  proposal_id       UUID,                              -- where another person is asked
  passed            BOOLEAN NOT NULL,                  -- stopped there, and the others went on without it
  PRIMARY KEY (spread_id, setting_id)
);
CREATE INDEX spread_part_by_setting ON spread_part (setting_id);

-- Which change over several settings it belongs to.
ALTER TABLE rollout ADD COLUMN spread_id UUID;
CREATE INDEX rollout_by_spread ON rollout (spread_id);
ALTER TABLE policy_proposal ADD COLUMN rollout_spread UUID;
