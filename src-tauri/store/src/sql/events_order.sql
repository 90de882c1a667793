CREATE INDEX IF NOT EXISTS events_order ON events (workflow, ts, file, row) WHERE to_seq IS NULL;
CREATE INDEX IF NOT EXISTS events_closed ON events (workflow) WHERE to_seq IS NOT NULL;
