//! No file is left behind: every released schema opens, after a copy of it was made.

use super::{Desk, action, desk, event, file, record, reopen};
use crate::migrate::{MIGRATIONS, Migration, newest};
use crate::{Access, FileCounts, Rejected, StoreError, Workspace};
use countersign_core::{Diagnostic, Origin, SourceRef, Table};
use rusqlite::Connection;
use serde_json::json;
use std::path::Path;

const V1: &str = include_str!("../../../../tests/dumps/v1.sql");
const V2: &str = include_str!("../../../../tests/dumps/v2.sql");
const V3: &str = include_str!("../../../../tests/dumps/v3.sql");

fn from_dump(sql: &str, path: &Path) {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch(sql).unwrap();
}

/// The schema as SQLite holds it, without the index that comes and goes.
fn schema(path: &Path) -> Vec<String> {
    let conn = Connection::open(path).unwrap();
    let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT IN ('events_order', 'events_closed') ORDER BY type, name";
    let mut statement = conn.prepare(sql).unwrap();
    statement.query_map([], |r| r.get::<_, String>(0)).unwrap().map(|r| r.unwrap()).collect()
}

/// One of everything that schema 1 had: what `tests/dumps/v1.sql` was made from.
fn specimen_1() -> Desk {
    let mut d = desk();
    let seen = event("E-1", "ok");
    d.import("b1", &[(Table::People, &[("id", "P-1"), ("name", "a"), ("Floor", "3")]), (Table::Events, &seen)]);
    d.import("b2", &[(Table::People, &[("id", "P-1"), ("name", "b")])]);
    let mut change = d.ws.change(&action("undo")).unwrap();
    change.undo_batch("b2").unwrap();
    change.commit(&json!({})).unwrap();
    d.change(|c| {
        let f = c.add_file(&file("b3")).unwrap();
        c.put(&record(Table::Tools, &[("id", "T-1")], Origin { file: f, row: 2 }), "").unwrap();
        c.finish_file(f, FileCounts { records: 2, new: 1, rejected: 1, ..FileCounts::default() }).unwrap();
        c.add_diagnostics(&[Diagnostic::new("import/missing-key", "no id", SourceRef::file("b3.csv").at_row(3))]).unwrap();
        let (code, reason, raw) = ("import/missing-key".into(), "no id".into(), ",x".into());
        c.add_rejected(&[Rejected { file: f, row: 3, column: None, code, reason, raw }]).unwrap();
        c.put_blob(&super::blobs::sha(b"bytes"), &mut b"bytes".as_slice()).unwrap();
        c.set_setting("limit", Some("1")).unwrap();
        c.attach_catalog(&crate::AttachedCatalog {
            edition: "nist-csf@2.0".into(),
            file_name: "csf.json".into(),
            sha256: "aa".into(),
            entries: json!([]),
        })
        .unwrap();
        c.choose_citation(&crate::CitationChoice {
            citation: "A2".into(),
            framework: None,
            requirement: "owasp-agentic-threats@1.1/T2".into(),
            why: "tools".into(),
            by: "p.lee".into(),
        })
        .unwrap();
        c.save_assessment("a1", &json!({"as_of": "2026-01-01"}), b"body").unwrap();
    });
    d
}

/// One of everything that schema 2 had: what `tests/dumps/v2.sql` was made from.
fn specimen_2() -> Desk {
    let mut d = specimen_1();
    d.change(|c| {
        let f = c.add_file(&file("okta")).unwrap();
        let at = |row| Origin { file: f, row };
        c.put(&record(Table::People, &[("id", "P-1"), ("name", "Ann"), ("active", "yes")], at(2)), "okta").unwrap();
        c.put_mention(&record(Table::People, &[("id", "P-1"), ("kind", "human")], at(3)), "okta").unwrap();
        c.put(&record(Table::Events, &[("event_id", "E-2"), ("type", "effect"), ("ts", "2026-03-02")], at(4)), "okta").unwrap();
        c.save_batch("b4", &json!({"rows": 3})).unwrap();
        c.join(&crate::Join {
            a: "P-1".into(),
            b: "00u1".into(),
            state: crate::JoinState::Same,
            rule: Some("e-mail ann@example.com".into()),
            why: "one address".into(),
            by: "p.lee".into(),
        })
        .unwrap();
    });
    d
}

/// One of everything: what `tests/dumps/v3.sql` was made from.
fn specimen() -> Desk {
    let mut d = specimen_2();
    d.change(|c| {
        let population = super::samples::population();
        c.keep_population(&population).unwrap();
        c.keep_sample(&super::samples::frozen(&population, c.seq())).unwrap();
    });
    d.change(|c| {
        let population = super::samples::population();
        let mut sample = c.view().samples(None).unwrap().remove(0);
        sample.draw("7", 2, "as asked".into(), super::samples::step(c.seq())).unwrap();
        let item = sample.sample(&population).unwrap().items.remove(0).id;
        sample.deviates(&item, "no approval", &population, super::samples::step(c.seq())).unwrap();
        c.keep_sample(&sample).unwrap();
    });
    d
}

#[test]
fn a_file_of_schema_1_opens_with_all_it_held() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.countersign");
    from_dump(V1, &path);
    let opened = Workspace::open(&path, Access::Write).unwrap();
    let upgraded = opened.upgraded.unwrap();
    assert_eq!((upgraded.from, upgraded.backup.exists()), (1, true));
    holds_what_it_held(&opened.workspace, &specimen_1(), 5);
}

#[test]
fn a_file_of_schema_2_opens_with_all_it_held() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.countersign");
    from_dump(V2, &path);
    let ws = reopen(&path);
    let now = specimen_2();
    holds_what_it_held(&ws, &now, 6);
    assert!(ws.samples(None).unwrap().is_empty());
    assert_eq!(ws.joins(None).unwrap(), now.ws.joins(None).unwrap());
    assert_eq!(ws.conflicts(None).unwrap(), now.ws.conflicts(None).unwrap());
    assert_eq!(ws.conflicts(None).unwrap().len(), 1);
}

#[test]
fn a_file_of_schema_3_opens_with_all_it_held() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.countersign");
    from_dump(V3, &path);
    let ws = reopen(&path);
    let now = specimen();
    holds_what_it_held(&ws, &now, 8);
    let samples = ws.samples(None).unwrap();
    assert_eq!((samples.len(), &samples), (1, &now.ws.samples(None).unwrap()));
    assert_eq!(ws.population_of(&samples[0]).unwrap(), super::samples::population());
}

fn holds_what_it_held(ws: &Workspace, now: &Desk, last: i64) {
    assert_eq!(ws.dump().unwrap(), now.dump());
    assert_eq!(ws.journal().unwrap(), now.ws.journal().unwrap());
    assert!(ws.verify_journal().unwrap().broken.is_none());
    assert_eq!(ws.meta().unwrap(), now.ws.meta().unwrap());
    assert_eq!(ws.latest_assessment().unwrap(), now.ws.latest_assessment().unwrap());
    assert_eq!(ws.batches().unwrap(), now.ws.batches().unwrap());
    for seq in 1..=last {
        assert_eq!(ws.files(Some(seq)).unwrap(), now.ws.files(Some(seq)).unwrap());
        assert_eq!(ws.diagnostics(seq).unwrap(), now.ws.diagnostics(seq).unwrap());
        assert_eq!(ws.rejected(seq).unwrap(), now.ws.rejected(seq).unwrap());
        assert_eq!(ws.records(Table::People, Some(seq)).unwrap(), now.ws.records(Table::People, Some(seq)).unwrap());
    }
}

#[test]
fn the_newest_schema_is_the_one_a_new_file_has() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.countersign");
    from_dump(V1, &path);
    drop(reopen(&path));
    let new = desk();
    let new_path = new.ws.path().to_owned();
    drop(new.ws);
    assert_eq!(schema(&path), schema(&new_path), "a released schema was edited: write a new migration instead");
}

/// One more version, as a later release might have it.
const LATER: &[Migration] = &[
    MIGRATIONS[0],
    MIGRATIONS[1],
    MIGRATIONS[2],
    Migration { version: 4, sql: "ALTER TABLE meta ADD COLUMN note TEXT; UPDATE meta SET note = 'seen'" },
];

#[test]
fn an_older_file_is_copied_then_upgraded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.countersign");
    from_dump(V3, &path);
    let dump = reopen(&path).dump().unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Workspace::open_with(&path, Access::Read, LATER), Err(StoreError::NeedsUpgrade { found: 3, .. })));
    assert!(std::fs::read(&path).unwrap() == before);
    let opened = Workspace::open_with(&path, Access::Write, LATER).unwrap();
    let upgraded = opened.upgraded.unwrap();
    assert_eq!((upgraded.from, &upgraded.backup), (3, &folder.path().join("w.countersign.backup-v3")));
    assert_eq!(opened.workspace.dump().unwrap(), dump);
    let note: String = opened.workspace.conn.query_row("SELECT DISTINCT note FROM meta", [], |r| r.get(0)).unwrap();
    assert_eq!(note, "seen");
    // The header in the file itself tells, while the workspace is still open.
    assert!(matches!(crate::header::check(&path, 3), Err(StoreError::Newer { found: 4, known: 3, .. })));
    assert!(matches!(Workspace::open(&path, Access::Read), Err(StoreError::Newer { found: 4, known: 3, .. })));
    drop(opened.workspace);
    assert!(Workspace::open_with(&path, Access::Write, LATER).unwrap().upgraded.is_none());
    assert_eq!(reopen(&upgraded.backup).dump().unwrap(), dump);
}

#[test]
fn a_migration_that_fails_leaves_the_file_as_it_was() {
    let broken: &[Migration] = &[
        LATER[0],
        LATER[1],
        LATER[2],
        Migration { version: 4, sql: "CREATE TABLE later (a TEXT) STRICT" },
        Migration { version: 5, sql: "INSERT INTO nowhere VALUES (1)" },
    ];
    let dangling: &[Migration] = &[LATER[0], LATER[1], LATER[2], Migration { version: 4, sql: "UPDATE records SET file = 77" }];
    let d = specimen();
    let path = d.ws.path().to_owned();
    let dump = d.dump();
    drop(d.ws);
    for list in [broken, dangling] {
        let failed = Workspace::open_with(&path, Access::Write, list).map(|_| ()).unwrap_err();
        assert!(matches!(failed, StoreError::Database { .. } | StoreError::Damaged { .. }), "{failed}");
        assert_eq!(reopen(&path).dump().unwrap(), dump);
    }
    // Each attempt made a copy of its own.
    for name in ["w.countersign.backup-v3", "w.countersign.backup-v3-2"] {
        assert_eq!(reopen(&d.folder.path().join(name)).dump().unwrap(), dump);
    }
}

#[test]
fn migrations_are_numbered_without_gaps() {
    assert!(MIGRATIONS.iter().map(|m| m.version).eq(1..=newest(MIGRATIONS)));
}

/// Writes the specimen for `sqlite3 FILE .dump`, to be run once when a schema is released.
#[test]
#[ignore = "makes the file a released schema's dump is taken from"]
fn write_specimen() {
    let out = std::env::var_os("SPECIMEN").unwrap();
    specimen().ws.backup(Path::new(&out)).unwrap();
}
