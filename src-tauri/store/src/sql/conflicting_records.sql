SELECT tbl, key, source, mention, fields, extra, file, row, made_seq FROM records
WHERE {live} AND (tbl, key) IN (
    SELECT tbl, key FROM records WHERE {live} AND {touched} GROUP BY tbl, key HAVING min(source) <> max(source)
)
ORDER BY tbl, key, source, mention
