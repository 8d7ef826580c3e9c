-- An alert's life: who was told, who has seen it, how it ended. What was seen before there were outcomes was done with.
ALTER TABLE alert ADD COLUMN resolved_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE alert ADD COLUMN resolved_by VARCHAR(100);               -- a person's name, or the console's
ALTER TABLE alert ADD COLUMN outcome VARCHAR(32);                    -- dealt-with, false-alarm ... mended-by-itself
ALTER TABLE alert ADD COLUMN outcome_words VARCHAR(300) DEFAULT '' NOT NULL;
ALTER TABLE alert ADD COLUMN cause VARCHAR(64) DEFAULT '' NOT NULL;  -- rule:anti-virus, unseen ...: gone with it; empty: a happening
ALTER TABLE alert ADD COLUMN waits_until TIMESTAMP WITH TIME ZONE;   -- it may mend itself until then: nobody is told before
ALTER TABLE alert ADD COLUMN told_at TIMESTAMP WITH TIME ZONE;       -- when the first messages were planned
ALTER TABLE alert ADD COLUMN told_step INTEGER DEFAULT 0 NOT NULL;   -- 0 nobody, 1 first, 2 deputies, 3 head or manager
ALTER TABLE alert ADD COLUMN plan_at TIMESTAMP WITH TIME ZONE;       -- when the planner looks at it next; null: not again
UPDATE alert SET resolved_at = acknowledged_at, resolved_by = acknowledged_by, outcome = 'dealt-with'
WHERE acknowledged_at IS NOT NULL;
CREATE INDEX alert_open ON alert (setting_id, resolved_at, raised_at, alert_id);
CREATE INDEX alert_by_time ON alert (setting_id, raised_at, alert_id);
CREATE INDEX alert_to_plan ON alert (plan_at);
CREATE INDEX alert_by_cause ON alert (device_id, cause, resolved_at);

-- What happened to an alert besides happening again.
CREATE TABLE alert_history (
  history_id        UUID PRIMARY KEY,
  alert_id          UUID NOT NULL REFERENCES alert,
  setting_id        UUID NOT NULL REFERENCES setting,
  at                TIMESTAMP WITH TIME ZONE NOT NULL,
  what              VARCHAR(16) NOT NULL,              -- made-urgent, seen, resolved, opened-again, mended, quiet
  who               VARCHAR(100) NOT NULL,
  words             VARCHAR(300) NOT NULL
);
CREATE INDEX alert_history_by_alert ON alert_history (alert_id, at);

-- One message to one recipient. It holds what an e-mail may hold: a category, a nickname, a path.
CREATE TABLE notification (
  notification_id   UUID PRIMARY KEY,
  setting_id        UUID NOT NULL REFERENCES setting,
  purpose           VARCHAR(16) NOT NULL,              -- alert, escalation, repeat-urgent, digest, weekly-update ...
  urgent            BOOLEAN NOT NULL,
  recipient_kind    VARCHAR(16) NOT NULL,              -- person, webhook
  recipient_id      UUID NOT NULL,                     -- the account or the webhook
  category          VARCHAR(100) NOT NULL,
  nickname          VARCHAR(64) NOT NULL,              -- of the laptop; may be empty
  path              VARCHAR(200) NOT NULL,             -- of the page, from "/"
  group_key         VARCHAR(300) NOT NULL,             -- one recipient has one message of it, ever
  happenings        INTEGER NOT NULL,                  -- how many things it tells of
  reason            VARCHAR(200) NOT NULL,             -- why this person is told now, in words
  due_at            TIMESTAMP WITH TIME ZONE NOT NULL, -- not before
  due_until         TIMESTAMP WITH TIME ZONE,          -- and not from here on: people have gone home; it is moved
  state             VARCHAR(16) NOT NULL,              -- waiting, sent, failed (tried again), given-up, not-needed
  attempts          INTEGER NOT NULL,
  next_try_at       TIMESTAMP WITH TIME ZONE,
  sent_at           TIMESTAMP WITH TIME ZONE,
  last_failure      VARCHAR(100) NOT NULL,             -- closed words; may be empty
  created_at        TIMESTAMP WITH TIME ZONE NOT NULL,
  claimed_by        VARCHAR(64) NOT NULL,              -- the console that sends it now; may be empty
  claimed_until     TIMESTAMP WITH TIME ZONE,          -- from then on another may
  UNIQUE (setting_id, recipient_id, group_key)
);
CREATE INDEX notification_due ON notification (state, due_at);
CREATE INDEX notification_by_setting ON notification (setting_id, created_at, notification_id);
CREATE INDEX notification_sent ON notification (setting_id, sent_at);

-- Which alerts a message tells of.
CREATE TABLE notification_alert (
  notification_id   UUID NOT NULL REFERENCES notification,
  alert_id          UUID NOT NULL REFERENCES alert,
  setting_id        UUID NOT NULL REFERENCES setting,
  PRIMARY KEY (notification_id, alert_id)
);
CREATE INDEX notification_alert_by_alert ON notification_alert (alert_id);

-- How far the planner is with a setting. The row is locked while it plans: several consoles take turns.
CREATE TABLE notify_plan (
  setting_id        UUID PRIMARY KEY REFERENCES setting,
  next_at           TIMESTAMP WITH TIME ZONE NOT NULL, -- when it looks at the setting next, alerts apart
  digest_week       DATE,                              -- Monday of the last week whose weekly list was decided
  quiet_weeks       INTEGER NOT NULL,                  -- weekly lists left out in a row since the last one
  unseen_day        DATE,                              -- last day it looked for laptops that were not seen
  term_end          DATE,                              -- the term whose tasks were given out
  silent_since      TIMESTAMP WITH TIME ZONE           -- told that everything is silent since then; null: it is not
);
