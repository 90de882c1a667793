-- Schema 2: one current row for each source of a record, and joins of ids. A copy with content stands in tests/dumps/v2.sql.
--
-- `source` is the source system; empty for the organisation's own tables. `mention` is 0 for the row that describes a record, and
-- 1, 2, ... for rows that only name it: each holds the key and what its source did not know before.

ALTER TABLE records ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE records ADD COLUMN mention INTEGER NOT NULL DEFAULT 0;
DROP INDEX records_current;
CREATE UNIQUE INDEX records_current ON records (tbl, key, source, mention) WHERE to_seq IS NULL;

-- Whether two ids are the same person, account or workload.
CREATE TABLE joins (
    id       INTEGER PRIMARY KEY,
    a        TEXT NOT NULL,  -- the smaller id
    b        TEXT NOT NULL,
    state    TEXT NOT NULL,  -- same, different
    rule     TEXT NOT NULL,  -- the key that is equal; empty when a person says so without one
    why      TEXT NOT NULL,
    by       TEXT NOT NULL,
    made_seq INTEGER NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq   INTEGER
) STRICT;
CREATE UNIQUE INDEX joins_current ON joins (a, b) WHERE to_seq IS NULL;

-- Files that were read and whose bytes are not kept, because they hold keys: the copy, with the keys masked, that stands for them.
-- A fact about bytes, true for good; whether the copy is current content is said by blob_uses.
CREATE TABLE masked_copies (
    original TEXT NOT NULL PRIMARY KEY,
    copy     TEXT NOT NULL
) STRICT;
