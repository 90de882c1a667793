(tbl, key) IN (
    SELECT tbl, key FROM records
    -- Row numbers rise with versions, so the newest rows are the last ones.
    WHERE to_seq IS NULL AND id > coalesce((SELECT id FROM records WHERE from_seq <= :since ORDER BY id DESC LIMIT 1), 0)
)
