-- Rows that are live, and rows that were closed after the version asked for: each half has its own index.
SELECT event_id, run_id, workflow, type, ts, actor, actor_kind, on_behalf_of, credential, parents, artefact, content_sha256, size, unit, outcome, details, extra, file, row FROM (
    SELECT * FROM events WHERE to_seq IS NULL AND workflow IS :workflow AND (:at IS NULL OR from_seq <= :at)
    UNION ALL
    SELECT * FROM events WHERE to_seq IS NOT NULL AND workflow IS :workflow AND to_seq > :at AND from_seq <= :at
) ORDER BY ts, file, row, id
