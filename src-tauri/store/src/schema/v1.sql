-- Schema 1. Released: never edit, add a v2.sql instead. A copy with content stands in tests/dumps/v1.sql.
--
-- A versioned row says when it was true: from `from_seq` on, and until `to_seq` when that is not NULL.
-- `made_seq` is the journal entry that first said so; it differs from `from_seq` only in a row that an undo brought back.
-- Sequence numbers are those of the journal; no foreign key holds them there, because the entry is written last.

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE journal (
    seq     INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL,  -- canonical JSON
    prev    TEXT NOT NULL,  -- the hash of the entry before; 64 zeros before the first
    hash    TEXT NOT NULL   -- SHA-256 of prev followed by the entry as canonical JSON
) STRICT;

CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- One file, or one sheet of it, read with one column map.
CREATE TABLE files (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    sheet   TEXT,
    columns TEXT NOT NULL  -- canonical JSON, our column -> header
) STRICT;
CREATE INDEX files_by_content ON files (sha256, name);

-- Each time a batch read a file.
CREATE TABLE file_reads (
    from_seq INTEGER NOT NULL,
    file     INTEGER NOT NULL REFERENCES files (id),
    to_seq   INTEGER,
    format   TEXT NOT NULL,  -- canonical JSON
    records  INTEGER NOT NULL,
    new      INTEGER NOT NULL,
    changed  INTEGER NOT NULL,
    same     INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    PRIMARY KEY (from_seq, file)
) STRICT;

CREATE TABLE batches (
    seq       INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    summary   TEXT NOT NULL,  -- canonical JSON
    undone_by INTEGER
) STRICT;

CREATE TABLE diagnostics (
    id       INTEGER PRIMARY KEY,
    seq      INTEGER NOT NULL,
    code     TEXT NOT NULL,
    severity TEXT NOT NULL,
    message  TEXT NOT NULL,
    hint     TEXT NOT NULL,
    file     TEXT NOT NULL,
    sheet    TEXT,
    row      INTEGER,
    column   TEXT,
    subject  TEXT
) STRICT;
CREATE INDEX diagnostics_by_seq ON diagnostics (seq);

CREATE TABLE rejected (
    id     INTEGER PRIMARY KEY,
    seq    INTEGER NOT NULL,
    file   INTEGER NOT NULL REFERENCES files (id),
    row    INTEGER NOT NULL,
    column TEXT,
    code   TEXT NOT NULL,
    reason TEXT NOT NULL,
    raw    TEXT NOT NULL
) STRICT;
CREATE INDEX rejected_by_seq ON rejected (seq);

-- Every interchange table but events.
CREATE TABLE records (
    id       INTEGER PRIMARY KEY,
    tbl      TEXT NOT NULL,
    key      TEXT NOT NULL,
    fields   TEXT NOT NULL,  -- JSON object, known columns in column order
    extra    TEXT,           -- JSON object, columns that are not ours
    file     INTEGER NOT NULL REFERENCES files (id),
    row      INTEGER NOT NULL,
    made_seq INTEGER NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq   INTEGER
) STRICT;
CREATE UNIQUE INDEX records_current ON records (tbl, key) WHERE to_seq IS NULL;
CREATE INDEX records_closed ON records (tbl, key) WHERE to_seq IS NOT NULL;

-- Events have their own table and real columns, because logs are long. Text as it was imported, so that nothing is reworded.
-- An index for reading them in order (events_order) comes and goes; it is no part of the schema.
CREATE TABLE events (
    id             INTEGER PRIMARY KEY,
    event_id       TEXT NOT NULL,
    run_id         TEXT,
    workflow       TEXT,
    type           TEXT,
    ts             TEXT,
    actor          TEXT,
    actor_kind     TEXT,
    on_behalf_of   TEXT,
    credential     TEXT,
    parents        TEXT,
    artefact       TEXT,
    content_sha256 TEXT,
    size           TEXT,
    unit           TEXT,
    outcome        TEXT,
    details        TEXT,
    extra          TEXT,
    file           INTEGER NOT NULL REFERENCES files (id),
    row            INTEGER NOT NULL,
    made_seq       INTEGER NOT NULL,
    from_seq       INTEGER NOT NULL,
    to_seq         INTEGER
) STRICT;
CREATE UNIQUE INDEX events_current ON events (event_id) WHERE to_seq IS NULL;

-- Bytes by their SHA-256, in pieces, because SQLite caps one value at 1e9 bytes.
CREATE TABLE blobs (
    id     INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    size   INTEGER NOT NULL
) STRICT;

CREATE TABLE blob_chunks (
    blob  INTEGER NOT NULL REFERENCES blobs (id),
    n     INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (blob, n)
) STRICT;

-- Which changes brought the bytes; bytes stay when the change is undone, but are no longer current content.
CREATE TABLE blob_uses (
    from_seq INTEGER NOT NULL,
    blob     INTEGER NOT NULL REFERENCES blobs (id),
    to_seq   INTEGER,
    PRIMARY KEY (from_seq, blob)
) STRICT;

CREATE TABLE assessments (
    seq    INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE,
    at     TEXT NOT NULL,
    header TEXT NOT NULL,  -- canonical JSON
    body   INTEGER NOT NULL REFERENCES blobs (id)
) STRICT;

CREATE TABLE attached_catalogs (
    id        INTEGER PRIMARY KEY,
    edition   TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256    TEXT NOT NULL,
    entries   TEXT NOT NULL,  -- canonical JSON
    made_seq  INTEGER NOT NULL,
    from_seq  INTEGER NOT NULL,
    to_seq    INTEGER
) STRICT;
CREATE UNIQUE INDEX attached_catalogs_current ON attached_catalogs (edition) WHERE to_seq IS NULL;

CREATE TABLE settings (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    value    TEXT NOT NULL,
    made_seq INTEGER NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq   INTEGER
) STRICT;
CREATE UNIQUE INDEX settings_current ON settings (name) WHERE to_seq IS NULL;

CREATE TABLE citation_choices (
    id          INTEGER PRIMARY KEY,
    citation    TEXT NOT NULL,
    framework   TEXT NOT NULL,  -- the framework the citation was read under; empty when none was named
    requirement TEXT NOT NULL,
    why         TEXT NOT NULL,
    by          TEXT NOT NULL,
    made_seq    INTEGER NOT NULL,
    from_seq    INTEGER NOT NULL,
    to_seq      INTEGER
) STRICT;
CREATE UNIQUE INDEX citation_choices_current ON citation_choices (citation, framework) WHERE to_seq IS NULL;
