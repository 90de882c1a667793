//! Undo brings the earlier content back, or says why it cannot.

use super::{Desk, action, desk, event};
use crate::{Put, StoreError, UndoReport};
use countersign_core::Table;
use serde_json::json;

type Row<'a> = (Table, &'a [(&'a str, &'a str)]);

fn undo(d: &mut Desk, batch: &str) -> crate::Result<UndoReport> {
    let mut change = d.ws.change(&action("undo"))?;
    let report = change.undo_batch(batch)?;
    change.commit(&json!({"undone": batch}))?;
    Ok(report)
}

#[test]
fn undo_restores_the_dump_and_keeps_the_history() {
    let mut d = desk();
    let (ok, no) = (event("E-1", "ok"), event("E-1", "no"));
    let other = event("E-2", "ok");
    let first: [Row<'_>; 3] = [(Table::People, &[("id", "P-1"), ("name", "a")]), (Table::Tools, &[("id", "T-1")]), (Table::Events, &ok)];
    d.import("b1", &first);
    d.change(|c| assert!(c.put_blob(&super::blobs::sha(b"kept"), &mut b"kept".as_slice()).unwrap()));
    let before = d.dump();
    let mut change = d.ws.change(&action("import")).unwrap();
    let rows: [Row<'_>; 4] = [
        (Table::People, &[("id", "P-1"), ("name", "b")]),
        (Table::People, &[("id", "P-2"), ("name", "c")]),
        (Table::Events, &no),
        (Table::Events, &other),
    ];
    super::import_into(&mut change, "b2", &rows);
    assert!(change.remove(Table::Tools, "T-1", "").unwrap());
    for bytes in [b"new!", b"kept"] {
        change.put_blob(&super::blobs::sha(bytes), &mut bytes.as_slice()).unwrap();
    }
    change.set_setting("limit", Some("1")).unwrap();
    let seq = change.commit(&json!({})).unwrap();
    let between = d.dump();
    assert_ne!(between, before);
    let report = undo(&mut d, "b2").unwrap();
    assert_eq!(report, UndoReport { batch: seq, closed: 5, restored: 3 });
    assert_eq!(d.dump(), before);
    assert_eq!(d.ws.record(Table::People, "P-1", Some(seq)).unwrap().unwrap().get("name"), Some("b"));
    assert_eq!(d.ws.files(None).unwrap().len(), 1);
    assert_eq!(d.ws.files_of_batch(seq).unwrap().len(), 1);
    assert_eq!(d.ws.batches().unwrap()[1].undone_by, Some(seq + 1));
    assert_eq!(d.ws.blob(&super::blobs::sha(b"new!")).unwrap().unwrap(), b"new!", "bytes are kept for the history");
    // And in again: the rows are new once more.
    assert_eq!(d.import("b3", &[(Table::People, &[("id", "P-2"), ("name", "c")])]), [Put::New]);
}

#[test]
fn undo_of_an_unchanged_import_changes_nothing() {
    let mut d = desk();
    let row: Row<'_> = (Table::People, &[("id", "P-1"), ("name", "a")]);
    d.import("b1", &[row]);
    let before = d.dump();
    assert_eq!(d.import("b2", &[row]), [Put::Same]);
    let report = undo(&mut d, "b2").unwrap();
    assert_eq!((report.closed, report.restored), (0, 0));
    assert_eq!(d.dump(), before);
}

#[test]
fn undo_is_refused_after_a_later_change_of_a_key_and_names_it() {
    let (ok, no) = (event("E-1", "ok"), event("E-1", "no"));
    let v1: [Row<'_>; 3] = [
        (Table::Events, &ok),
        (Table::Actions, &[("workflow", "W"), ("name", "a"), ("mode", "advisory")]),
        (Table::People, &[("id", "P-9")]),
    ];
    let v2: [Row<'_>; 2] = [(Table::Events, &no), (Table::Actions, &[("workflow", "W"), ("name", "a"), ("mode", "automatic")])];
    let mut d = desk();
    d.import("b1", &v1);
    d.import("b2", &v2);
    let (before, head) = (d.dump(), d.ws.head().unwrap());
    match undo(&mut d, "b1") {
        Err(StoreError::UndoConflict { id, keys, total }) => {
            assert_eq!((id.as_str(), total), ("b1", 2));
            assert_eq!(keys, ["actions W / a", "events E-1"]);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!((d.dump(), d.ws.head().unwrap()), (before, head));
}

#[test]
fn undo_is_refused_after_a_later_removal_or_return_of_a_key() {
    let row: Row<'_> = (Table::People, &[("id", "P-1"), ("name", "a")]);
    let mut removed_later = desk();
    removed_later.import("b1", &[row]);
    removed_later.change(|c| assert!(c.remove(Table::People, "P-1", "").unwrap()));
    assert!(matches!(undo(&mut removed_later, "b1"), Err(StoreError::UndoConflict { total: 1, .. })));
    let mut back_later = desk();
    back_later.import("b1", &[row]);
    back_later.change(|c| {
        c.save_batch("b2", &json!({})).unwrap();
        assert!(c.remove(Table::People, "P-1", "").unwrap());
    });
    back_later.import("b3", &[row]);
    assert!(matches!(undo(&mut back_later, "b2"), Err(StoreError::UndoConflict { total: 1, .. })));
}

#[test]
fn what_came_and_went_within_a_batch_does_not_come_back() {
    let mut d = desk();
    d.change(|c| assert!(c.set_setting("limit", Some("0")).unwrap()));
    let before = d.dump();
    d.change(|c| {
        let rows: [Row<'_>; 2] = [(Table::People, &[("id", "P-1")]), (Table::Events, &event("E-1", "ok"))];
        super::import_into(c, "b1", &rows);
        assert!(c.remove(Table::People, "P-1", "").unwrap() && c.remove(Table::Events, "E-1", "").unwrap());
        assert!(c.set_setting("limit", Some("1")).unwrap() && c.set_setting("limit", Some("2")).unwrap());
    });
    undo(&mut d, "b1").unwrap();
    assert_eq!(d.dump(), before);
}

#[test]
fn batches_can_be_undone_one_after_the_other_from_the_last() {
    let mut d = desk();
    let mut dumps = vec![d.dump()];
    for (batch, value) in [("b1", "a"), ("b2", "b"), ("b3", "c")] {
        d.import(batch, &[(Table::People, &[("id", "P-1"), ("name", value)]), (Table::Events, &event("E-1", value))]);
        dumps.push(d.dump());
    }
    for batch in ["b3", "b2", "b1"] {
        dumps.pop();
        undo(&mut d, batch).unwrap();
        assert_eq!(Some(&d.dump()), dumps.last());
    }
    assert!(d.ws.verify_journal().unwrap().broken.is_none());
}

#[test]
fn a_batch_is_undone_once_and_must_exist() {
    let mut d = desk();
    d.import("b1", &[(Table::People, &[("id", "P-1")])]);
    undo(&mut d, "b1").unwrap();
    assert!(matches!(undo(&mut d, "b1"), Err(StoreError::AlreadyUndone { by: 3, .. })));
    assert!(matches!(undo(&mut d, "b7"), Err(StoreError::UnknownBatch { .. })));
}

#[test]
fn a_refusal_names_twenty_keys_and_counts_the_rest() {
    let mut d = desk();
    let ids: Vec<String> = (0..25).map(|i| format!("P-{i:02}")).collect();
    for (batch, name) in [("b1", "a"), ("b2", "b")] {
        let people: Vec<[(&str, &str); 2]> = ids.iter().map(|id| [("id", id.as_str()), ("name", name)]).collect();
        let rows: Vec<Row<'_>> = people.iter().map(|p| (Table::People, &p[..])).collect();
        d.import(batch, &rows);
    }
    let refused = undo(&mut d, "b1").unwrap_err().to_string();
    assert!(refused.contains("people P-00, people P-01,") && refused.ends_with("people P-19 and 5 more"), "{refused}");
}
