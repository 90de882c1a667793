//! The legs and the witnesses of made-up flows, with gates and cycles, against the independent recomputation.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly, its helpers too")]

use countersign_core::assess::{Basis, Frame};
use countersign_core::boundary::eb10;
use countersign_core::boundary::paths::flow::{Flow, Leg};
use countersign_core::boundary::paths::reach::{Holds, Reach};
use countersign_core::case::Case;
use countersign_core::catalog::Content;
use countersign_core::chains::Linked;
use countersign_core::citation::Resolver;
use countersign_core::dataset::Dataset;
use countersign_core::evidence::Period;
use countersign_core::parameters::Parameters;
use countersign_core::record::{KEY_SEPARATOR, Origin, Record};
use countersign_core::tables::{Table, spec};
use countersign_core::trail::Trail;
use countersign_core::variability::interval;
use countersign_tests::oracle::ask;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const CASES: u64 = 1_500;

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

fn row(table: Table, values: &[(&str, &str)]) -> Record {
    let columns = spec(table);
    let of = |c: &str| values.iter().find(|(x, _)| *x == c).map_or("", |(_, v)| *v);
    let key = columns.key.iter().map(|c| of(c)).collect::<Vec<_>>().join(&KEY_SEPARATOR.to_string());
    let fields = values.iter().map(|(c, v)| (u16::try_from(columns.position(c).unwrap()).unwrap(), v)).collect();
    Record::new(table, key, fields, Origin { file: 1, row: 2 })
}

/// A control with a test and evidence that prove it, so that its gates break edges.
fn proven() -> (Vec<Record>, BTreeSet<String>) {
    let mut made = vec![
        row(Table::Controls, &[("id", "C-1"), ("title", "made"), ("claim", "implemented"), ("owner", "P-8"), ("frequency", "continuous")]),
        row(
            Table::ControlTests,
            &[
                ("id", "T-1"),
                ("control", "C-1"),
                ("method", "test"),
                ("result", "effective"),
                ("tested_at", "2026-09-29"),
                ("evidence", "e.json"),
            ],
        ),
    ];
    let hash = "00000000000000000000000000000000000000000000000000000000000000aa".to_owned();
    let mut evidence = row(
        Table::Evidence,
        &[
            ("file", "e.json"),
            ("kind", "config_snapshot"),
            ("controls", "C-1"),
            ("period_from", "2026-04-01"),
            ("period_to", "2026-09-30"),
            ("collected_by", "P-9"),
            ("source_system", "console"),
            ("ipe_conclusion", "validated"),
            ("direction", "supports"),
            ("tier", "R3"),
        ],
    );
    evidence.extra = vec![("bytes".into(), "10".into()), ("sha256".into(), hash.clone())].into();
    made.push(evidence);
    (made, BTreeSet::from([hash]))
}

/// A flow: nodes with their label, and edges with whether a proven gate breaks them. Ids are such that their order says nothing of
/// what they are.
type Drawn = (BTreeMap<String, Option<&'static str>>, BTreeMap<(String, String), bool>);

fn drawn(seed: u64) -> Drawn {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    (0..4).for_each(|_| _ = dice.below(2));
    let labels = [None, None, None, None, Some("untrusted"), Some("private"), Some("egress")];
    let count = 4 + dice.below(14);
    let mut nodes = BTreeMap::new();
    for at in 0..count {
        nodes.insert(format!("{}{at}", ["n", "m", "é", "Z"][dice.below(4)]), labels[dice.below(labels.len())]);
    }
    let ids: Vec<String> = nodes.keys().cloned().collect();
    let mut edges = BTreeMap::new();
    for _ in 0..count + dice.below(2 * count) {
        let ends = (ids[dice.below(ids.len())].clone(), ids[dice.below(ids.len())].clone());
        edges.insert(ends, dice.below(6) == 0);
    }
    // A node without an edge is not part of a flow.
    nodes.retain(|id, _| edges.keys().any(|(a, b)| a == id || b == id));
    (nodes, edges)
}

/// A witness, where there is one.
type Path = Option<Vec<String>>;

/// Node, legs, and the witness of each leg.
type Answer = (String, usize, [Path; 3]);

fn ours((nodes, edges): &Drawn) -> Vec<Answer> {
    let (mut records, held) = proven();
    let said = [("id", "WF-1"), ("name", "made"), ("untrusted_inputs", "no"), ("external_egress", "no"), ("data_classes", "internal")];
    records.push(row(Table::Workflows, &said));
    for (id, label) in nodes {
        let yes = |l: &str| if *label == Some(l) { "yes" } else { "no" };
        let sensitivity = if *label == Some("private") { "restricted" } else { "public" };
        records.push(match label {
            None => row(Table::Tools, &[("id", id)]),
            _ => row(
                Table::Resources,
                &[("id", id), ("sensitivity", sensitivity), ("untrusted", yes("untrusted")), ("egress", yes("egress"))],
            ),
        });
    }
    for ((from, to), broken) in edges {
        // A gate that is only claimed breaks nothing.
        let (gate, control) = if *broken { ("policy_block", "C-1") } else { ("human_approval", "C-2") };
        let flow = [("workflow", "WF-1"), ("from", from.as_str()), ("to", to.as_str()), ("gate", gate), ("gate_control", control)];
        records.push(row(Table::Flows, &flow));
    }
    let data = Dataset::new(vec![], records, held);
    let (content, choices) = (Content::default(), BTreeMap::new());
    let resolver = Resolver::new(&content, &choices);
    let day = |d: &str| d.parse().unwrap();
    let period = Period { from: day("2026-04-01"), to: day("2026-09-30"), as_of: day("2026-09-30") };
    let basis = Basis { period, point_in_time: false, editions: vec![], parameters: Parameters::default() };
    let frame = Frame::new(&data, &content, &resolver, &basis);
    let trail = Trail::new(&[]);
    let workflow = data.find(Table::Workflows, "WF-1").unwrap();
    let linked = Linked::of(&trail);
    let case = Case { frame: &frame, workflow, trail: &trail, linked: &linked, class: interval(workflow), in_words: true };
    assert!(case.is_proven("C-1") && !case.is_proven("C-2"));
    let flow = Flow::of(&case);
    let reach = Reach::of(&flow);
    let mut found = Vec::new();
    let mut all = BTreeSet::new();
    for (at, node) in flow.nodes.iter().enumerate().filter(|(_, n)| n.processes()) {
        let held = Leg::ALL.map(|leg| reach.holds(leg, at) == Holds::Yes);
        let legs = held.iter().filter(|h| **h).count();
        let witness = Leg::ALL.map(|leg| {
            let path = reach.witness(leg, at);
            (reach.holds(leg, at) == Holds::Yes).then(|| path.into_iter().map(|n| flow.nodes[n].id.to_owned()).collect())
        });
        if legs == 3 {
            all.insert(node.id.to_owned());
        }
        if legs >= 2 {
            found.push((node.id.to_owned(), legs, witness));
        }
    }
    // The hits name those with all three, once each, with the witness of their first.
    let mut named = Vec::new();
    for paths in eb10::in_flow(&case, &flow, Some(&reach)).into_iter().map(|h| h.paths.unwrap()) {
        let first = found.iter().find(|(id, _, _)| *id == paths.nodes[0]).unwrap();
        for (leg, path) in Leg::ALL.iter().zip(&first.2) {
            assert_eq!(paths.witness.get(leg.word()), path.as_ref());
        }
        named.extend(paths.nodes);
    }
    assert_eq!(named.len(), all.len());
    assert_eq!(named.into_iter().collect::<BTreeSet<String>>(), all);
    found
}

#[test]
fn legs_and_witnesses_are_those_of_the_independent_recomputation() {
    let flows: Vec<Drawn> = (1..=CASES).map(drawn).collect();
    let asked: Vec<Value> = flows
        .iter()
        .map(|(nodes, edges)| json!({"nodes": nodes, "edges": edges.iter().map(|((a, b), broken)| json!([a, b, broken])).collect::<Vec<_>>()}))
        .collect();
    let Some(answers) = ask("paths.py", &Value::from(asked)) else { return };
    assert_eq!(answers.len(), flows.len());
    let (mut two, mut three) = (0, 0);
    for (seed, (flow, answer)) in flows.iter().zip(answers).enumerate() {
        let expected: Vec<(String, usize, Path, Path, Path)> = serde_json::from_value(answer).unwrap();
        let expected: Vec<Answer> = expected.into_iter().map(|(id, legs, u, p, e)| (id, legs, [u, p, e])).collect();
        assert_eq!(ours(flow), expected, "seed {}: {flow:?}", seed + 1);
        two += expected.iter().filter(|e| e.1 == 2).count();
        three += expected.iter().filter(|e| e.1 == 3).count();
    }
    assert!(two > 500 && three > 500, "{two} nodes with two legs, {three} with three");
}
