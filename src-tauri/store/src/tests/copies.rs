//! Backup and restore: the same content, or no file.

use super::{desk, event, reopen};
use crate::{Access, StoreError, Workspace};
use countersign_core::Table;
use std::fs;

#[test]
fn a_backup_restores_to_the_same_workspace() {
    let mut d = desk();
    d.import("b1", &[(Table::People, &[("id", "P-1"), ("name", "a")]), (Table::Events, &event("E-1", "ok"))]);
    d.change(|c| assert!(c.put_blob(&super::blobs::sha(b"x"), &mut b"x".as_slice()).unwrap()));
    let (backup, restored) = (d.path("b.countersign"), d.path("r.countersign"));
    let info = d.ws.backup(&backup).unwrap();
    assert_eq!(info.head, d.ws.head().unwrap());
    assert_eq!(info.counts, d.ws.counts(None).unwrap());
    assert_eq!(info.bytes, fs::metadata(&backup).unwrap().len());
    let before = fs::read(&backup).unwrap();
    Workspace::restore(&backup, &restored).unwrap();
    assert!(fs::read(&backup).unwrap() == before, "restoring reads the backup only");
    let ws = reopen(&restored);
    assert_eq!(ws.dump().unwrap(), d.dump());
    assert_eq!(ws.journal().unwrap(), d.ws.journal().unwrap());
    let names: Vec<_> = fs::read_dir(d.folder.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.iter().all(|n| !n.contains(".part") && !n.starts_with("b.countersign-")), "{names:?}");
}

#[test]
fn a_reader_can_back_up_beside_a_writer() {
    let mut d = desk();
    d.import("b1", &[(Table::People, &[("id", "P-1")])]);
    let reader = Workspace::open(d.ws.path(), Access::Read).unwrap().workspace;
    reader.backup(&d.path("b")).unwrap();
    assert_eq!(reopen(&d.path("b")).dump().unwrap(), d.dump());
}

#[test]
fn nothing_is_overwritten() {
    let d = desk();
    let (out, backup) = (d.path("taken"), d.path("b"));
    fs::write(&out, "mine").unwrap();
    d.ws.backup(&backup).unwrap();
    assert!(matches!(d.ws.backup(&out), Err(StoreError::Exists { .. })));
    assert!(matches!(d.ws.backup(&backup), Err(StoreError::Exists { .. })));
    assert!(matches!(Workspace::restore(&backup, &out), Err(StoreError::Exists { .. })));
    assert_eq!(fs::read(&out).unwrap(), b"mine");
}

#[test]
fn what_is_not_a_workspace_is_not_restored() {
    let d = desk();
    fs::write(d.path("x"), "not a workspace").unwrap();
    assert!(matches!(Workspace::restore(&d.path("x"), &d.path("r")), Err(StoreError::NotSqlite { .. })));
    d.ws.backup(&d.path("b")).unwrap();
    let mut bytes = fs::read(d.path("b")).unwrap();
    let half = bytes.len() / 2;
    bytes[4096..half].fill(0x5a);
    fs::write(d.path("b"), bytes).unwrap();
    assert!(matches!(Workspace::restore(&d.path("b"), &d.path("r")), Err(StoreError::Damaged { .. })));
    assert!(!d.path("r").exists());
}
