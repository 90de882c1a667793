-- Later batches that took something as already known which this batch said: they met rows of one of its tables and sources, or this
-- batch mentions records for a source of theirs. Taking this batch back would take their words with it.
SELECT DISTINCT later.id
FROM batches AS later
JOIN file_reads AS theirs ON theirs.from_seq = later.seq AND theirs.to_seq IS NULL
JOIN file_reads AS ours ON ours.from_seq = :batch
    AND coalesce(json_extract(ours.format, '$.source'), '') = coalesce(json_extract(theirs.format, '$.source'), '')
WHERE later.seq > :batch
    AND later.undone_by IS NULL
    AND ((theirs.same > 0 AND json_extract(ours.format, '$.table') = json_extract(theirs.format, '$.table'))
        OR (coalesce(json_extract(ours.format, '$.source'), '') <> ''
            AND EXISTS (SELECT 1 FROM records WHERE made_seq = :batch AND mention > 0 AND to_seq IS NULL)))
ORDER BY later.seq
