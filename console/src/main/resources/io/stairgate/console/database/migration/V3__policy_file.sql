-- The policy as a file: what a setting decided about its laptops, each change a version, and what waits to be agreed.

-- Each version of a setting's policy. The highest is the one that holds.
CREATE TABLE setting_policy (
  setting_id        UUID NOT NULL REFERENCES setting,
  version           BIGINT NOT NULL,                   -- from 1
  file_text         VARCHAR(262144) NOT NULL,          -- the canonical file, laptops by id
  made_by_kind      VARCHAR(16) NOT NULL,              -- person, program, command-line, console
  made_by_id        UUID,
  made_by_name      VARCHAR(100) NOT NULL,
  reason            VARCHAR(500) NOT NULL,
  made_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  approved_by_id    UUID REFERENCES account,           -- the second person; null: none was asked
  approved_by_name  VARCHAR(100) NOT NULL,
  PRIMARY KEY (setting_id, version)
);

-- A change that waits until another person agrees.
CREATE TABLE policy_proposal (
  proposal_id       UUID PRIMARY KEY,
  setting_id        UUID NOT NULL REFERENCES setting,
  base_version      BIGINT NOT NULL,                   -- the version it changes; void once another holds
  file_text         VARCHAR(262144) NOT NULL,
  looser            BOOLEAN NOT NULL,
  made_by_kind      VARCHAR(16) NOT NULL,
  made_by_id        UUID,
  made_by_name      VARCHAR(100) NOT NULL,
  reason            VARCHAR(500) NOT NULL,
  made_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  outcome           VARCHAR(16) NOT NULL,              -- waiting, approved, refused, void
  decided_by_id     UUID REFERENCES account,
  decided_by_name   VARCHAR(100) NOT NULL,
  decided_at        TIMESTAMP WITH TIME ZONE,
  word              VARCHAR(500) NOT NULL,             -- what who decided wrote
  became_version    BIGINT
);
CREATE INDEX policy_proposal_by_setting ON policy_proposal (setting_id, outcome, made_at);
