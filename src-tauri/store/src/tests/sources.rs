//! Several sources say what they know of one record: nothing of it is lost, and what stands has its reason and its cell.

use super::{Desk, action, desk, event, file, record};
use crate::{Change, Put, StoreError};
use countersign_core::record::FieldChange;
use countersign_core::{Origin, Record, Table};
use serde_json::json;

type Values<'a> = &'a [(&'a str, &'a str)];

/// One committed batch of people of one source; rows from 2 on.
fn read(d: &mut Desk, batch: &str, source: &str, people: &[Values<'_>]) -> Vec<Put> {
    let mut answers = Vec::new();
    d.change(|c| answers = read_into(c, batch, source, people));
    answers
}

fn read_into(c: &mut Change<'_>, batch: &str, source: &str, people: &[Values<'_>]) -> Vec<Put> {
    let f = c.add_file(&file(batch)).unwrap();
    c.save_batch(batch, &json!({})).unwrap();
    let rows = (2..).zip(people);
    rows.map(|(row, p)| c.put(&record(Table::People, p, Origin { file: f, row }), source).unwrap()).collect()
}

fn mention(c: &mut Change<'_>, batch: &str, source: &str, person: Values<'_>) -> Put {
    let f = c.add_file(&file(batch)).unwrap();
    c.put_mention(&record(Table::People, person, Origin { file: f, row: 9 }), source).unwrap()
}

fn undo(d: &mut Desk, batch: &str) {
    d.change(|c| {
        c.undo_batch(batch).unwrap();
    });
}

fn ann(d: &Desk) -> Record {
    d.ws.record(Table::People, "P-1", None).unwrap().unwrap()
}

#[test]
fn a_second_source_adds_and_takes_nothing_away() {
    let mut d = desk();
    let register: Values<'_> = &[("id", "P-1"), ("name", "Ann Lee"), ("authority", "money"), ("Floor", "3")];
    assert_eq!(read(&mut d, "b1", "", &[register]), [Put::New]);
    let before = d.dump();
    let okta: Values<'_> = &[("id", "P-1"), ("name", "a.lee"), ("active", "yes"), ("Floor", "4"), ("Login", "alee")];
    assert_eq!(read(&mut d, "b2", "okta", &[okta, &[("id", "P-2"), ("name", "Bo")]]), [Put::New, Put::New]);
    let p = ann(&d);
    let words = ["name", "authority", "active"].map(|c| p.get(c).unwrap());
    assert_eq!((words, p.extra("Floor"), p.extra("Login")), (["Ann Lee", "money", "yes"], Some("3"), Some("alee")));
    let files = ["id", "name", "authority", "active", "Floor", "Login"].map(|c| p.origin_of(c).file);
    assert_eq!(files, [1, 1, 1, 2, 1, 2]);
    assert_eq!(d.ws.counts(None).unwrap(), [(Table::People, 2)].into(), "a record counts once");
    let all = d.ws.records(Table::People, None).unwrap();
    assert_eq!((all.len(), &all[0]), (2, &p));
    let page = d.ws.record_page(Table::People, 1, 5).unwrap();
    assert_eq!((page.total, page.records.as_slice()), (2, &all[1..]));
    assert_eq!(d.ws.record_page(Table::People, 0, 1).unwrap().records, all[..1]);
    assert_eq!(d.ws.records(Table::People, Some(3)).unwrap(), all);
    assert_eq!(d.ws.records(Table::People, Some(2)).unwrap().len(), 1);
    let lines: Vec<String> = d.dump().lines().filter(|l| l.contains("P-1")).map(str::to_owned).collect();
    assert_eq!(lines.len(), 2, "a dump shows each source's row");
    assert!(lines[0].ends_with(r#",2,""]"#) && lines[1].ends_with(r#",2,"okta"]"#), "{lines:?}");
    // Again the same from each: nothing changes. What one says anew replaces its own row only.
    let now = d.dump();
    assert_eq!(read(&mut d, "b3", "okta", &[okta]), [Put::Same]);
    assert_eq!(d.dump(), now);
    let change = FieldChange { column: "active".into(), old: Some("yes".into()), new: None };
    let less: Values<'_> = &[("id", "P-1"), ("name", "a.lee"), ("Floor", "4"), ("Login", "alee")];
    assert_eq!(read(&mut d, "b4", "okta", &[less]), [Put::Changed(vec![change])]);
    assert_eq!((ann(&d).get("active"), ann(&d).get("authority")), (None, Some("money")));
    undo(&mut d, "b4");
    assert_eq!((d.dump(), ann(&d)), (now, p));
    undo(&mut d, "b2");
    assert_eq!(d.dump(), before);
}

#[test]
fn the_stated_precedence_then_the_own_tables_then_the_last_read_decide() {
    let mut d = desk();
    read(&mut d, "b1", "", &[&[("id", "P-1"), ("name", "own")]]);
    read(&mut d, "b2", "hr", &[&[("id", "P-1"), ("name", "hr"), ("kind", "human")]]);
    read(&mut d, "b3", "okta", &[&[("id", "P-1"), ("name", "okta"), ("kind", "team")]]);
    assert_eq!((ann(&d).get("name"), ann(&d).get("kind")), (Some("own"), Some("team")));
    let source = |id: &'static str, n: &'static str| [("id", id), ("name", id), ("precedence", n)];
    d.import("b4", &[(Table::Sources, &source("hr", "5")), (Table::Sources, &source("tables", "9"))]);
    assert_eq!((ann(&d).get("name"), ann(&d).get("kind")), (Some("own"), Some("human")));
    let seq = d.ws.head().unwrap().seq;
    d.import("b5", &[(Table::Sources, &source("hr", "10"))]);
    assert_eq!((ann(&d).get("name"), ann(&d).get("kind")), (Some("hr"), Some("human")));
    assert_eq!(d.ws.record(Table::People, "P-1", Some(seq)).unwrap().unwrap().get("name"), Some("own"));
    undo(&mut d, "b5");
    undo(&mut d, "b4");
    // What an undo brings back is not read last for that.
    read(&mut d, "b6", "hr", &[&[("id", "P-1"), ("name", "hr"), ("kind", "human"), ("active", "yes")]]);
    assert_eq!(ann(&d).get("kind"), Some("human"));
    undo(&mut d, "b6");
    assert_eq!(ann(&d).get("kind"), Some("team"));
}

#[test]
fn removing_and_undoing_concern_one_source() {
    let mut d = desk();
    read(&mut d, "b1", "", &[&[("id", "P-1"), ("name", "own")]]);
    read(&mut d, "b2", "okta", &[&[("id", "P-1"), ("name", "okta"), ("kind", "human")]]);
    d.change(|c| {
        assert_eq!(
            mention(c, "b3", "okta", &[("id", "P-1"), ("active", "yes")]),
            Put::Changed(vec![FieldChange { column: "active".into(), old: None, new: Some("yes".into()) }])
        )
    });
    let before = d.dump();
    d.change(|c| {
        c.save_batch("b4", &json!({})).unwrap();
        assert!(c.remove(Table::People, "P-1", "okta").unwrap());
        assert!(!c.remove(Table::People, "P-1", "okta").unwrap());
        assert!(!c.remove(Table::People, "P-1", "hr").unwrap());
    });
    assert_eq!((ann(&d).get("name"), ann(&d).get("kind"), ann(&d).get("active")), (Some("own"), None, None));
    undo(&mut d, "b4");
    assert_eq!(d.dump(), before);
    read(&mut d, "b5", "", &[&[("id", "P-1"), ("name", "other")]]);
    let refused = d.ws.change(&action("undo")).unwrap().undo_batch("b1").unwrap_err().to_string();
    assert!(refused.ends_with("later changes touched people P-1"), "{refused}");
    read(&mut d, "b6", "okta", &[&[("id", "P-1"), ("name", "other")]]);
    let refused = d.ws.change(&action("undo")).unwrap().undo_batch("b2").unwrap_err().to_string();
    assert!(refused.ends_with("later changes touched people P-1 (okta)"), "{refused}");
}

#[test]
fn a_mention_fills_and_never_overwrites() {
    let mut d = desk();
    read(&mut d, "b1", "okta", &[&[("id", "P-1"), ("name", "Ann"), ("Login", "a")]]);
    let before = d.dump();
    d.change(|c| {
        c.save_batch("b2", &json!({})).unwrap();
        assert_eq!(mention(c, "b2", "okta", &[("id", "P-1"), ("name", "ANN"), ("Login", "b"), ("at", "/actor")]), Put::Same);
        assert_eq!(mention(c, "b2", "okta", &[("id", "P-1"), ("name", "ANN"), ("Login", "b"), ("at", "/actor")]), Put::Same);
        let filled = mention(c, "b2", "okta", &[("id", "P-1"), ("kind", "human"), ("Desk", "7"), ("at", "/target")]);
        let Put::Changed(filled) = filled else { panic!("{filled:?}") };
        assert_eq!(filled.iter().map(|f| f.column.as_str()).collect::<Vec<_>>(), ["kind", "Desk"]);
        // Other words for what is known by now, and more of what is not: never a duplicate.
        assert_eq!(mention(c, "b2", "okta", &[("id", "P-1"), ("kind", "team")]), Put::Same);
        assert!(matches!(mention(c, "b2", "okta", &[("id", "P-1"), ("kind", "team"), ("active", "no")]), Put::Changed(_)));
        assert_eq!(mention(c, "b2", "okta", &[("id", "P-2"), ("name", "Bo")]), Put::New);
        assert_eq!(mention(c, "b2", "okta", &[("id", "P-2"), ("name", "Other")]), Put::Same);
    });
    let p = ann(&d);
    assert_eq!(["name", "kind", "active"].map(|c| p.get(c)), [Some("Ann"), Some("human"), Some("no")]);
    assert_eq!((p.extra("Login"), p.extra("Desk"), p.path(Some("kind")), p.path(None)), (Some("a"), Some("7"), Some("/target"), None));
    assert_eq!((p.origin_of("kind"), p.origin_of("id").file), (Origin { file: 2, row: 9 }, 1));
    assert!(d.ws.conflicts(None).unwrap().is_empty(), "one source does not disagree with itself");
    // The description may come after the mention, in the same batch too, and stands before it; and is the same when read again.
    let after = d.dump();
    let mut twice = || {
        let mut answers = Vec::new();
        d.change(|c| {
            c.save_batch(&format!("b{}", c.seq()), &json!({})).unwrap();
            answers.push(mention(c, "log", "okta", &[("id", "P-3"), ("name", "cy"), ("active", "yes")]));
            let f = c.add_file(&file("users")).unwrap();
            answers.push(c.put(&record(Table::People, &[("id", "P-3"), ("name", "Cy")], Origin { file: f, row: 2 }), "okta").unwrap());
        });
        answers
    };
    assert_eq!((twice(), twice()), (vec![Put::New, Put::New], vec![Put::Same, Put::Same]));
    let cy = d.ws.record(Table::People, "P-3", None).unwrap().unwrap();
    assert_eq!((cy.get("name"), cy.get("active")), (Some("Cy"), Some("yes")));
    undo(&mut d, "b5");
    undo(&mut d, "b4");
    assert_eq!(d.dump(), after);
    undo(&mut d, "b2");
    assert_eq!(d.dump(), before);
    let mut change = d.ws.change(&action("import")).unwrap();
    let f = change.add_file(&file("log")).unwrap();
    let call = record(Table::Events, &event("E-1", "ok"), Origin { file: f, row: 2 });
    assert!(matches!(change.put_mention(&call, "okta"), Err(StoreError::Events { .. })));
}

#[test]
fn conflicts_are_listed_with_what_stands_and_why() {
    let mut d = desk();
    read(&mut d, "b1", "", &[&[("id", "P-1"), ("name", "Ann"), ("roles", "a; b")], &[("id", "P-2"), ("name", "Bo")]]);
    read(&mut d, "b2", "okta", &[&[("id", "P-1"), ("name", "ANN"), ("roles", "b;a")], &[("id", "P-2"), ("name", "Bo")]]);
    let found = d.ws.conflicts(None).unwrap();
    assert_eq!(found.len(), 1);
    let c = &found[0];
    assert_eq!((c.table, c.key.as_str(), c.column.as_str()), (Table::People, "P-1", "name"));
    assert_eq!((c.winner.source.as_str(), c.winner.value.as_str(), c.winner.origin), ("", "Ann", Origin { file: 1, row: 2 }));
    assert_eq!((c.others[0].source.as_str(), c.others[0].value.as_str(), c.others[0].origin.file), ("okta", "ANN", 2));
    assert_eq!(c.why, "The organisation's own tables come before exports (`okta`).");
    assert_eq!(d.ws.conflicts_since(2).unwrap(), found);
    assert!(d.ws.conflicts_since(3).unwrap().is_empty() && d.ws.conflicts(Some(2)).unwrap().is_empty());
    // As the import would leave it, and only what it touched.
    let mut change = d.ws.change(&action("import")).unwrap();
    read_into(&mut change, "b3", "hr", &[&[("id", "P-2"), ("name", "Bo Ek")]]);
    let soon = change.view().conflicts_since(change.seq() - 1).unwrap();
    assert_eq!(soon.iter().map(|c| c.key.as_str()).collect::<Vec<_>>(), ["P-2"]);
    assert_eq!(change.view().conflicts(None).unwrap().len(), 2);
    drop(change);
    d.import("b4", &[(Table::Sources, &[("id", "okta"), ("name", "Okta"), ("precedence", "1")])]);
    assert_eq!(d.ws.conflicts(None).unwrap()[0].winner.value, "ANN");
    undo(&mut d, "b2");
    assert!(d.ws.conflicts(None).unwrap().is_empty());
}

#[test]
fn an_event_may_have_no_workflow() {
    let mut d = desk();
    let known = event("E-1", "ok");
    let unknown: Values<'_> = &[("event_id", "E-0"), ("type", "execution"), ("ts", "2026-03-02T00:00:00Z")];
    d.import("b1", &[(Table::Events, &known)]);
    let before = d.dump();
    d.import("b2", &[(Table::Events, unknown)]);
    let ids = |workflow: Option<&str>, at| {
        let mut ids = Vec::new();
        let mut take = |e: &Record| {
            ids.push((e.key.clone(), e.get("workflow").map(str::to_owned)));
            Ok(())
        };
        match workflow {
            None => d.ws.events(at, &mut take),
            Some(w) => d.ws.events_of(Some(w), at, &mut take),
        }
        .unwrap();
        ids
    };
    let (e0, e1) = (("E-0".to_owned(), None), ("E-1".to_owned(), Some("WF-1".to_owned())));
    for at in [None, Some(3)] {
        assert_eq!(ids(None, at), [e0.clone(), e1.clone()]);
        assert_eq!((ids(Some("WF-1"), at), ids(Some(""), at)), (vec![e1.clone()], vec![]));
    }
    assert_eq!(d.ws.record(Table::Events, "E-0", None).unwrap().unwrap().get("workflow"), None);
    assert_eq!(d.ws.counts(None).unwrap(), [(Table::Events, 2)].into());
    assert_eq!(d.import("b3", &[(Table::Events, unknown)]), [Put::Same]);
    assert!(d.dump().contains("E-0"));
    undo(&mut d, "b2");
    assert_eq!(d.dump(), before);
}
