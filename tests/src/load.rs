//! A made-up organisation for the engine alone: workflows with identities, credentials, grants, tools, flows and runs, as records in
//! memory. The same numbers give the same records. Two are made: one that looks after its workflows, with a few things to find in each,
//! and one that neglects them all, so that almost everything that can be found is found everywhere.

mod controls;
mod log;
mod neglected;
mod tended;

pub use log::events;

use controls::controls;
use countersign_core::catalog::Content;
use countersign_core::dataset::Dataset;
use countersign_core::record::{KEY_SEPARATOR, Origin, Record};
use countersign_core::tables::{Table, spec};
use neglected::neglected;
use tended::tended;

/// Ten grants for each workflow, and a hundred events.
pub const GRANTS_EACH: usize = 10;
/// Runs for each workflow, of ten events each.
pub const RUNS_EACH: usize = 10;

/// How an organisation looks after its workflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Each workflow has two or three faults, and every tenth is as in a neglected organisation.
    Well,
    /// Columns are filled at random: about 26 findings for each workflow.
    Badly,
}

impl Kept {
    /// Whether a workflow is neglected.
    fn neglects(self, i: usize) -> bool {
        self == Self::Badly || i % 10 == 3
    }
}

/// A record with some columns; its key is made of its key columns, which have to be among them.
fn record(table: Table, row: usize, values: &[(&str, String)]) -> Record {
    let spec = spec(table);
    let of = |c: &str| values.iter().find(|(x, _)| *x == c).map_or("", |(_, v)| v.as_str());
    let key = spec.key.iter().map(|c| of(c)).collect::<Vec<_>>().join(&KEY_SEPARATOR.to_string());
    let position = |c: &str| u16::try_from(spec.position(c).unwrap()).unwrap();
    let fields = values.iter().filter(|(_, v)| !v.is_empty()).map(|(c, v)| (position(c), v)).collect();
    Record::new(table, key, fields, Origin { file: table as u32 + 1, row: row as u64 + 2 })
}

/// One of some words, scattered by number and column.
fn one(words: &[&str], i: usize, salt: usize) -> String {
    words[(i * 31 + salt * 17 + i / 7) % words.len()].to_owned()
}

/// The id of a workflow.
pub fn workflow_id(i: usize) -> String {
    format!("WF-{i:06}")
}

/// The records of so many workflows, without their events.
pub fn dataset(workflows: usize, kept: Kept, content: &Content) -> Dataset {
    let mut rows = Vec::new();
    for i in 0..200 {
        rows.push(record(
            Table::People,
            i,
            &[
                ("id", format!("P-{i:03}")),
                ("name", format!("Person {i}")),
                ("kind", "human".into()),
                ("active", if i % 19 == 0 { "no" } else { "yes" }.into()),
                ("authority", "prod_change;external_comm;money".into()),
            ],
        ));
    }
    for i in 0..60 {
        rows.push(record(
            Table::Tools,
            i,
            &[
                ("id", format!("TL-{i:02}")),
                ("discovery", "fixed".into()),
                ("access", one(&["read", "write", "execute"], i, 1)),
                ("needs", "read;write".into()),
                ("zone", one(&["internal", "dmz"], i, 2)),
                ("policy_scope", one(&["yes", "no"], i, 3)),
            ],
        ));
    }
    for i in 0..500 {
        rows.push(record(
            Table::Resources,
            i,
            &[
                ("id", format!("RS-{i:03}")),
                ("kind", one(&["store", "mailbox", "api", "repo", "secret_store"], i, 1)),
                ("sensitivity", one(&["public", "internal", "confidential", "restricted", ""], i, 2)),
                ("environment", one(&["prod", "test", "dev"], i, 3)),
                ("zone", one(&["internal", "dmz", "external"], i, 4)),
                ("untrusted", if i % 5 == 1 { "yes" } else { "no" }.into()),
                ("egress", if i % 7 == 1 { "yes" } else { "no" }.into()),
            ],
        ));
    }
    for i in 0..500 {
        rows.push(record(
            Table::Resources,
            500 + i,
            &[
                ("id", plain_resource(i)),
                ("kind", one(&["store", "api", "repo"], i, 1)),
                ("sensitivity", one(&["internal", "confidential"], i, 2)),
                ("environment", "prod".into()),
                ("zone", "internal".into()),
                ("untrusted", "no".into()),
                ("egress", "no".into()),
            ],
        ));
    }
    for i in 0..workflows {
        if kept.neglects(i) { neglected(i, &mut rows) } else { tended(i, &mut rows) }
    }
    let held = controls(content, &mut rows);
    Dataset::new(Vec::new(), rows, held)
}

/// A person who is on record as active.
fn person(i: usize) -> String {
    let n = i % 200;
    format!("P-{:03}", if n.is_multiple_of(19) { n + 1 } else { n })
}

/// A resource inside, of which nothing is untrusted, secret or a way out.
fn plain_resource(i: usize) -> String {
    format!("RP-{:03}", i % 500)
}

/// The month and day of a run.
fn run_day(i: usize, run: usize) -> (usize, usize) {
    (4 + run % 6, 1 + (i + run) % 28)
}
