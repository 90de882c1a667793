//! Small flows for the tests of paths.

use crate::hit::Hit;
use crate::risk::Level;
use crate::tables::Table;
use crate::testing::Made;
use std::collections::BTreeMap;

/// A workflow `WF-1` of class D0 outside production, whose attributes leave every leg open, that may pass `z-1`.
pub fn organisation() -> Made {
    let mut made = Made::default();
    made.put(
        Table::Workflows,
        &[
            ("id", "WF-1"),
            ("name", "made"),
            ("environment", "test"),
            ("output", "none"),
            ("control_flow", "code"),
            ("tool_mode", "none"),
            ("parameters", "template"),
            ("effect", "reversible_write"),
            ("human_gate", "before_every_effect"),
            ("scope_growth", "no"),
            ("started_by", "human"),
            ("memory", "none"),
            ("data_classes", "confidential"),
            ("untrusted_inputs", "yes"),
            ("external_egress", "yes"),
            ("declared_zones", "z-1"),
        ],
    );
    made.put(Table::Zones, &[("id", "z-1"), ("rank", "1")]);
    made
}

/// Adds a resource in `z-1`, in test; `labels` are those of `untrusted`, `private` and `egress` that it has.
pub fn resource(made: &mut Made, id: &str, labels: &[&str]) {
    let has = |l: &str| if labels.contains(&l) { "yes" } else { "no" };
    let sensitivity = if labels.contains(&"private") { "confidential" } else { "internal" };
    made.put(
        Table::Resources,
        &[
            ("id", id),
            ("sensitivity", sensitivity),
            ("zone", "z-1"),
            ("environment", "test"),
            ("untrusted", has("untrusted")),
            ("egress", has("egress")),
        ],
    );
}

/// Adds an agent in `z-1`.
pub fn agent(made: &mut Made, id: &str) {
    made.put(Table::Identities, &[("id", id), ("kind", "agent"), ("zone", "z-1"), ("home_environment", "test")]);
}

/// Adds a tool in `z-1`.
pub fn tool(made: &mut Made, id: &str) {
    made.put(Table::Tools, &[("id", id), ("zone", "z-1")]);
}

/// Adds an edge without a gate.
pub fn flow(made: &mut Made, from: &str, to: &str) {
    made.put(Table::Flows, &[("workflow", "WF-1"), ("from", from), ("to", to), ("kind", "data"), ("gate", "none")]);
}

/// Puts a gate on an edge.
pub fn gate(made: &mut Made, from: &str, to: &str, kind: &str, control: &str) {
    let key = format!("WF-1\u{1f}{from}\u{1f}{to}");
    made.set(Table::Flows, &key, "gate", kind).set(Table::Flows, &key, "gate_control", control);
}

/// The worked example: an agent between two untrusted sources, a private one and a knowledge base, that sends mail and deploys.
pub fn worked() -> Made {
    let mut made = organisation();
    resource(&mut made, "inbox", &["untrusted"]);
    resource(&mut made, "web", &["untrusted"]);
    resource(&mut made, "crm", &["private"]);
    resource(&mut made, "kb", &[]);
    resource(&mut made, "smtp", &["egress"]);
    resource(&mut made, "deploy", &[]);
    for id in ["agent", "summariser"] {
        agent(&mut made, id);
    }
    tool(&mut made, "mailer");
    for (from, to) in [
        ("inbox", "agent"),
        ("crm", "agent"),
        ("kb", "agent"),
        ("agent", "summariser"),
        ("summariser", "mailer"),
        ("mailer", "smtp"),
        ("agent", "deploy"),
    ] {
        flow(&mut made, from, to);
    }
    gate(&mut made, "agent", "deploy", "human_approval", "C-9");
    made
}

/// For each node of hits, the worst severity if true.
pub fn worst(hits: &[Hit]) -> BTreeMap<String, Level> {
    let mut found = BTreeMap::new();
    for hit in hits {
        for node in hit.paths.iter().flat_map(|p| &p.nodes) {
            let level = found.entry(node.clone()).or_insert(hit.if_true);
            *level = hit.if_true.max(*level);
        }
    }
    found
}

/// The nodes of the hits that are known.
pub fn known(hits: &[Hit]) -> Vec<String> {
    let sure: Vec<Hit> = hits.iter().filter(|h| !h.unsure).cloned().collect();
    worst(&sure).into_keys().collect()
}

/// A small generator: the same seed, the same numbers.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    /// One of a list.
    pub fn one<'x>(&mut self, list: &[&'x str]) -> &'x str {
        list[self.below(list.len())]
    }
}

/// A small flow drawn by a seed, with labels that are not told, nodes that no inventory knows, gates and cycles. A control `C-1` is
/// proven. `blanks` draws unknown labels too.
pub fn drawn(seed: u64, blanks: bool) -> (Made, Vec<(String, String)>) {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    // The first numbers of near seeds are alike.
    (0..4).for_each(|_| _ = dice.below(2));
    let mut made = organisation();
    made.proven_control("C-1", &[]);
    made.put(Table::Zones, &[("id", "z-2"), ("rank", "2")]);
    let yes_no: &[&str] = if blanks { &["yes", "no", "no", ""] } else { &["yes", "no"] };
    let zones: &[&str] = if blanks { &["z-1", "z-1", "z-2", "z-3", ""] } else { &["z-1", "z-1", "z-2"] };
    let mut nodes = Vec::new();
    for at in 0..4 {
        let id = format!("r{at}");
        let sensitivity = dice.one(if blanks { &["internal", "confidential", "restricted", ""] } else { &["internal", "confidential"] });
        let environment = dice.one(if blanks { &["dev", "test", "prod", ""] } else { &["test"] });
        let (untrusted, egress, zone) = (dice.one(yes_no), dice.one(yes_no), dice.one(zones));
        made.put(
            Table::Resources,
            &[
                ("id", &id),
                ("sensitivity", sensitivity),
                ("zone", zone),
                ("environment", environment),
                ("untrusted", untrusted),
                ("egress", egress),
            ],
        );
        nodes.push(id);
    }
    agent(&mut made, "a0");
    agent(&mut made, "a1");
    tool(&mut made, "t0");
    made.put(Table::People, &[("id", "p0"), ("name", "made")]);
    nodes.extend(["a0", "a1", "t0", "p0"].map(str::to_owned));
    if blanks {
        nodes.push("x0".to_owned());
        for (column, values) in [("untrusted_inputs", yes_no), ("external_egress", yes_no)] {
            made.set(Table::Workflows, "WF-1", column, dice.one(values));
        }
        made.set(Table::Workflows, "WF-1", "data_classes", dice.one(&["confidential", "internal", "restricted;internal", "none", ""]));
        made.set(Table::Workflows, "WF-1", "declared_zones", dice.one(&["z-1", "z-1;z-2", "none", ""]));
    }
    let mut edges = Vec::new();
    for _ in 0..if blanks { 5 } else { 11 } + dice.below(5) {
        let (from, to) = (nodes[dice.below(nodes.len())].clone(), nodes[dice.below(nodes.len())].clone());
        if edges.contains(&(from.clone(), to.clone())) {
            continue;
        }
        flow(&mut made, &from, &to);
        if blanks && dice.below(4) == 0 {
            gate(&mut made, &from, &to, dice.one(&["human_approval", "dlp", ""]), dice.one(&["C-1", "C-9", ""]));
        }
        edges.push((from, to));
    }
    edges.sort();
    (made, edges)
}
