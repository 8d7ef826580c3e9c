-- Answers to requests that carried an Idempotency-Key, kept for a day, so that a program may ask again.
CREATE TABLE api_answer (
  token_id          UUID NOT NULL,
  request_key       VARCHAR(100) NOT NULL,
  setting_id        UUID NOT NULL REFERENCES setting,
  request_sha256    ${bytes} NOT NULL,                 -- over method, path, query and body
  asked_at          TIMESTAMP WITH TIME ZONE NOT NULL,
  status            INTEGER,                           -- null: still being done
  answer            ${bytes},                          -- sealed: it may hold what is shown only once
  PRIMARY KEY (token_id, request_key)
);
CREATE INDEX api_answer_by_time ON api_answer (token_id, asked_at);
CREATE INDEX api_token_by_setting ON api_token (setting_id, created_at);
