//! Tool paths as events of a log: their entropy, and whether it raises the class, against an independent computation.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use countersign_core::assess::{Basis, Frame};
use countersign_core::catalog::Content;
use countersign_core::chains::Linked;
use countersign_core::citation::Resolver;
use countersign_core::dataset::Dataset;
use countersign_core::evidence::Period;
use countersign_core::parameters::Parameters;
use countersign_core::record::{Origin, Record};
use countersign_core::tables::{Table, spec};
use countersign_core::trail::Trail;
use countersign_core::variability::{Class, observe};
use countersign_tests::oracle::ask;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

fn row(table: Table, number: u64, values: &[(&str, &str)]) -> Record {
    let spec = spec(table);
    let fields = values.iter().map(|(c, v)| (u16::try_from(spec.position(c).unwrap()).unwrap(), v)).collect();
    Record::new(table, values[0].1.to_owned(), fields, Origin { file: 1, row: number })
}

/// How many runs took each path: from one path to seven, around the number from which paths are judged and the share that is common.
fn counts(numbers: &mut Numbers) -> Vec<u64> {
    let distinct = 1 + numbers.below(7);
    let common = 1 + numbers.below(40);
    let mut counts = vec![common];
    for _ in 1..distinct {
        let most = if numbers.below(2) == 0 { 3 } else { 12 };
        counts.push(1 + numbers.below(most));
    }
    counts
}

/// Runs that each take one of the paths, in an order that mixes them.
fn log(counts: &[u64]) -> Vec<Record> {
    let mut events = Vec::new();
    let longest = counts.iter().max().copied().unwrap_or(0);
    for turn in 0..longest {
        for (path, _) in counts.iter().enumerate().filter(|(_, n)| turn < **n) {
            let run = format!("r{path}-{turn}");
            for step in 0..=path {
                let (id, ts) = (format!("{run}-{step}"), format!("2026-06-01T10:{turn:02}:{step:02}Z"));
                let details = format!("tool=T{}", step % 2);
                let values = [
                    ("event_id", id.as_str()),
                    ("run_id", &run),
                    ("workflow", "W"),
                    ("type", "tool_call"),
                    ("ts", &ts),
                    ("details", &details),
                ];
                events.push(row(Table::Events, events.len() as u64, &values));
            }
        }
    }
    events
}

#[test]
fn the_entropy_of_tool_paths_is_the_independent_one() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let mut cases: Vec<Vec<u64>> = vec![vec![14, 4, 2], vec![6, 5, 4, 3, 2], vec![20], vec![16, 4], vec![15, 5], vec![13, 4, 2]];
    cases.extend((0..1_200).map(|_| counts(&mut numbers)));
    let Some(expected) = ask("variability.py", &json!(cases)) else { return };
    assert_eq!(expected.len(), cases.len());
    let workflow = [("id", "W"), ("name", "made"), ("tools", "T0;T1"), ("human_gate", "none")];
    let data = Dataset::new(vec![], [row(Table::Workflows, 2, &workflow)], BTreeSet::new());
    let (content, choices) = (Content::default(), BTreeMap::new());
    let resolver = Resolver::new(&content, &choices);
    let day = |d: &str| d.parse().unwrap();
    let period = Period { from: day("2026-04-01"), to: day("2026-09-30"), as_of: day("2026-09-30") };
    let basis = Basis { period, point_in_time: false, editions: vec![], parameters: Parameters::default() };
    let frame = Frame::new(&data, &content, &resolver, &basis);
    let mut raised = 0;
    for (case, expected) in cases.iter().zip(&expected) {
        let events = log(case);
        let trail = Trail::new(&events);
        let seen = observe(&frame, data.find(Table::Workflows, "W").unwrap(), &trail, &Linked::of(&trail));
        let found = &seen.task_types[0];
        let near =
            |got: f64, key: &str| assert!((got - expected[key].as_f64().unwrap()).abs() < 1e-9, "{key} of {case:?}: {got}, {expected}");
        near(found.entropy, "entropy");
        near(found.normalised, "normalised");
        near(found.modal_share, "modal");
        let class = if expected["raises"] == Value::Bool(true) { Some(Class::D2) } else { None };
        assert_eq!(seen.raised(), class, "{case:?}");
        raised += usize::from(class.is_some());
    }
    assert!(raised > 100 && raised < 1_000, "{raised} of {} raise", cases.len());
}
