//! What the checks that rest on the log have in common: no cell that is blanked makes a condition vanish.

use super::access::Access;
use super::{eb05, eb06, eb07, eb14, eb17};
use crate::chains::tests::{organisation, run};
use crate::hit::Hit;
use crate::record::Record;
use crate::risk::Level;
use crate::tables::{Table, spec};
use crate::testing::Made;
use std::collections::BTreeMap;

/// The worst that each code amounts to.
fn worst(made: &Made) -> BTreeMap<String, Level> {
    let hits: Vec<Hit> = made.case("WF-1", |c| {
        let access = Access::of(c);
        [eb05::check, eb06::check, eb07::check, eb14::check, eb17::check].iter().flat_map(|check| check(c, &access)).collect()
    });
    let mut worst = BTreeMap::new();
    for hit in hits {
        let of = worst.entry(hit.code).or_insert(hit.if_true);
        *of = hit.if_true.max(*of);
    }
    worst
}

/// Five runs that raise every code, one that is in order.
pub(crate) fn made() -> Made {
    let mut made = organisation();
    made.put(Table::ContextChanges, &[("workflow", "WF-1"), ("kind", "model"), ("at", "2026-06-10"), ("from", "a"), ("to", "b")]);
    made.put(Table::Resources, &[("id", "store"), ("sensitivity", "internal"), ("environment", "test")]);
    let grant = [
        ("identity", "agent-1"),
        ("resource", "store"),
        ("permission", "admin"),
        ("kind", "standing"),
        ("created_by_event", "r2-approval"),
    ];
    made.put(Table::Grants, &grant);
    made.put(
        Table::Reviews,
        &[("id", "RV-1"), ("subject_kind", "workflow"), ("subject", "WF-1"), ("decision", "attest"), ("at", "2026-07-30")],
    );
    run(&mut made, "r1", "2026-06-01", &["policy_decision"], &[]);
    run(&mut made, "r2", "2026-06-02", &[], &[("approval", "details", "rationale=ok")]);
    run(&mut made, "r3", "2026-06-03", &[], &[("execution", "actor", "runner-7")]);
    run(&mut made, "r4", "2026-06-04", &[], &[]);
    run(&mut made, "r5", "2026-06-20", &["policy_decision"], &[]);
    made
}

fn without(records: &[Record], at: usize, column: &str) -> Vec<Record> {
    let mut records = records.to_vec();
    let record = &mut records[at];
    let position = spec(record.table).position(column).unwrap() as u16;
    record.fields.remove(position);
    records
}

#[test]
fn blanking_a_cell_never_removes_a_condition_or_makes_it_milder() {
    let made = made();
    let before = worst(&made);
    assert_eq!(before.keys().map(String::as_str).collect::<Vec<_>>(), ["EB-05", "EB-06", "EB-07", "EB-14", "EB-17"]);
    let check = |records: Vec<Record>, events: Vec<Record>, what: String| {
        let now = worst(&Made { records, events, ..Made::default() });
        for (code, level) in &before {
            assert!(now.get(code).is_some_and(|l| l >= level), "{code} by {what}");
        }
    };
    for (at, record) in made.records.iter().enumerate() {
        for column in spec(record.table).columns.iter().filter(|c| !c.required && record.get(c.name).is_some()) {
            let what = format!("{} of {} {}", column.name, record.table, record.key);
            check(without(&made.records, at, column.name), made.events.clone(), what);
        }
    }
    for (at, event) in made.events.iter().enumerate() {
        for column in spec(Table::Events).columns.iter().filter(|c| !c.required && event.get(c.name).is_some()) {
            check(made.records.clone(), without(&made.events, at, column.name), format!("{} of {}", column.name, event.key));
        }
    }
}
