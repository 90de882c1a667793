//! The dataset as of any version, and changes that never were.

use super::{action, desk, event, file, import_into, reopen};
use crate::{FileCounts, StoreError};
use countersign_core::Table;
use serde_json::json;

#[test]
fn earlier_versions_can_be_read_back() {
    let mut d = desk();
    let mut versions = Vec::new();
    for (i, name) in ["a", "b", "c"].into_iter().enumerate() {
        let person: &[(&str, &str)] = &[("id", "P-1"), ("name", name)];
        let batch = format!("b{i}");
        d.import(&batch, &[(Table::People, person), (Table::Events, &event("E-1", name)), (Table::Events, &event(name, "x"))]);
        d.change(|c| assert!(c.set_setting("limit", Some(name)).unwrap()));
        versions.push((d.ws.head().unwrap().seq, name));
    }
    for (n, (seq, name)) in (1_u64..).zip(versions) {
        let at = Some(seq);
        assert_eq!(d.ws.records(Table::People, at).unwrap()[0].get("name"), Some(name));
        assert_eq!(d.ws.record(Table::Events, "E-1", at).unwrap().unwrap().get("outcome"), Some(name));
        let mut seen = 0;
        d.ws.events(at, &mut |_| {
            seen += 1;
            Ok(())
        })
        .unwrap();
        assert_eq!(seen, n + 1);
        assert_eq!(d.ws.counts(at).unwrap(), [(Table::People, 1), (Table::Events, n + 1)].into());
        assert_eq!(d.ws.files(at).unwrap().len() as u64, n);
        assert_eq!(d.ws.settings(at).unwrap(), [("limit".to_owned(), name.to_owned())].into());
    }
    assert!(d.ws.records(Table::People, Some(1)).unwrap().is_empty());
    let by_file = d.ws.counts_by_file(None).unwrap();
    assert_eq!(by_file, [((1, Table::Events), 1), ((2, Table::Events), 1), ((3, Table::People), 1), ((3, Table::Events), 2)].into());
}

#[test]
fn events_come_by_workflow_time_file_and_row_and_stop_when_told() {
    let mut d = desk();
    let at = |id: &'static str, workflow: &'static str, ts: &'static str| {
        [("event_id", id), ("workflow", workflow), ("type", "effect"), ("ts", ts)]
    };
    let rows = [at("5", "WF-2", "2026-01-01"), at("2", "WF-1", "2026-01-02"), at("4", "WF-1", "2026-01-03"), at("3", "WF-1", "2026-01-02")];
    d.import("b1", &rows.each_ref().map(|r| (Table::Events, &r[..])));
    let order = |ws: &crate::Workspace| {
        let mut ids = Vec::new();
        ws.events(None, &mut |e| {
            ids.push(e.key.clone());
            if ids.len() == 4 { Err(StoreError::Stopped) } else { Ok(()) }
        })
        .map(|()| ids.clone())
        .unwrap_or(ids)
    };
    assert_eq!(order(&d.ws), ["2", "3", "4", "5"]);
    // Again after more were written, once with the index not there (inside the change) and once with it.
    let mut change = d.ws.change(&action("import")).unwrap();
    import_into(&mut change, "b2", &[(Table::Events, &at("1", "WF-1", "2026-01-01"))]);
    assert_eq!(order(change.view()), ["1", "2", "3", "4"]);
    change.commit(&json!({})).unwrap();
    assert_eq!(order(&d.ws), ["1", "2", "3", "4"]);
    assert!(matches!(d.ws.events(None, &mut |_| Err(StoreError::Stopped)), Err(StoreError::Stopped)));
    let mut of = Vec::new();
    d.ws.events_of(Some("WF-1"), None, &mut |e| {
        of.push(e.key.clone());
        Ok(())
    })
    .unwrap();
    assert_eq!(of, ["1", "2", "3", "4"]);
}

#[test]
fn a_dropped_change_never_was() {
    let mut d = desk();
    d.import("b1", &[(Table::People, &[("id", "P-1"), ("name", "a")]), (Table::Events, &event("E-1", "ok"))]);
    d.ws.events(None, &mut |_| Ok(())).unwrap();
    let (before, head) = (d.dump(), d.ws.head().unwrap());
    let mut change = d.ws.change(&action("import")).unwrap();
    let rows: [(Table, &[(&str, &str)]); 3] =
        [(Table::People, &[("id", "P-1"), ("name", "b")]), (Table::Events, &event("E-1", "no")), (Table::Events, &event("E-2", "ok"))];
    import_into(&mut change, "b2", &rows);
    change.put_blob(&super::blobs::sha(b"x"), &mut b"x".as_slice()).unwrap();
    change.set_setting("limit", Some("1")).unwrap();
    assert_ne!(change.view().dump().unwrap(), before, "a change can be looked at before it is made");
    drop(change);
    assert_eq!(d.dump(), before);
    assert_eq!(d.ws.head().unwrap(), head);
    assert!(d.ws.batches().unwrap().len() == 1 && d.ws.blob_len(&super::blobs::sha(b"x")).unwrap().is_none());
    let path = d.ws.path().to_owned();
    drop(d.ws);
    assert_eq!(reopen(&path).dump().unwrap(), before);
}

#[test]
fn a_file_keeps_its_number_and_each_reading_its_counts() {
    let mut d = desk();
    let counts = |n| FileCounts { records: n, new: n, ..FileCounts::default() };
    let read = |d: &mut super::Desk, n: u64, name: &str| {
        let mut id = 0;
        let seq = d.change(|c| {
            id = c.add_file(&file(name)).unwrap();
            assert_eq!(c.add_file(&file(name)).unwrap(), id);
            c.finish_file(id, counts(n)).unwrap();
        });
        (id, seq)
    };
    let (first, seq1) = read(&mut d, 7, "a");
    let (again, seq2) = read(&mut d, 3, "a");
    let (other, _) = read(&mut d, 1, "b");
    assert_eq!((again, other), (first, first + 1));
    let now = d.ws.files(None).unwrap();
    assert_eq!((now.len(), now[0].counts, now[0].read_by), (2, counts(3), seq2));
    assert_eq!(now[0].source.columns, [("id".to_owned(), "ID".to_owned())].into());
    assert_eq!(now[0].format, json!({"delimiter": ","}));
    assert_eq!(d.ws.files(Some(seq1)).unwrap()[0].counts, counts(7));
    assert_eq!(d.ws.files_of_batch(seq1).unwrap()[0].counts, counts(7));
}

#[test]
fn one_dump_for_one_content_however_it_came_about() {
    let mut one = desk();
    let mut two = desk();
    let a: (Table, &[(&str, &str)]) = (Table::People, &[("id", "P-1"), ("name", "a")]);
    let b: (Table, &[(&str, &str)]) = (Table::People, &[("id", "P-2"), ("name", "b")]);
    one.import("x", &[a]);
    one.import("y", &[b]);
    two.change(|c| assert!(c.set_setting("limit", Some("1")).unwrap()));
    two.import("y", &[b]);
    two.import("x", &[a]);
    assert_ne!(one.dump(), two.dump());
    two.change(|c| assert!(c.set_setting("limit", None).unwrap()));
    assert_eq!(one.dump(), two.dump());
    assert_eq!(one.ws.dump_digest().unwrap(), countersign_core::digest::sha256_hex(one.dump().as_bytes()));
}

#[test]
fn a_page_of_records_is_a_stretch_of_all_of_them_as_they_are_now() {
    let mut d = desk();
    let ids: Vec<String> = (0..25).map(|i| format!("WF-{i:02}")).collect();
    let rows: Vec<(Table, Vec<(&str, &str)>)> =
        ids.iter().rev().map(|id| (Table::Workflows, vec![("id", id.as_str()), ("name", "a")])).collect();
    let slices: Vec<(Table, &[(&str, &str)])> = rows.iter().map(|(t, r)| (*t, r.as_slice())).collect();
    d.import("b1", &slices);
    d.import("b2", &[(Table::Workflows, &[("id", "WF-03"), ("name", "b")]), (Table::People, &[("id", "P-1"), ("name", "c")])]);
    let all = d.ws.records(Table::Workflows, None).unwrap();
    for (from, rows) in [(0, 10), (10, 10), (20, 10), (25, 10), (0, 0), (0, 100)] {
        let page = d.ws.record_page(Table::Workflows, from, rows).unwrap();
        let wanted: Vec<_> = all.iter().skip(from as usize).take(rows as usize).cloned().collect();
        assert_eq!((page.total, page.records), (25, wanted), "{rows} from {from}");
    }
    assert_eq!(d.ws.record_page(Table::Workflows, 3, 1).unwrap().records[0].get("name"), Some("b"));
    assert!(matches!(d.ws.record_page(Table::Events, 0, 1), Err(crate::StoreError::Events { .. })));
}
