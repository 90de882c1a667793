SELECT event_id, run_id, workflow, type, ts, actor, actor_kind, on_behalf_of, credential, parents, artefact, content_sha256,
       size, unit, outcome, details, extra, file, row, id, from_seq
FROM events
WHERE event_id = :key AND to_seq IS NULL
