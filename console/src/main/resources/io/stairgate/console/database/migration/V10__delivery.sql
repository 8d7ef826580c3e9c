-- How people are told: their e-mail addresses, what they wish, when they are away; other programs that are told; the
-- week as the head reads it.

-- Where one person gets e-mails, in whichever setting. Nothing but the link that confirms it goes to an address that is
-- not confirmed.
CREATE TABLE mail_address (
  account_id        UUID PRIMARY KEY REFERENCES account,
  setting_id        UUID NOT NULL REFERENCES setting,  -- the account's own
  address           VARCHAR(254) NOT NULL,             -- confirmed; empty: none yet
  confirmed_at      TIMESTAMP WITH TIME ZONE,
  refused_at        TIMESTAMP WITH TIME ZONE,          -- the mail server said that nobody has this address
  wanted            VARCHAR(254) NOT NULL,             -- to be confirmed; empty: none
  link_hash         ${bytes} NOT NULL,                 -- SHA-256 of the secret that confirms it; empty: none
  link_ends_at      TIMESTAMP WITH TIME ZONE,
  links_sent        INTEGER NOT NULL,                  -- since links_from: a stranger's address is not to be flooded
  links_from        TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX mail_address_by_link ON mail_address (link_hash);

-- What a person wishes to be told, in one setting.
CREATE TABLE notify_wish (
  setting_id        UUID NOT NULL REFERENCES setting,
  account_id        UUID NOT NULL REFERENCES account,
  urgent_any_time   BOOLEAN NOT NULL,                  -- urgent messages outside open hours too
  changed_at        TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (setting_id, account_id)
);

-- When a person is away, and who is told in the meantime.
CREATE TABLE away (
  away_id           UUID PRIMARY KEY,
  setting_id        UUID NOT NULL REFERENCES setting,
  account_id        UUID NOT NULL REFERENCES account,
  first_day         DATE NOT NULL,
  last_day          DATE NOT NULL,
  cover_id          UUID NOT NULL REFERENCES account,
  made_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  ended_at          TIMESTAMP WITH TIME ZONE           -- taken back before its last day
);
CREATE INDEX away_by_setting ON away (setting_id, last_day);

-- An address of another program that is told of alerts.
CREATE TABLE webhook (
  webhook_id        UUID PRIMARY KEY,
  setting_id        UUID NOT NULL REFERENCES setting,
  name              VARCHAR(100) NOT NULL,
  address           VARCHAR(300) NOT NULL,
  sealed_secret     ${bytes} NOT NULL,                 -- the key of the signatures
  made_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  made_by           UUID,                              -- the person; null: a program
  made_by_name      VARCHAR(100) NOT NULL,
  last_done_at      TIMESTAMP WITH TIME ZONE,
  failing_since     TIMESTAMP WITH TIME ZONE,          -- nothing arrived since
  last_failure      VARCHAR(32) NOT NULL,              -- a code; empty: the last one arrived
  off_at            TIMESTAMP WITH TIME ZONE,          -- switched off after a week of failures
  ended_at          TIMESTAMP WITH TIME ZONE
);
CREATE INDEX webhook_by_setting ON webhook (setting_id, made_at);

-- One week as it was when it was over; never changed.
CREATE TABLE weekly_update (
  setting_id        UUID NOT NULL REFERENCES setting,
  week              DATE NOT NULL,                     -- its Monday
  made_at           TIMESTAMP WITH TIME ZONE NOT NULL,
  body              VARCHAR(60000) NOT NULL,           -- JSON
  PRIMARY KEY (setting_id, week)
);
