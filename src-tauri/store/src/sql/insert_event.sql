INSERT INTO events (
    event_id, run_id, workflow, type, ts, actor, actor_kind, on_behalf_of, credential, parents, artefact, content_sha256,
    size, unit, outcome, details, extra, file, row, made_seq, from_seq
)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?20)
ON CONFLICT (event_id) WHERE to_seq IS NULL DO NOTHING
