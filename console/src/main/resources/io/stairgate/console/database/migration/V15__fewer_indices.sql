-- What no statement looks through costs with every change of a row.
DROP INDEX alert_by_setting;
DROP INDEX finding_by_setting;

-- The newest alerts first, as pages show them: without looking through all that are open, and sorting them.
DROP INDEX alert_open;
CREATE INDEX alert_open ON alert (setting_id, resolved_at, raised_at DESC, alert_id DESC);
DROP INDEX alert_by_time;
CREATE INDEX alert_by_time ON alert (setting_id, raised_at DESC, alert_id DESC);
