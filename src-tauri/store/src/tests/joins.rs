//! Ids that are one, and ids that are not.

use super::{desk, file, record};
use crate::{Join, JoinState, StoreError};
use countersign_core::{Origin, Table};
use serde_json::json;

fn join(a: &str, b: &str, state: JoinState) -> Join {
    Join { a: a.into(), b: b.into(), state, rule: Some("e-mail ann@example.com".into()), why: "one address".into(), by: "p.lee".into() }
}

#[test]
fn a_join_has_versions_a_line_in_the_dump_and_is_undone() {
    let mut d = desk();
    let empty = d.dump();
    d.change(|c| {
        c.save_batch("b1", &json!({})).unwrap();
        assert!(c.join(&join("P-1", "00u1", JoinState::Same)).unwrap());
        assert!(!c.join(&join("00u1", "P-1", JoinState::Same)).unwrap(), "the order of the two says nothing");
    });
    let one = d.dump();
    assert_eq!(one.lines().count(), empty.lines().count() + 1);
    assert_eq!(d.ws.joins(None).unwrap(), [join("00u1", "P-1", JoinState::Same)]);
    d.change(|c| {
        c.save_batch("b2", &json!({})).unwrap();
        let stated = Join { rule: None, ..join("P-1", "00u1", JoinState::Different) };
        assert!(c.join(&stated).unwrap());
        assert!(c.join(&join("x", "y", JoinState::Same)).unwrap());
    });
    let now = d.ws.joins(None).unwrap();
    assert_eq!((now.len(), now[0].state, &now[0].rule), (2, JoinState::Different, &None));
    assert_eq!(d.ws.joins(Some(2)).unwrap(), [join("00u1", "P-1", JoinState::Same)]);
    d.change(|c| assert!(c.undo_batch("b2").is_ok()));
    assert_eq!(d.dump(), one);
    d.change(|c| {
        assert!(c.forget_join("P-1", "00u1").unwrap());
        assert!(!c.forget_join("P-1", "00u1").unwrap());
    });
    assert_eq!(d.dump(), empty);
    let mut change = d.ws.change(&super::action("join")).unwrap();
    for (a, b) in [("x", "x"), ("", "x")] {
        assert!(matches!(change.join(&join(a, b, JoinState::Same)), Err(StoreError::Value { .. })));
    }
}

#[test]
fn accepted_joins_say_which_ids_the_own_tables_hold() {
    let mut d = desk();
    d.change(|c| {
        let f = c.add_file(&file("f")).unwrap();
        let id = |id: &'static str| record(Table::Identities, &[("id", id)], Origin { file: f, row: 2 });
        c.put(&id("svc-1"), "").unwrap();
        c.put(&id("00u1"), "okta").unwrap();
        c.join(&join("svc-1", "00u1", JoinState::Same)).unwrap();
        c.join(&join("svc-1", "svc-2", JoinState::Different)).unwrap();
    });
    let same = d.ws.same_ids(None).unwrap();
    assert_eq!(same.pairs, [("00u1".to_owned(), "svc-1".to_owned())]);
    assert_eq!(same.own, ["svc-1".to_owned()].into());
    assert_eq!(d.ws.same_ids(Some(1)).unwrap(), crate::SameIds::default());
    let data = countersign_core::dataset::Dataset::default().with_joins(&same.pairs, &same.own);
    assert_eq!((data.canonical("00u1"), data.canonical("svc-2")), ("svc-1", "svc-2"));
}
