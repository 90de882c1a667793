//! The flow of a workflow as it is drawn: nodes with what they hold, edges with their gates.

use super::paths::flow::{Flow, Gate, Leg};
use super::paths::rank::rank_of;
use super::paths::reach::{Holds, Reach};
use super::paths::{Away, away};
use super::{eb09, eb10};
use crate::case::Case;
use crate::hit::Hit;
use crate::tables::Table;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a node is in the flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// A resource that things only leave.
    Source,
    /// A resource that things enter and leave.
    Store,
    /// A resource that things only enter.
    Sink,
    /// An agent or another identity, a tool, a person, or something that no inventory knows.
    Processing,
}

/// The gate of an edge as it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum GateState {
    /// There is none, or none is told.
    Open,
    /// It is claimed; its control is not proven.
    Claimed,
    /// Its control is proven; the edge is broken.
    Proven,
}

/// A node of the flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct GraphNode {
    /// Its id.
    pub id: String,
    /// Its name, where an inventory has one.
    pub name: Option<String>,
    /// The inventory that knows it; none, when nothing is registered under the id.
    pub inventory: Option<Table>,
    /// What it is in the flow.
    pub kind: NodeKind,
    /// Its zone.
    pub zone: Option<String>,
    /// The rank of its zone.
    #[cfg_attr(feature = "types", ts(type = "number | null"))]
    pub rank: Option<i64>,
    /// Its environment.
    pub environment: Option<String>,
    /// Its sensitivity.
    pub sensitivity: Option<String>,
    /// Whether it is labelled as untrusted.
    pub untrusted: Holds,
    /// Whether it is labelled as private.
    pub private: Holds,
    /// Whether it is labelled as a way out.
    pub egress: Holds,
    /// For a processing node, whether it holds each leg, in the order untrusted, private, egress. Empty for others.
    pub legs: Vec<Holds>,
}

/// An edge of the flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct GraphEdge {
    /// The id of the node it starts at.
    pub from: String,
    /// The id of the node it ends at.
    pub to: String,
    /// `data` or `invoke`, as told.
    pub kind: Option<String>,
    /// The gate, as told.
    pub gate: Option<String>,
    /// The control of the gate, as told.
    pub gate_control: Option<String>,
    /// How the gate counts.
    pub state: GateState,
    /// The legs and crossings whose printed path it lies on: `EB-10 untrusted`, `EB-09-U crossing`, ...
    pub witness: Vec<String>,
}

/// The flow of a workflow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Graph {
    /// Its nodes, in id order.
    pub nodes: Vec<GraphNode>,
    /// Its edges, by the ids of their ends.
    pub edges: Vec<GraphEdge>,
    /// Nodes that are one capability away from holding all three legs.
    pub away: Vec<Away>,
}

impl Graph {
    /// The flow of a case's workflow, with the paths that EB-09 and EB-10 print.
    pub fn of(case: &Case<'_, '_>) -> Self {
        let flow = Flow::of(case);
        let reach = Reach::of(&flow);
        let hits = [eb09::in_flow(case, &flow), eb10::in_flow(case, &flow, flow.is_told().then_some(&reach))].concat();
        Self::drawn(case, &reach, &hits)
    }

    /// The same with hits that were found before.
    pub fn with<'a>(case: &Case<'_, 'a>, flow: &Flow<'a>, hits: &[Hit]) -> Self {
        Self::drawn(case, &Reach::of(flow), hits)
    }

    fn drawn(case: &Case<'_, '_>, reach: &Reach<'_, '_>, hits: &[Hit]) -> Self {
        let flow = reach.flow;
        let witness = witnesses(hits);
        let (mut entered, mut left) = (vec![false; flow.nodes.len()], vec![false; flow.nodes.len()]);
        for edge in &flow.edges {
            for (of, at) in [(&mut entered, edge.to), (&mut left, edge.from)] {
                of.get_mut(at).into_iter().for_each(|is| *is = true);
            }
        }
        let turns = entered.into_iter().zip(left).enumerate();
        Self {
            nodes: turns.filter_map(|(n, (entered, left))| node(case, reach, n, entered, left)).collect(),
            edges: flow.edges.iter().filter_map(|e| edge(flow, e, &witness)).collect(),
            away: away(reach),
        }
    }
}

fn node(case: &Case<'_, '_>, reach: &Reach<'_, '_>, at: usize, entered: bool, left: bool) -> Option<GraphNode> {
    let flow = reach.flow;
    let node = flow.nodes.get(at)?;
    let tell = |column: &str| node.records.iter().find_map(|r| r.get(column)).map(str::to_owned);
    let label = |leg| match node.label(leg) {
        Some(true) => Holds::Yes,
        Some(false) => Holds::No,
        None => Holds::Unknown,
    };
    Some(GraphNode {
        id: node.id.to_owned(),
        name: tell("name"),
        inventory: node.records.first().map(|r| r.table),
        kind: match (node.processes(), entered, left) {
            (true, _, _) => NodeKind::Processing,
            (false, true, true) => NodeKind::Store,
            (false, true, false) => NodeKind::Sink,
            (false, false, _) => NodeKind::Source,
        },
        zone: node.zone().map(str::to_owned),
        rank: node.zone().and_then(|z| rank_of(case.data(), z)),
        environment: tell("environment").or_else(|| tell("home_environment")),
        sensitivity: tell("sensitivity"),
        untrusted: label(Leg::Untrusted),
        private: label(Leg::Private),
        egress: label(Leg::Egress),
        legs: if node.processes() { Leg::ALL.map(|leg| reach.holds(leg, at)).to_vec() } else { Vec::new() },
    })
}

type Ends<'h> = (&'h str, &'h str);

/// The printed paths by the edges they use.
fn witnesses(hits: &[Hit]) -> BTreeMap<Ends<'_>, BTreeSet<String>> {
    let mut found: BTreeMap<Ends<'_>, BTreeSet<String>> = BTreeMap::new();
    for hit in hits {
        for (leg, path) in hit.paths.iter().flat_map(|p| &p.witness) {
            for step in path.windows(2) {
                if let [from, to] = step {
                    found.entry((from, to)).or_default().insert(format!("{} {leg}", hit.full_code()));
                }
            }
        }
    }
    found
}

fn edge(flow: &Flow<'_>, edge: &super::paths::flow::Edge<'_>, witness: &BTreeMap<Ends<'_>, BTreeSet<String>>) -> Option<GraphEdge> {
    let ends = (flow.id(edge.from), flow.id(edge.to));
    let row = edge.rows.first()?;
    let told = |column: &str| row.get(column).map(str::to_owned);
    Some(GraphEdge {
        from: ends.0.to_owned(),
        to: ends.1.to_owned(),
        kind: told("kind"),
        gate: told("gate"),
        gate_control: told("gate_control"),
        state: match edge.gate {
            Gate::Open => GateState::Open,
            Gate::Claimed => GateState::Claimed,
            Gate::Proven => GateState::Proven,
        },
        witness: witness.get(&ends).into_iter().flatten().cloned().collect(),
    })
}

#[cfg(test)]
mod tests;
