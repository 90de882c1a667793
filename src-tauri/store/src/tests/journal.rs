//! The journal is append-only, and shows when it was not.

use super::{action, desk};
use crate::{StoreError, Workspace};
use countersign_core::digest::{canonical_json, sha256_hex};
use rusqlite::Connection;
use serde_json::json;
use std::path::Path;

fn tamper(path: &Path, sql: &str) {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch("DROP TRIGGER journal_no_update; DROP TRIGGER journal_no_delete; DROP TRIGGER journal_in_order").unwrap();
    assert!(conn.execute(sql, []).unwrap() > 0);
}

/// When the triggers are gone already.
fn tamper_again(path: &Path, sql: &str) {
    assert!(Connection::open(path).unwrap().execute(sql, []).unwrap() > 0);
}

fn three_entries() -> (super::Desk, std::path::PathBuf) {
    let mut d = desk();
    d.change(|c| assert!(c.set_setting("x", Some("1")).unwrap()));
    d.change(|c| assert!(c.set_setting("x", Some("2")).unwrap()));
    let path = d.ws.path().to_owned();
    (d, path)
}

#[test]
fn every_change_has_one_entry_and_the_chain_can_be_recomputed_by_hand() {
    let (d, _) = three_entries();
    let entries = d.ws.journal().unwrap();
    assert_eq!(entries.iter().map(|e| (e.seq, e.action.as_str())).collect::<Vec<_>>(), [(1, "create"), (2, "test"), (3, "test")]);
    let mut prev = "0".repeat(64);
    for e in &entries {
        let six = json!({"seq": e.seq, "at": e.at, "actor": e.actor, "action": e.action, "subject": e.subject, "detail": e.detail});
        assert_eq!(e.prev, prev);
        assert_eq!(e.hash, sha256_hex(format!("{prev}{}", canonical_json(&six).unwrap()).as_bytes()));
        prev.clone_from(&e.hash);
    }
    let check = d.ws.verify_journal().unwrap();
    assert_eq!((check.entries, check.broken), (3, None));
    assert_eq!(check.head, d.ws.head().unwrap());
    assert_eq!(check.head.hash, prev);
}

#[test]
fn entries_cannot_be_updated_deleted_or_put_in_between() {
    let (d, _) = three_entries();
    for sql in [
        "UPDATE journal SET actor = 'someone else' WHERE seq = 2",
        "DELETE FROM journal WHERE seq = 3",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 2",
        "INSERT INTO journal SELECT 9, at, actor, action, subject, detail, prev, hash FROM journal WHERE seq = 2",
    ] {
        let refused = d.ws.conn.execute(sql, []).unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
}

#[test]
fn tampering_is_found_at_the_entry() {
    for (sql, at) in [
        ("UPDATE journal SET actor = 'someone else' WHERE seq = 2", 2),
        ("UPDATE journal SET detail = '{}' WHERE seq = 1", 1),
        ("UPDATE journal SET detail = 'no json' WHERE seq = 1", 1),
        ("UPDATE journal SET hash = prev WHERE seq = 3", 3),
        ("UPDATE journal SET hash = prev WHERE seq = 2", 2),
        ("DELETE FROM journal WHERE seq = 2", 3),
        ("DELETE FROM journal WHERE seq = 1", 2),
    ] {
        let (d, path) = three_entries();
        tamper(&path, sql);
        let check = d.ws.verify_journal().unwrap();
        assert_eq!(check.broken.map(|(seq, _)| seq), Some(at), "{sql}");
    }
}

#[test]
fn an_entry_forged_with_a_hash_of_its_own_is_found_at_the_next() {
    let (d, path) = three_entries();
    let e = &d.ws.journal().unwrap()[1];
    let six = json!({"seq": 2, "at": e.at, "actor": "someone else", "action": e.action, "subject": e.subject, "detail": e.detail});
    let hash = sha256_hex(format!("{}{}", e.prev, canonical_json(&six).unwrap()).as_bytes());
    tamper(&path, &format!("UPDATE journal SET actor = 'someone else', hash = '{hash}' WHERE seq = 2"));
    let (at, why) = d.ws.verify_journal().unwrap().broken.unwrap();
    assert_eq!((at, why.as_str()), (3, "it does not name the hash of the entry before it"));
    tamper_again(&path, "DELETE FROM journal WHERE seq = 2");
    let (at, why) = d.ws.verify_journal().unwrap().broken.unwrap();
    assert_eq!((at, why.as_str()), (3, "entries before it are missing"));
}

#[test]
fn a_backup_of_a_tampered_workspace_is_refused() {
    let (d, path) = three_entries();
    tamper(&path, "UPDATE journal SET actor = 'someone else' WHERE seq = 2");
    let refused = d.ws.backup(&d.path("b")).unwrap_err();
    assert!(matches!(refused, StoreError::BadCopy { .. }), "{refused}");
    assert!(!d.path("b").exists());
    drop(d.ws);
    assert!(matches!(Workspace::restore(&path, &d.folder.path().join("r")), Err(StoreError::BadCopy { .. })));
    let names: Vec<_> = std::fs::read_dir(d.folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(names.iter().all(|n| !n.to_string_lossy().contains(".part")), "{names:?}");
}

#[test]
fn a_change_that_is_not_committed_has_no_entry() {
    let mut d = desk();
    let change = d.ws.change(&action("x")).unwrap();
    assert_eq!(change.seq(), 2);
    change.rollback().unwrap();
    assert_eq!(d.ws.head().unwrap().seq, 1);
    assert_eq!(d.change(|_| ()), 2);
}
