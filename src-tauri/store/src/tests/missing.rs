//! What a newer export no longer has is named, and nothing else is.

use super::{Desk, action, desk, event, file, record};
use crate::{Change, FileCounts, Missing, NewFile};
use countersign_core::{Origin, Table};
use serde_json::json;

/// A file to be read: its name, what tells its bytes, the ids of the tools in it and the name they have.
struct Export<'a> {
    name: &'a str,
    bytes: &'a str,
    source: &'a str,
    tools: &'a [&'a str],
    called: &'a str,
}

fn export<'a>(name: &'a str, bytes: &'a str, tools: &'a [&'a str]) -> Export<'a> {
    Export { name, bytes, source: "mcp", tools, called: "a" }
}

fn put(c: &mut Change<'_>, export: &Export<'_>) -> u32 {
    let new = NewFile { name: export.name.into(), sha256: export.bytes.into(), ..file("x") };
    let f = c.add_file(&new).unwrap();
    for (row, id) in (2..).zip(export.tools) {
        c.put(&record(Table::Tools, &[("id", id), ("name", export.called)], Origin { file: f, row }), export.source).unwrap();
    }
    let records = export.tools.len() as u64;
    c.finish_file(f, FileCounts { records, ..FileCounts::default() }).unwrap();
    f
}

/// Reads exports in one committed batch; the keys that are missing after it.
fn read(d: &mut Desk, batch: &str, exports: &[Export<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    d.change(|c| {
        c.save_batch(batch, &json!({})).unwrap();
        let files: Vec<u32> = exports.iter().map(|e| put(c, e)).collect();
        found = c.missing(&files).unwrap();
    });
    found.into_iter().map(|m| m.key).collect()
}

const NOTHING: [&str; 0] = [];

#[test]
fn by_the_name_of_the_file() {
    let mut d = desk();
    assert_eq!(read(&mut d, "b1", &[export("2026-01/tools.csv", "1", &["A", "B", "C", "D"])]), NOTHING);
    // One of four is met, in a file of that name: three are gone.
    let mut change = d.ws.change(&action("import")).unwrap();
    let f = put(&mut change, &export("2026-02/tools.csv", "2", &["A", "N"]));
    let found = change.missing(&[f]).unwrap();
    let first = Missing {
        table: Table::Tools,
        key: "B".into(),
        name: Some("a".into()),
        source: "mcp".into(),
        file: 1,
        file_name: "2026-01/tools.csv".into(),
        row: 3,
        seq: 2,
        batch: Some("b1".into()),
    };
    assert_eq!((found.len(), &found[0]), (3, &first));
    drop(change);
    // Not when the source, the sheet or the name is another.
    assert_eq!(read(&mut d, "b2", &[Export { source: "other", ..export("tools.csv", "3", &["A"]) }]), NOTHING);
    assert_eq!(read(&mut d, "b3", &[export("more tools.csv", "4", &["A", "Z"])]), NOTHING);
    d.change(|c| {
        let new = NewFile { name: "tools.csv".into(), sha256: "5".into(), sheet: Some("B".into()), ..file("x") };
        let f = c.add_file(&new).unwrap();
        c.put(&record(Table::Tools, &[("id", "Y"), ("name", "a")], Origin { file: f, row: 2 }), "mcp").unwrap();
        assert!(c.missing(&[f]).unwrap().is_empty());
    });
    // A file that has the whole name comes before those that lie in other folders.
    read(&mut d, "b4", &[export("x/list.csv", "6", &["X1", "X2", "X3"]), export("y/list.csv", "7", &["Y1", "Y2", "Y3"])]);
    assert_eq!(read(&mut d, "b5", &[export("y/list.csv", "8", &["Y1"])]), ["Y2", "Y3"]);
}

#[test]
fn by_what_is_met_again() {
    let mut d = desk();
    read(&mut d, "b1", &[export("jan.csv", "1", &["A", "B", "C", "D", "E"])]);
    assert_eq!(read(&mut d, "b2", &[export("feb.csv", "2", &["A", "B"])]), NOTHING, "two of five are not half");
    assert_eq!(read(&mut d, "b3", &[export("mar.csv", "3", &["A", "B", "C"])]), ["D", "E"]);
    // Changed is met: the row was there.
    assert_eq!(read(&mut d, "b4", &[Export { called: "b", ..export("apr.csv", "4", &["A", "B", "C"]) }]), ["D", "E"]);
    // The rows that stand as `jan.csv` gave them are D and E now, and one of them is half.
    assert_eq!(read(&mut d, "b5", &[Export { called: "b", ..export("may.csv", "5", &["D"]) }]), ["E"]);
    assert_eq!(read(&mut d, "b6", &[Export { called: "b", ..export("may.csv", "5", &["D"]) }]), NOTHING);
}

#[test]
fn two_files_of_one_import_hold_it_together() {
    let mut d = desk();
    read(&mut d, "b1", &[export("all.csv", "1", &["A", "B", "C", "D"])]);
    let halves = [export("first.csv", "2", &["A", "B"]), export("second.csv", "3", &["C", "D"])];
    assert_eq!(read(&mut d, "b2", &halves), NOTHING);
}

#[test]
fn an_export_that_has_become_empty_and_one_that_could_not_be_read() {
    let mut d = desk();
    read(&mut d, "b1", &[export("tools.csv", "1", &["A", "B"]), export("other.csv", "2", &["C"])]);
    assert_eq!(read(&mut d, "b2", &[export("tools.csv", "3", &[])]), ["A", "B"]);
    d.change(|c| {
        let f = put(c, &export("tools.csv", "4", &[]));
        c.finish_file(f, FileCounts { records: 2, rejected: 2, ..FileCounts::default() }).unwrap();
        assert!(c.missing(&[f]).unwrap().is_empty(), "rows that were rejected are not known to be gone");
    });
}

#[test]
fn events_and_mentions_are_never_missing() {
    let mut d = desk();
    let log = |c: &mut Change<'_>, bytes: &str, id: &str| {
        let f = c.add_file(&NewFile { name: "log.json".into(), sha256: bytes.into(), ..file("x") }).unwrap();
        c.put_events(&[record(Table::Events, &event(id, "ok"), Origin { file: f, row: 1 })]).unwrap();
        c.put_mention(&record(Table::Identities, &[("id", id)], Origin { file: f, row: 1 }), "okta").unwrap();
        c.missing(&[f]).unwrap()
    };
    d.change(|c| assert!(log(c, "1", "E-1").is_empty()));
    d.change(|c| assert!(log(c, "2", "E-2").is_empty()));
    // What a description said before is not gone because a log does not name it.
    read(&mut d, "b1", &[export("tools.csv", "1", &["A", "B"])]);
    d.change(|c| {
        let f = c.add_file(&NewFile { name: "tools.csv".into(), sha256: "9".into(), ..file("x") }).unwrap();
        c.put_events(&[record(Table::Events, &event("E-3", "ok"), Origin { file: f, row: 1 })]).unwrap();
        assert!(c.missing(&[f]).unwrap().is_empty());
    });
}
