//! What putting a record answers, for records and for events alike.

use super::{action, desk, event, file, import_into, record};
use crate::{Put, StoreError};
use countersign_core::record::FieldChange;
use countersign_core::{Origin, Table};

/// One row with an outcome, as a person and as an event.
fn rows(value: &str) -> [(Table, Vec<(&str, &str)>); 2] {
    [(Table::People, vec![("id", "K"), ("name", value)]), (Table::Events, event("K", value))]
}

#[test]
fn a_record_comes_back_as_it_was_put() {
    let mut d = desk();
    let people = [("id", "P-1"), ("name", "Zoë \"Z\" O'Neil;\n"), ("Widget", "2"), ("Alpha", "1"), ("authority", "accept:high;money")];
    let call = [("event_id", "E-1"), ("workflow", "WF-1"), ("type", "effect"), ("ts", "2026-03-01"), ("size", "007"), ("raw.size", "７")];
    d.change(|c| {
        let file = c.add_file(&file("f")).unwrap();
        for (table, values) in [(Table::People, &people[..]), (Table::Events, &call[..])] {
            let r = record(table, values, Origin { file, row: 5 });
            assert_eq!(c.put(&r, "").unwrap(), Put::New);
            assert_eq!(c.view().record(table, &r.key, None).unwrap(), Some(r));
        }
    });
    let stored = d.ws.records(Table::People, None).unwrap();
    assert_eq!(stored, [record(Table::People, &people, Origin { file: 1, row: 5 })]);
    let mut events = Vec::new();
    d.ws.events(None, &mut |e| {
        events.push(e.clone());
        Ok(())
    })
    .unwrap();
    assert_eq!(events, [record(Table::Events, &call, Origin { file: 1, row: 5 })]);
    assert!(matches!(d.ws.records(Table::Events, None), Err(StoreError::Events { .. })));
}

#[test]
fn new_same_and_changed_across_batches() {
    for (table, first) in rows("a") {
        let mut d = desk();
        assert_eq!(d.import("b1", &[(table, &first)]), [Put::New]);
        let before = d.dump();
        assert_eq!(d.import("b2", &[(table, &first)]), [Put::Same]);
        assert_eq!(d.dump(), before, "the stored origin stays");
        let second = rows("b").into_iter().find(|(t, _)| *t == table).unwrap().1;
        let column = if table == Table::Events { "outcome" } else { "name" };
        let change = FieldChange { column: column.into(), old: Some("a".into()), new: Some("b".into()) };
        assert_eq!(d.import("b3", &[(table, &second)]), [Put::Changed(vec![change])]);
        let now = d.ws.record(table, "K", None).unwrap().unwrap();
        assert_eq!((now.get(column), now.origin.file), (Some("b"), 3));
        assert_ne!(d.dump(), before);
        assert_eq!(d.ws.counts(None).unwrap(), [(table, 1)].into());
    }
}

#[test]
fn attributes_count_and_their_order_does_not() {
    for table in [Table::People, Table::Events] {
        let mut d = desk();
        let base = |extra: &[(&'static str, &'static str)]| {
            let mut row = rows("a").into_iter().find(|(t, _)| *t == table).unwrap().1;
            row.extend_from_slice(extra);
            row
        };
        assert_eq!(d.import("b1", &[(table, &base(&[("X", "1"), ("Y", "2")]))]), [Put::New]);
        assert_eq!(d.import("b2", &[(table, &base(&[("Y", "2"), ("X", "1")]))]), [Put::Same]);
        let change = FieldChange { column: "Y".into(), old: Some("2".into()), new: None };
        assert_eq!(d.import("b3", &[(table, &base(&[("X", "1")]))]), [Put::Changed(vec![change])]);
    }
}

#[test]
fn a_key_twice_in_one_change_is_same_or_a_duplicate() {
    for ((table, a), (_, b)) in rows("a").into_iter().zip(rows("b")) {
        let mut d = desk();
        // New, then again, then different.
        assert_eq!(d.import("b1", &[(table, &a), (table, &a), (table, &b)]), [Put::New, Put::Same, Put::DuplicateInBatch]);
        // Same as before the change, then different: the first row of the file wins.
        assert_eq!(d.import("b2", &[(table, &a), (table, &b)]), [Put::Same, Put::DuplicateInBatch]);
        // Changed, then back: the first row of the file wins here too.
        let answers = d.import("b3", &[(table, &b), (table, &a), (table, &b)]);
        assert!(matches!(answers[..], [Put::Changed(_), Put::DuplicateInBatch, Put::Same]), "{answers:?}");
        let column = if table == Table::Events { "outcome" } else { "name" };
        assert_eq!(d.ws.record(table, "K", None).unwrap().unwrap().get(column), Some("b"));
    }
}

#[test]
fn put_events_answers_row_by_row() {
    let mut d = desk();
    d.import("b1", &[(Table::Events, &event("E-1", "ok")), (Table::Events, &event("E-2", "ok"))]);
    let mut change = d.ws.change(&action("import")).unwrap();
    let file = change.add_file(&file("b2")).unwrap();
    let ids = [("E-1", "ok"), ("E-2", "failed"), ("E-3", "ok"), ("E-3", "failed"), ("E-3", "ok"), ("E-1", "failed")];
    let records: Vec<_> = (2..).zip(ids).map(|(row, (id, o))| record(Table::Events, &event(id, o), Origin { file, row })).collect();
    let answers = change.put_events(&records).unwrap();
    let names: Vec<&str> = answers
        .iter()
        .map(|p| match p {
            Put::New => "new",
            Put::Same => "same",
            Put::Changed(_) => "changed",
            Put::DuplicateInBatch => "duplicate",
        })
        .collect();
    assert_eq!(names, ["same", "changed", "new", "duplicate", "same", "duplicate"]);
}

#[test]
fn what_is_not_an_event_is_refused_as_one() {
    let mut d = desk();
    let mut change = d.ws.change(&action("import")).unwrap();
    let file = change.add_file(&file("f")).unwrap();
    let origin = Origin { file, row: 2 };
    let person = record(Table::People, &[("id", "P-1")], origin);
    let mut other_key = record(Table::Events, &event("E-1", "ok"), origin);
    other_key.key = "E-2".into();
    for bad in [person, other_key] {
        assert!(matches!(change.put_events(&[bad]), Err(StoreError::Value { .. })));
    }
    let nowhere = record(Table::Events, &event("E-1", "ok"), Origin { file: 99, row: 2 });
    assert!(matches!(change.put_events(&[nowhere]), Err(StoreError::Database { .. })), "a file that was not added");
}

#[test]
fn a_removed_key_is_gone_now_and_there_before() {
    for (table, row) in rows("a") {
        let mut d = desk();
        d.import("b1", &[(table, &row)]);
        let seq = d.change(|c| {
            assert!(c.remove(table, "K", "").unwrap());
            assert!(!c.remove(table, "K", "").unwrap());
            assert!(!c.remove(table, "other", "").unwrap());
        });
        assert_eq!(d.ws.record(table, "K", None).unwrap(), None);
        assert!(d.ws.record(table, "K", Some(seq - 1)).unwrap().is_some());
        // Put and removed in one change: it never was.
        let before = d.dump();
        d.change(|c| {
            import_into(c, "b2", &[(table, &row)]);
            assert!(c.remove(table, "K", "").unwrap());
        });
        assert_eq!(d.dump(), before);
        assert_eq!(d.ws.record(table, "K", Some(seq + 1)).unwrap(), None);
    }
}

/// Puts a row of a file that has only some of the columns, as one batch.
fn columns(d: &mut super::Desk, batch: &str, has: &[&str], values: &[(&str, &str)]) -> Put {
    let mut change = d.ws.change(&action("import")).unwrap();
    let file = change.add_file(&file(batch)).unwrap();
    let put = change.put_columns(&record(Table::People, values, Origin { file, row: 2 }), "", &|c| has.contains(&c)).unwrap();
    change.save_batch(batch, &serde_json::json!({})).unwrap();
    change.commit(&serde_json::json!({})).unwrap();
    put
}

#[test]
fn a_file_without_a_column_leaves_it_with_its_place_and_one_that_is_empty_does_not() {
    let mut d = desk();
    let all = ["id", "name", "roles", "X"];
    let full = [("id", "K"), ("name", "Ann"), ("roles", "clerk"), ("X", "1"), ("raw.authority", "?")];
    assert_eq!(columns(&mut d, "b1", &all, &full), Put::New);
    let before = d.dump();
    assert_eq!(columns(&mut d, "b2", &["id", "name"], &[("id", "K"), ("name", "Ann")]), Put::Same);
    assert_eq!(d.dump(), before);
    let named = FieldChange { column: "name".into(), old: Some("Ann".into()), new: Some("Anna".into()) };
    assert_eq!(columns(&mut d, "b3", &["id", "name"], &[("id", "K"), ("name", "Anna")]), Put::Changed(vec![named]));
    let now = d.ws.record(Table::People, "K", None).unwrap().unwrap();
    assert_eq!(
        (now.get("name"), now.get("roles"), now.extra("X"), now.extra("raw.authority")),
        (Some("Anna"), Some("clerk"), Some("1"), Some("?"))
    );
    assert_eq!((now.origin.file, now.origin_of("name").file, now.origin_of("roles").file, now.origin_of("X").file), (3, 3, 1, 1));
    let after = d.dump();
    // Every one of the files again changes nothing but what it says.
    assert_eq!(columns(&mut d, "b4", &["id", "name"], &[("id", "K"), ("name", "Anna")]), Put::Same);
    assert_eq!(columns(&mut d, "b5", &["id", "roles"], &[("id", "K"), ("roles", "clerk")]), Put::Same);
    assert_eq!(d.dump(), after);
    // Present and empty: unknown, also where an earlier file's value had been left.
    let unknown = FieldChange { column: "roles".into(), old: Some("clerk".into()), new: None };
    assert_eq!(columns(&mut d, "b6", &["id", "roles"], &[("id", "K")]), Put::Changed(vec![unknown]));
    let now = d.ws.record(Table::People, "K", None).unwrap().unwrap();
    assert_eq!((now.get("name"), now.get("roles"), now.extra("X")), (Some("Anna"), None, Some("1")));
    assert!(d.ws.conflicts(None).unwrap().is_empty());
    let undo = |d: &mut super::Desk, batch: &str| {
        let mut change = d.ws.change(&action("undo")).unwrap();
        let done = change.undo_batch(batch).is_ok();
        change.commit(&serde_json::json!({})).unwrap();
        done
    };
    assert!(!undo(&mut d, "b3"), "a later batch took the row further");
    assert!(undo(&mut d, "b6"));
    assert_eq!(d.dump(), after);
    assert!(undo(&mut d, "b3"));
    assert_eq!(d.dump(), before);
    assert!(undo(&mut d, "b1"));
    assert_eq!(d.ws.record(Table::People, "K", None).unwrap(), None);
}

#[test]
fn a_key_twice_is_a_duplicate_also_with_some_columns() {
    let mut d = desk();
    let mut change = d.ws.change(&action("import")).unwrap();
    let file = change.add_file(&file("f")).unwrap();
    let mut put = |name: &str| {
        let r = record(Table::People, &[("id", "K"), ("name", name)], Origin { file, row: 2 });
        change.put_columns(&r, "", &|c| c != "roles").unwrap()
    };
    assert_eq!([put("a"), put("a"), put("b")], [Put::New, Put::Same, Put::DuplicateInBatch]);
    let event = record(Table::Events, &event("K", "a"), Origin { file, row: 2 });
    assert!(matches!(change.put_columns(&event, "", &|_| true), Err(StoreError::Events { .. })));
}
