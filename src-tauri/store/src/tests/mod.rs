//! The store, seen from outside. Each file is one promise.

mod blobs;
mod copies;
mod joins;
mod journal;
mod migration;
mod missing;
mod opening;
mod put;
mod samples;
mod small_tables;
mod sources;
mod texts;
mod undo;
mod versions;

use crate::{Access, Action, Change, FileCounts, NewFile, Put, Seq, Workspace};
use countersign_core::tables::spec;
use countersign_core::{Origin, Record, Table};
use serde_json::json;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with one workspace in it.
struct Desk {
    folder: TempDir,
    ws: Workspace,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let ws = Workspace::create(&folder.path().join("w.countersign"), "Acme", "2026-03-01T09:00:00Z", "p.lee", "ws-1").unwrap();
    Desk { folder, ws }
}

impl Desk {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// One committed change.
    fn change(&mut self, work: impl FnOnce(&mut Change<'_>)) -> Seq {
        let mut change = self.ws.change(&action("test")).unwrap();
        work(&mut change);
        change.commit(&json!({"test": true})).unwrap()
    }

    /// One committed import batch of some rows; the answers come back.
    fn import(&mut self, batch: &str, rows: &[(Table, &[(&str, &str)])]) -> Vec<Put> {
        let mut change = self.ws.change(&action("import")).unwrap();
        let answers = import_into(&mut change, batch, rows);
        change.commit(&json!({"batch": batch})).unwrap();
        answers
    }

    fn dump(&self) -> String {
        self.ws.dump().unwrap()
    }
}

fn import_into(change: &mut Change<'_>, batch: &str, rows: &[(Table, &[(&str, &str)])]) -> Vec<Put> {
    let file = change.add_file(&file(batch)).unwrap();
    let mut answers = Vec::new();
    for (row, (table, fields)) in (2..).zip(rows) {
        answers.push(change.put(&record(*table, fields, Origin { file, row }), "").unwrap());
    }
    let records = answers.len() as u64;
    change.finish_file(file, FileCounts { records, new: records, ..FileCounts::default() }).unwrap();
    change.save_batch(batch, &json!({"rows": records})).unwrap();
    answers
}

fn action(kind: &str) -> Action<'_> {
    Action { at: "2026-03-02T10:00:00Z", actor: "p.lee", kind, subject: "a subject" }
}

fn file(name: &str) -> NewFile {
    NewFile {
        name: format!("{name}.csv"),
        sha256: countersign_core::digest::sha256_hex(name.as_bytes()),
        sheet: None,
        format: json!({"delimiter": ","}),
        columns: [("id".to_owned(), "ID".to_owned())].into(),
    }
}

/// A record from columns by name; a name that is not a column is an attribute.
fn record(table: Table, values: &[(&str, &str)], origin: Origin) -> Record {
    let spec = spec(table);
    let (mut fields, mut extra) = (Vec::new(), Vec::new());
    for (name, value) in values {
        match spec.position(name) {
            Some(p) => fields.push((p as u16, value)),
            None => extra.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    let of = |c: &&str| values.iter().find(|(n, _)| n == c).map_or("", |(_, v)| v);
    let key = spec.key.iter().map(of).collect::<Vec<_>>().join("\u{1f}");
    Record { extra: extra.into(), ..Record::new(table, key, fields.into_iter().collect(), origin) }
}

fn event<'a>(id: &'a str, outcome: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("event_id", id), ("workflow", "WF-1"), ("type", "tool_call"), ("ts", "2026-03-01T00:00:00Z"), ("outcome", outcome)]
}

fn reopen(path: &Path) -> Workspace {
    Workspace::open(path, Access::Write).unwrap().workspace
}
