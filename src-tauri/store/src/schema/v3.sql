-- Schema 3: samples of populations that were frozen. A copy with content stands in tests/dumps/v3.sql.
--
-- A row is a sample as it was after one of its steps (frozen, drawn, extended, a deviation, a conclusion); each step closes it and
-- adds the next. The ids of the population stand in `blobs` under the population's own SHA-256: one a line, in byte order.

CREATE TABLE samples (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    sample   TEXT NOT NULL,  -- canonical JSON
    made_seq INTEGER NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq   INTEGER
) STRICT;
CREATE UNIQUE INDEX samples_current ON samples (name) WHERE to_seq IS NULL;
