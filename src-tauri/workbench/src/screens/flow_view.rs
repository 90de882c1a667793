//! How the tab Flow is filled: the graph of the analysis with its zones, gates and paths.

use crate::analysis::PATHS;
use crate::cases::Looked;
use crate::desk::Workbench;
use crate::error::Result;
use crate::screens::Reading;
use crate::screens::flow::{
    FlowBadge, FlowEdge, FlowFinding, FlowFix, FlowHand, FlowLeg, FlowNear, FlowNode, FlowPair, FlowPath, FlowView, FlowZone, GateMark,
};
use crate::screens::marks::{Marks, facts_of, mark};
use crate::screens::words::{day, upper_first};
use countersign_core::boundary::graph::{GateState, Graph, GraphEdge, GraphNode, NodeKind};
use countersign_core::boundary::paths::flow::Flow;
use countersign_core::boundary::paths::reach::Holds;
use countersign_core::case::Case;
use countersign_core::findings::{Finding, words};
use countersign_core::hit::{Edge, Hit};
use countersign_core::record::Record;
use countersign_core::rule::plain;
use countersign_core::tables::Table;
use std::collections::BTreeMap;

impl Workbench {
    /// What can reach what in a workflow, across which zones and past which gates.
    ///
    /// # Errors
    /// `usage/workflow`, `workspace/failed`.
    pub fn workflow_flow(&self, reading: &Reading, id: &str) -> Result<FlowView> {
        let told = self.told_about(reading, id)?;
        self.with_case(reading, id, |looked| view(reading, &told, looked))
    }
}

fn view(reading: &Reading, told: &[Finding], looked: &Looked<'_, '_>) -> FlowView {
    let case = &looked.case;
    let flow = Flow::of(case);
    let marks = Marks::of(told, &["EB-"]);
    // The paths are those of the findings, so that the graph and the findings cannot differ.
    let found: Vec<&Finding> = marks.findings().iter().copied().filter(|f| PATHS.contains(&f.code.as_str()) && looked.analysed).collect();
    let graph = Graph::with(case, &flow, &found.iter().map(|f| hit(f)).collect::<Vec<_>>());
    let edges: Vec<FlowEdge> = graph.edges.iter().zip(&flow.edges).filter_map(|(e, of)| Some(edge(case, e, of.rows.first()?))).collect();
    let nodes = graph.nodes.iter().zip(&flow.nodes).map(|(n, of)| node(case, &marks, n, &of.records)).collect();
    FlowView {
        analysed: looked.analysed,
        zones: zones(case, &graph),
        nodes,
        findings: found.iter().map(|f| finding(reading, case, f, &edges)).collect(),
        edges,
        near: graph.away.iter().filter_map(|a| Some(FlowNear { node: a.node.clone(), lacks: leg(&a.missing)? })).collect(),
    }
}

/// A finding as the hit it was made of, as far as the graph asks.
fn hit(f: &Finding) -> Hit {
    let mut hit = Hit::new(&f.code, f.unsure, f.if_true, String::new());
    hit.paths.clone_from(&f.paths);
    hit
}

fn leg(word: &str) -> Option<FlowLeg> {
    match word {
        "untrusted" => Some(FlowLeg::Untrusted),
        "private" => Some(FlowLeg::Private),
        "egress" => Some(FlowLeg::Egress),
        _ => None,
    }
}

/// The zones of the nodes, the least guarded first; last, where it is so, those of which no zone is told.
fn zones(case: &Case<'_, '_>, graph: &Graph) -> Vec<FlowZone> {
    let declared = case.workflow.list("declared_zones");
    let mut by_id: BTreeMap<&str, Option<i64>> = BTreeMap::new();
    for n in &graph.nodes {
        by_id.insert(n.zone.as_deref().unwrap_or(""), n.rank);
    }
    let mut all: Vec<(&str, Option<i64>)> = by_id.into_iter().collect();
    all.sort_by_key(|(id, rank)| (id.is_empty(), rank.is_none(), *rank, *id));
    all.into_iter()
        .map(|(id, rank)| match id {
            "" => FlowZone { id: String::new(), title: "Zone not told".to_owned(), note: None, declared: None },
            id => FlowZone {
                id: id.to_owned(),
                title: upper_first(&plain(id)),
                note: rank.map(|r| format!("rank {r}")).or_else(|| Some("rank not told".to_owned())),
                declared: declared.as_ref().map(|d| d.contains(&id)),
            },
        })
        .collect()
}

fn node(case: &Case<'_, '_>, marks: &Marks<'_>, n: &GraphNode, records: &[&Record]) -> FlowNode {
    let data = case.data();
    let first = records.first().copied();
    let told = |column: &str| records.iter().find_map(|r| r.get(column));
    let label = |word: &str, holds: Holds| match holds {
        Holds::Yes => Some(word.to_owned()),
        Holds::Unknown => Some(format!("{word} not told")),
        Holds::No => None,
    };
    let (hand, kind) = match n.inventory {
        Some(Table::People) => (FlowHand::Person, "person".to_owned()),
        Some(Table::Identities) if told("kind") == Some("human") => (FlowHand::Person, "person".to_owned()),
        Some(Table::Resources) if n.kind != NodeKind::Processing => {
            (FlowHand::Store, told("kind").map_or_else(|| "resource".to_owned(), plain))
        }
        Some(Table::Tools) => (FlowHand::Machine, "tool".to_owned()),
        Some(_) => (FlowHand::Machine, told("kind").map_or_else(|| "identity".to_owned(), plain)),
        None => (FlowHand::Machine, "not in the inventory".to_owned()),
    };
    let note = if hand == FlowHand::Store {
        let parts = [n.sensitivity.as_deref().map(plain), label("untrusted", n.untrusted), label("way out", n.egress)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        Some(parts.join(", ")).filter(|p| !p.is_empty())
    } else {
        n.environment.as_deref().map(crate::screens::words::environment)
    };
    let held = if n.legs.is_empty() { vec![n.untrusted, n.private, n.egress] } else { n.legs.clone() };
    let legs = [FlowLeg::Untrusted, FlowLeg::Private, FlowLeg::Egress];
    FlowNode {
        id: n.id.clone(),
        name: n.name.clone().unwrap_or_else(|| n.id.clone()),
        hand,
        kind,
        note,
        zone: n.zone.clone(),
        outside: hand == FlowHand::Store
            && ((n.kind == NodeKind::Source && n.untrusted == Holds::Yes) || (n.kind == NodeKind::Sink && n.egress == Holds::Yes)),
        badges: legs
            .into_iter()
            .zip(held)
            .filter(|(_, h)| *h != Holds::No)
            .map(|(leg, h)| FlowBadge { leg, sure: h == Holds::Yes })
            .collect(),
        facts: records.iter().flat_map(|r| facts_of(data, r, &["id", "name"])).collect(),
        findings: records.iter().flat_map(|r| marks.about(r)).collect(),
        source: first.map(|r| data.naming_cell(r)),
    }
}

fn edge(case: &Case<'_, '_>, e: &GraphEdge, row: &Record) -> FlowEdge {
    let gate = match (e.state, e.gate.as_deref()) {
        (GateState::Proven, _) => GateMark::Proven,
        (GateState::Claimed, _) => GateMark::Claimed,
        (GateState::Open, None) => GateMark::Unknown,
        (GateState::Open, Some(_)) => GateMark::None,
    };
    FlowEdge {
        from: e.from.clone(),
        to: e.to.clone(),
        kind: e.kind.clone(),
        gate,
        gate_name: e.gate.as_deref().filter(|g| *g != "none").map(gate_name),
        gate_control: e.gate_control.clone(),
        gate_said: match gate {
            GateMark::Proven => e.gate_control.as_deref().map(|c| proven(case, c)),
            GateMark::Claimed => Some(claimed(case, e.gate_control.as_deref()).to_owned()),
            GateMark::None | GateMark::Unknown => None,
        },
        source: case.data().naming_cell(row),
    }
}

fn gate_name(word: &str) -> String {
    match word {
        "human_approval" => "a person approves".to_owned(),
        "dlp" => "check of what leaves".to_owned(),
        other => plain(other),
    }
}

/// The tests of a control up to the as-of day.
fn tests<'a>(case: &Case<'_, 'a>, control: &str) -> Vec<&'a Record> {
    let of = case.frame.controls.iter().filter(|c| c.id() == control).flat_map(|c| c.tests.iter().copied());
    of.filter(|t| t.day("tested_at").is_none_or(|d| d <= case.as_of())).collect()
}

fn proven(case: &Case<'_, '_>, control: &str) -> String {
    let last = tests(case, control).into_iter().filter_map(|t| t.day("tested_at")).max();
    last.map_or_else(|| "shown to work".to_owned(), |d| format!("tested {}", day(d)))
}

fn claimed(case: &Case<'_, '_>, control: Option<&str>) -> &'static str {
    match control {
        None => "no control is named",
        Some(c) if case.data().find(Table::Controls, c).is_none() => "its control is not on record",
        Some(c) if tests(case, c).is_empty() => "no test on file",
        Some(_) => "no test shows that it works here",
    }
}

fn finding(reading: &Reading, case: &Case<'_, '_>, f: &Finding, edges: &[FlowEdge]) -> FlowFinding {
    let five = words(&reading.content, f, case.data());
    let paths = f.paths.clone().unwrap_or_default();
    let mut fixes: Vec<FlowFix> = paths.smallest_fix.iter().map(|set| fix(set, edges)).collect();
    // Of sets of one size, a gate that only has to be proven is the smaller change.
    fixes.sort_by_key(|f| (f.edges.len(), !f.claimed));
    let mut applies: Vec<String> = Vec::new();
    for (id, _) in f.criteria.iter() {
        let label = reading.content.requirement(id).map_or_else(|| id.to_string(), |r| r.label.clone());
        if !applies.contains(&label) {
            applies.push(label);
        }
    }
    FlowFinding {
        mark: mark(f, None),
        title: five.title,
        effect: five.effect,
        nodes: paths.nodes,
        paths: paths.witness.into_iter().map(|(word, nodes)| FlowPath { leg: leg(&word), nodes }).collect(),
        fixes,
        applies,
    }
}

/// A set of edges whose gating removes a finding, as something to do.
fn fix(set: &[Edge], edges: &[FlowEdge]) -> FlowFix {
    let of = |(from, to): &Edge| edges.iter().find(|e| e.from == *from && e.to == *to);
    let claimed = !set.is_empty() && set.iter().all(|pair| of(pair).is_some_and(|e| e.gate == GateMark::Claimed));
    let between: Vec<String> = set.iter().map(|(from, to)| format!("{from} and {to}")).collect();
    let verb = match (claimed, set.len()) {
        (true, 1) => "Prove the gate between",
        (true, _) => "Prove the gates between",
        (false, 1) => "Put a proven gate between",
        (false, _) => "Put proven gates between",
    };
    let there: Vec<String> = set
        .iter()
        .filter_map(of)
        .filter(|e| e.gate == GateMark::Claimed)
        .map(|e| {
            format!(
                "{}: {}",
                e.gate_control.as_deref().unwrap_or("a gate is claimed"),
                e.gate_said.as_deref().unwrap_or("not shown to work")
            )
        })
        .collect();
    FlowFix {
        text: format!("{verb} {}.", between.join(", and between ")),
        more: (!there.is_empty()).then(|| format!("Claimed by {}.", there.join("; "))),
        edges: set.iter().map(|(from, to)| FlowPair { from: from.clone(), to: to.clone() }).collect(),
        claimed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use countersign_core::SourceRef;

    fn drawn(from: &str, to: &str, gate: GateMark) -> FlowEdge {
        FlowEdge {
            from: from.into(),
            to: to.into(),
            kind: None,
            gate,
            gate_name: None,
            gate_control: Some("CTL-1".into()),
            gate_said: Some("no test on file".into()),
            source: SourceRef::file("flows.csv"),
        }
    }

    #[test]
    fn a_fix_says_whether_a_claimed_gate_only_has_to_be_proven() {
        let edges = [drawn("a", "b", GateMark::Claimed), drawn("b", "c", GateMark::None)];
        let set = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<Edge>>();
        let one = fix(&set(&[("a", "b")]), &edges);
        assert_eq!((one.text.as_str(), one.claimed), ("Prove the gate between a and b.", true));
        assert_eq!(one.more.as_deref(), Some("Claimed by CTL-1: no test on file."));
        let two = fix(&set(&[("a", "b"), ("b", "c")]), &edges);
        assert_eq!((two.text.as_str(), two.claimed), ("Put proven gates between a and b, and between b and c.", false));
        assert_eq!(fix(&set(&[("b", "c")]), &edges).more, None);
    }
}
