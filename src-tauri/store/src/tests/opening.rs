//! Opening never destroys, and says what is wrong.

use super::{desk, reopen};
use crate::{Access, StoreError, Workspace};
use rusqlite::Connection;
use std::fs;
use std::path::Path;

/// Opens both ways; gives the error, having checked that nothing was touched or made.
fn refused(path: &Path) -> StoreError {
    let folder = path.parent().unwrap();
    let names = || {
        let mut all: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name()).collect();
        all.sort();
        all
    };
    let before = (fs::read(path).ok(), names());
    let read = Workspace::open(path, Access::Read).map(|_| ()).unwrap_err();
    let write = Workspace::open(path, Access::Write).map(|_| ()).unwrap_err();
    assert_eq!(std::mem::discriminant(&read), std::mem::discriminant(&write), "{read} / {write}");
    let mut after = (fs::read(path).ok(), names());
    after.1.retain(|n| before.1.contains(n) || !n.to_string_lossy().ends_with(".lock"));
    assert!(before == after, "opening changed {}", path.display());
    write
}

#[test]
fn create_then_open_gives_the_same_workspace() {
    let d = desk();
    let path = d.ws.path().to_owned();
    assert_eq!(d.ws.meta().unwrap().organisation, "Acme");
    let head = d.ws.head().unwrap();
    drop(d.ws);
    let opened = Workspace::open(&path, Access::Write).unwrap();
    assert!(opened.upgraded.is_none());
    let meta = opened.workspace.meta().unwrap();
    assert_eq!((meta.id.as_str(), meta.created_at.as_str()), ("ws-1", "2026-03-01T09:00:00Z"));
    assert_eq!(opened.workspace.head().unwrap(), head);
    let setting = |name: &str| opened.workspace.conn.pragma_query_value(None, name, |r| r.get::<_, rusqlite::types::Value>(0)).unwrap();
    assert_eq!(setting("journal_mode"), rusqlite::types::Value::Text("wal".into()));
    assert_eq!(setting("foreign_keys"), rusqlite::types::Value::Integer(1));
    assert_eq!(setting("synchronous"), rusqlite::types::Value::Integer(2));
}

#[cfg(unix)]
#[test]
fn a_new_workspace_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let d = desk();
    d.ws.backup(&d.path("b.countersign")).unwrap();
    for name in ["w.countersign", "w.countersign.lock", "b.countersign"] {
        assert_eq!(fs::metadata(d.path(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
}

#[test]
fn create_refuses_to_overwrite() {
    let d = desk();
    fs::write(d.path("notes.txt"), "mine").unwrap();
    let refused = Workspace::create(&d.path("notes.txt"), "Acme", "t", "a", "i").unwrap_err();
    assert!(matches!(refused, StoreError::Exists { .. }), "{refused}");
    assert_eq!(fs::read(d.path("notes.txt")).unwrap(), b"mine");
    assert!(!d.path("notes.txt.lock").exists());
}

#[test]
fn a_failed_create_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("w.countersign.lock")).unwrap();
    let failed = Workspace::create(&folder.path().join("w.countersign"), "Acme", "t", "a", "i").unwrap_err();
    assert!(matches!(failed, StoreError::Io { .. }), "{failed}");
    assert!(!folder.path().join("w.countersign").exists());
}

#[test]
fn a_missing_file_is_missing() {
    let d = desk();
    assert!(matches!(refused(&d.path("nowhere.countersign")), StoreError::Missing { .. }));
}

#[test]
fn an_empty_file_is_empty() {
    let d = desk();
    fs::write(d.path("x"), "").unwrap();
    assert!(matches!(refused(&d.path("x")), StoreError::Empty { .. }));
}

#[test]
fn a_text_file_is_not_sqlite() {
    let d = desk();
    fs::write(d.path("x"), "id,name\n".repeat(100)).unwrap();
    assert!(matches!(refused(&d.path("x")), StoreError::NotSqlite { .. }));
    assert!(matches!(Workspace::open(d.folder.path(), Access::Read), Err(StoreError::NotSqlite { .. })));
}

#[test]
fn another_programs_database_is_foreign() {
    let d = desk();
    let conn = Connection::open(d.path("x")).unwrap();
    conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA application_id = 7; CREATE TABLE t (a)").unwrap();
    drop(conn);
    assert!(matches!(refused(&d.path("x")), StoreError::Foreign { application_id: 7, .. }));
}

#[test]
fn a_newer_workspace_is_refused() {
    let d = desk();
    let path = d.ws.path().to_owned();
    drop(d.ws);
    let conn = Connection::open(&path).unwrap();
    conn.pragma_update(None, "user_version", 99).unwrap();
    drop(conn);
    assert!(matches!(refused(&path), StoreError::Newer { found: 99, .. }));
}

#[test]
fn a_damaged_workspace_is_refused() {
    let mut d = desk();
    let path = d.ws.path().to_owned();
    d.change(|c| assert!(c.put_blob(&super::blobs::sha(&[7; 100_000]), &mut [7; 100_000].as_slice()).unwrap()));
    drop(d.ws);
    let good = fs::read(&path).unwrap();
    let mut scribbled = good.clone();
    scribbled[4096..good.len() / 2].fill(0x5a);
    fs::write(&path, &scribbled).unwrap();
    let found = refused(&path);
    assert!(matches!(found, StoreError::Damaged { .. }), "{found:?}");
    fs::write(&path, &good[..good.len() / 2]).unwrap();
    assert!(matches!(refused(&path), StoreError::Damaged { .. }));
    fs::write(&path, &good[..50]).unwrap();
    assert!(matches!(refused(&path), StoreError::Damaged { .. }));
    fs::write(&path, &good).unwrap();
    reopen(&path);
}

#[test]
fn damage_below_the_surface_is_found_too() {
    let mut d = desk();
    let path = d.ws.path().to_owned();
    d.import("b1", &[(countersign_core::Table::People, &[("id", "P-1"), ("name", "Lee")])]);
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'records'";
    let page: usize = d.ws.conn.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap() as usize;
    drop(d.ws);
    let mut bytes = fs::read(&path).unwrap();
    bytes[(page - 1) * 4096..page * 4096].fill(0x5a);
    fs::write(&path, bytes).unwrap();
    let found = refused(&path);
    assert!(matches!(found, StoreError::Damaged { .. }), "{found:?}");
}

#[test]
fn a_second_connection_reads_what_the_first_wrote_and_changes_nothing() {
    let mut d = desk();
    let mut reader = d.ws.reader().unwrap();
    d.import("b1", &[(countersign_core::Table::People, &[("id", "P-1"), ("name", "Lee")])]);
    assert_eq!(reader.dump().unwrap(), d.dump());
    assert!(matches!(reader.change(&super::action("x")), Err(StoreError::ReadOnly { .. })));
    assert!(reader.conn.execute("DELETE FROM records", []).is_err());
}

#[test]
fn there_is_one_writer_and_readers_beside_it() {
    let mut d = desk();
    let path = d.ws.path().to_owned();
    assert!(matches!(Workspace::open(&path, Access::Write), Err(StoreError::InUse { .. })));
    let mut reader = Workspace::open(&path, Access::Read).unwrap().workspace;
    d.import("b1", &[(countersign_core::Table::People, &[("id", "P-1"), ("name", "Lee")])]);
    assert_eq!(reader.dump().unwrap(), d.dump());
    assert!(matches!(reader.change(&super::action("x")), Err(StoreError::ReadOnly { .. })));
    assert!(reader.conn.execute("DELETE FROM records", []).is_err());
    drop(d.ws);
    drop(reader);
    reopen(&path);
}
