-- A workspace of schema 3 as released, made by sqlite3 .dump. Never edit.
PRAGMA application_id = 1129531214;
PRAGMA user_version = 3;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
INSERT INTO meta VALUES('organisation','Acme');
INSERT INTO meta VALUES('id','ws-1');
INSERT INTO meta VALUES('created_at','2026-03-01T09:00:00Z');
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
INSERT INTO journal VALUES(1,'2026-03-01T09:00:00Z','p.lee','create','Acme','{"workspace":"ws-1"}','0000000000000000000000000000000000000000000000000000000000000000','a41549ed2f95fa8eff7289d2fd189cb57f5871a12c3062b593b50d1e3363ea45');
INSERT INTO journal VALUES(2,'2026-03-02T10:00:00Z','p.lee','import','a subject','{"batch":"b1"}','a41549ed2f95fa8eff7289d2fd189cb57f5871a12c3062b593b50d1e3363ea45','8018473a4fa76b36340175e456af3fba49d64a4a5092d244a92303696b35e011');
INSERT INTO journal VALUES(3,'2026-03-02T10:00:00Z','p.lee','import','a subject','{"batch":"b2"}','8018473a4fa76b36340175e456af3fba49d64a4a5092d244a92303696b35e011','57ba8aaf66b4245e61b4637207b59296a5c43778a1c69335ca98e481a94747c7');
INSERT INTO journal VALUES(4,'2026-03-02T10:00:00Z','p.lee','undo','a subject','{}','57ba8aaf66b4245e61b4637207b59296a5c43778a1c69335ca98e481a94747c7','06e79e53ab08783c254f0c1a419db7a72ed38de7935b57eb9c947ca7c7a900a0');
INSERT INTO journal VALUES(5,'2026-03-02T10:00:00Z','p.lee','test','a subject','{"test":true}','06e79e53ab08783c254f0c1a419db7a72ed38de7935b57eb9c947ca7c7a900a0','9a355e0c34d72b8fcbc20c69ecf7d777da72c0830938b2b61e86b64adf0d3da5');
INSERT INTO journal VALUES(6,'2026-03-02T10:00:00Z','p.lee','test','a subject','{"test":true}','9a355e0c34d72b8fcbc20c69ecf7d777da72c0830938b2b61e86b64adf0d3da5','42027031894d760c6ff9ce5b15a0fb8254e141efa95e6116f3f4b2ba06c92a4b');
INSERT INTO journal VALUES(7,'2026-03-02T10:00:00Z','p.lee','test','a subject','{"test":true}','42027031894d760c6ff9ce5b15a0fb8254e141efa95e6116f3f4b2ba06c92a4b','3462a44ac68b115c1e9b00fb381b2c760377f24c26236343a71a5ed3b083e0c0');
INSERT INTO journal VALUES(8,'2026-03-02T10:00:00Z','p.lee','test','a subject','{"test":true}','3462a44ac68b115c1e9b00fb381b2c760377f24c26236343a71a5ed3b083e0c0','f2004e6effe8e1deb557b5074eb3138b6ad55caa7a05b1e57c68a95ccdd59c83');
CREATE TABLE files (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    sheet   TEXT,
    columns TEXT NOT NULL  -- canonical JSON, our column -> header
) STRICT;
INSERT INTO files VALUES(1,'b1.csv','7dc96f776c8423e57a2785489a3f9c43fb6e756876d6ad9a9cac4aa4e72ec193',NULL,'{"id":"ID"}');
INSERT INTO files VALUES(2,'b2.csv','4814d92093ac8a0f4a2163ab87dee509ba306a58f5888be0edcb2fcd0712028b',NULL,'{"id":"ID"}');
INSERT INTO files VALUES(3,'b3.csv','76a8277347f52530e1cf979175a178980b3a180d176165c985d85f7e142f1eed',NULL,'{"id":"ID"}');
INSERT INTO files VALUES(4,'okta.csv','65819e198c32566ae994e481fd6ab4f725a3c16e916102713a58f22d291aed0b',NULL,'{"id":"ID"}');
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
INSERT INTO file_reads VALUES(2,1,NULL,'{"delimiter":","}',2,2,0,0,0);
INSERT INTO file_reads VALUES(3,2,4,'{"delimiter":","}',1,1,0,0,0);
INSERT INTO file_reads VALUES(5,3,NULL,'{"delimiter":","}',2,1,0,0,1);
INSERT INTO file_reads VALUES(6,4,NULL,'{"delimiter":","}',0,0,0,0,0);
CREATE TABLE batches (
    seq       INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    summary   TEXT NOT NULL,  -- canonical JSON
    undone_by INTEGER
) STRICT;
INSERT INTO batches VALUES(2,'b1','{"rows":2}',NULL);
INSERT INTO batches VALUES(3,'b2','{"rows":1}',4);
INSERT INTO batches VALUES(6,'b4','{"rows":3}',NULL);
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
INSERT INTO diagnostics VALUES(1,5,'import/missing-key','error','no id','Fill the key.','b3.csv',NULL,3,NULL,NULL);
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
INSERT INTO rejected VALUES(1,5,3,3,NULL,'import/missing-key','no id',',x');
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
, source TEXT NOT NULL DEFAULT '', mention INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO records VALUES(1,'people','P-1','{"id":"P-1","name":"a"}','{"Floor":"3"}',1,2,2,2,3,'',0);
INSERT INTO records VALUES(2,'people','P-1','{"id":"P-1","name":"b"}',NULL,2,2,3,3,4,'',0);
INSERT INTO records VALUES(3,'people','P-1','{"id":"P-1","name":"a"}','{"Floor":"3"}',1,2,2,4,NULL,'',0);
INSERT INTO records VALUES(4,'tools','T-1','{"id":"T-1"}',NULL,3,2,5,5,NULL,'',0);
INSERT INTO records VALUES(5,'people','P-1','{"id":"P-1","name":"Ann","active":"yes"}',NULL,4,2,6,6,NULL,'okta',0);
INSERT INTO records VALUES(6,'people','P-1','{"id":"P-1","kind":"human"}',NULL,4,3,6,6,NULL,'okta',1);
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
INSERT INTO events VALUES(1,'E-1',NULL,'WF-1','tool_call','2026-03-01T00:00:00Z',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'ok',NULL,NULL,1,3,2,2,NULL);
INSERT INTO events VALUES(2,'E-2',NULL,NULL,'effect','2026-03-02',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,4,4,6,6,NULL);
CREATE TABLE blobs (
    id     INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    size   INTEGER NOT NULL
) STRICT;
INSERT INTO blobs VALUES(1,'277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9',5);
INSERT INTO blobs VALUES(2,'230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5',4);
INSERT INTO blobs VALUES(3,'c2ae39a52099bac28988e37feeea2a3b41c11f8598eac41b70ddc729f7951eca',16);
CREATE TABLE blob_chunks (
    blob  INTEGER NOT NULL REFERENCES blobs (id),
    n     INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (blob, n)
) STRICT;
INSERT INTO blob_chunks VALUES(1,0,X'6279746573');
INSERT INTO blob_chunks VALUES(2,0,X'626f6479');
INSERT INTO blob_chunks VALUES(3,0,X'652d310a652d320a652d330a652d340a');
CREATE TABLE blob_uses (
    from_seq INTEGER NOT NULL,
    blob     INTEGER NOT NULL REFERENCES blobs (id),
    to_seq   INTEGER,
    PRIMARY KEY (from_seq, blob)
) STRICT;
INSERT INTO blob_uses VALUES(5,1,NULL);
INSERT INTO blob_uses VALUES(7,3,NULL);
CREATE TABLE assessments (
    seq    INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE,
    at     TEXT NOT NULL,
    header TEXT NOT NULL,  -- canonical JSON
    body   INTEGER NOT NULL REFERENCES blobs (id)
) STRICT;
INSERT INTO assessments VALUES(5,'a1','2026-03-02T10:00:00Z','{"as_of":"2026-01-01"}',2);
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
INSERT INTO attached_catalogs VALUES(1,'nist-csf@2.0','csf.json','aa','[]',5,5,NULL);
CREATE TABLE settings (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    value    TEXT NOT NULL,
    made_seq INTEGER NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq   INTEGER
) STRICT;
INSERT INTO settings VALUES(1,'limit','1',5,5,NULL);
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
INSERT INTO citation_choices VALUES(1,'A2','','owasp-agentic-threats@1.1/T2','tools','p.lee',5,5,NULL);
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
INSERT INTO joins VALUES(1,'00u1','P-1','same','e-mail ann@example.com','one address','p.lee',6,6,NULL);
CREATE TABLE masked_copies (
    original TEXT NOT NULL PRIMARY KEY,
    copy     TEXT NOT NULL
) STRICT;
CREATE TABLE samples (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    sample   TEXT NOT NULL,  -- canonical JSON
    made_seq INTEGER NOT NULL,
    from_seq INTEGER NOT NULL,
    to_seq   INTEGER
) STRICT;
INSERT INTO samples VALUES(1,'S-1','{"conclusions":[],"definition":{"control":null,"from":null,"of":"approvals","to":null,"workflows":["WF-1"]},"deviations":[],"draws":[],"frozen":{"at":"2026-03-02T10:00:00Z","by":"p.lee","entry":7},"items":4,"name":"S-1","notes":[],"said":"The approvals of WF-1, whatever their outcome; each by the id of the event.","seed":null,"sha256":"c2ae39a52099bac28988e37feeea2a3b41c11f8598eac41b70ddc729f7951eca"}',7,7,8);
INSERT INTO samples VALUES(2,'S-1','{"conclusions":[],"definition":{"control":null,"from":null,"of":"approvals","to":null,"workflows":["WF-1"]},"deviations":[{"item":"e-4","step":{"at":"2026-03-02T10:00:00Z","by":"p.lee","entry":8},"why":"no approval","withdrawn":null}],"draws":[{"basis":"as asked","known":0,"size":2,"step":{"at":"2026-03-02T10:00:00Z","by":"p.lee","entry":8},"why":null}],"frozen":{"at":"2026-03-02T10:00:00Z","by":"p.lee","entry":7},"items":4,"name":"S-1","notes":[],"said":"The approvals of WF-1, whatever their outcome; each by the id of the event.","seed":"7","sha256":"c2ae39a52099bac28988e37feeea2a3b41c11f8598eac41b70ddc729f7951eca"}',8,8,NULL);
CREATE INDEX files_by_content ON files (sha256, name);
CREATE INDEX diagnostics_by_seq ON diagnostics (seq);
CREATE INDEX rejected_by_seq ON rejected (seq);
CREATE INDEX records_closed ON records (tbl, key) WHERE to_seq IS NOT NULL;
CREATE UNIQUE INDEX events_current ON events (event_id) WHERE to_seq IS NULL;
CREATE UNIQUE INDEX attached_catalogs_current ON attached_catalogs (edition) WHERE to_seq IS NULL;
CREATE UNIQUE INDEX settings_current ON settings (name) WHERE to_seq IS NULL;
CREATE UNIQUE INDEX citation_choices_current ON citation_choices (citation, framework) WHERE to_seq IS NULL;
CREATE UNIQUE INDEX records_current ON records (tbl, key, source, mention) WHERE to_seq IS NULL;
CREATE UNIQUE INDEX joins_current ON joins (a, b) WHERE to_seq IS NULL;
CREATE UNIQUE INDEX samples_current ON samples (name) WHERE to_seq IS NULL;
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
COMMIT;
