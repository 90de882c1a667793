CREATE INDEX IF NOT EXISTS events_order ON events (workflow, ts, file, row) WHERE to_seq IS NULL
