//! The flow of one workflow as a directed graph: what its nodes are labelled with, what its edges are gated by, and which labels are
//! not told.

use crate::boundary::severity::Steps;
use crate::case::Case;
use crate::facts::misread;
use crate::place::Place;
use crate::record::Record;
use crate::tables::Table;
use std::collections::BTreeMap;

/// One of the three legs of EB-10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leg {
    /// Content of an untrusted source arrives.
    Untrusted,
    /// Private data arrive: confidential, restricted or secrets.
    Private,
    /// A way out of the organisation is reached.
    Egress,
}

impl Leg {
    /// The legs, in the order they are told.
    pub const ALL: [Self; 3] = [Self::Untrusted, Self::Private, Self::Egress];

    /// Its name in machine formats.
    pub fn word(self) -> &'static str {
        match self {
            Self::Untrusted => "untrusted",
            Self::Private => "private",
            Self::Egress => "egress",
        }
    }

    /// The column of `resources` that labels a node.
    pub fn column(self) -> &'static str {
        match self {
            Self::Untrusted => "untrusted",
            Self::Private => "sensitivity",
            Self::Egress => "egress",
        }
    }

    /// The column of `workflows` that speaks for the flow as a whole.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Untrusted => "untrusted_inputs",
            Self::Private => "data_classes",
            Self::Egress => "external_egress",
        }
    }

    /// Its position in [`Leg::ALL`].
    pub fn position(self) -> usize {
        match self {
            Self::Untrusted => 0,
            Self::Private => 1,
            Self::Egress => 2,
        }
    }
}

/// What breaks an edge, or would.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    /// There is none, or none is told.
    Open,
    /// A gate is claimed; its control is not proven, or not named. It breaks nothing.
    Claimed,
    /// Its control is proven: nothing passes that it has not let through.
    Proven,
}

/// A node of a flow.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    /// Its id; ids that were joined are one node.
    pub id: &'a str,
    /// What the inventories hold under the id; empty when none of them knows it.
    pub records: Vec<&'a Record>,
}

/// An edge of a flow: data can flow along it, or its start invokes its end.
#[derive(Clone, Debug)]
pub struct Edge<'a> {
    /// The position of the node it starts at.
    pub from: usize,
    /// The position of the node it ends at.
    pub to: usize,
    /// The rows that tell it; more than one only where ids were joined.
    pub rows: Vec<&'a Record>,
    /// Its gate; of several rows the weakest.
    pub gate: Gate,
    /// Whether a person decides at it, as claimed on every row.
    pub by_human: bool,
}

impl<'a> Node<'a> {
    /// Its row of `resources`.
    pub fn resource(&self) -> Option<&'a Record> {
        self.records.iter().copied().find(|r| r.table == Table::Resources)
    }

    /// Whether no inventory knows it.
    pub fn is_unregistered(&self) -> bool {
        self.records.is_empty()
    }

    /// Whether it processes what it is given: an agent or another identity, a tool, a person, or something that no inventory knows.
    pub fn processes(&self) -> bool {
        self.is_unregistered() || self.records.iter().any(|r| r.table != Table::Resources)
    }

    /// Whether it holds data, or may: a resource, or something that no inventory knows.
    pub fn may_hold(&self) -> bool {
        self.is_unregistered() || self.resource().is_some()
    }

    /// Whether a label says that the leg begins (or, for egress, ends) here. `None` when that is not told. Only resources bear labels.
    pub fn label(&self, leg: Leg) -> Option<bool> {
        if self.is_unregistered() {
            return None;
        }
        let Some(resource) = self.resource() else { return Some(false) };
        match leg {
            Leg::Private => resource.get("sensitivity").map(|s| matches!(s, "confidential" | "restricted" | "secrets")),
            _ => resource.yes_no(leg.column()),
        }
    }

    /// The zone, where a resource, tool or identity tells it.
    pub fn zone(&self) -> Option<&'a str> {
        self.records.iter().filter(|r| r.table != Table::People).find_map(|r| r.get("zone"))
    }

    /// Whether it lies in some zone, told or not. People do not.
    pub fn is_zoned(&self) -> bool {
        self.is_unregistered() || self.records.iter().any(|r| r.table != Table::People)
    }

    /// The record and column that say, or should say, a column of it.
    fn telling(&self, column: &str) -> Option<&'a Record> {
        self.records.iter().copied().find(|r| crate::tables::spec(r.table).position(column).is_some())
    }
}

/// The flow of a workflow.
#[derive(Clone, Debug)]
pub struct Flow<'a> {
    /// The workflow.
    pub workflow: &'a Record,
    /// Its nodes, in id order.
    pub nodes: Vec<Node<'a>>,
    /// Its edges, by the ids of their ends.
    pub edges: Vec<Edge<'a>>,
    /// For each leg whether the workflow's own attribute says that it takes part in it; `None` when that is not told.
    pub attributes: [Option<bool>; 3],
    /// Whether the workflow says (or does not exclude) a leg and no node that takes part in the flow is labelled with it: then any
    /// node may hold it.
    pub untold: [bool; 3],
}

impl<'a> Flow<'a> {
    /// Reads the flow of a case's workflow.
    pub fn of(case: &Case<'_, 'a>) -> Self {
        let (w, data) = (case.workflow, case.data());
        let mut ends: BTreeMap<(&'a str, &'a str), Vec<&'a Record>> = BTreeMap::new();
        for row in case.related().flows_of(&w.key) {
            let (Some(from), Some(to)) = (row.get("from"), row.get("to")) else { continue };
            ends.entry((data.canonical(from), data.canonical(to))).or_default().push(row);
        }
        let mut ids: Vec<&'a str> = ends.keys().flat_map(|(from, to)| [*from, *to]).collect();
        ids.sort_unstable();
        ids.dedup();
        let tables = [Table::Resources, Table::Tools, Table::Identities, Table::People];
        let nodes: Vec<Node<'a>> =
            ids.iter().map(|id| Node { id, records: tables.iter().filter_map(|t| data.find(*t, id)).collect() }).collect();
        let at = |id: &str| ids.binary_search(&id).unwrap_or(0);
        let edges: Vec<Edge<'a>> = ends
            .into_iter()
            .map(|((from, to), rows)| Edge {
                from: at(from),
                to: at(to),
                gate: rows.iter().map(|r| gate(case, r)).min().unwrap_or(Gate::Open),
                by_human: rows.iter().all(|r| r.get("gate") == Some("human_approval")),
                rows,
            })
            .collect();
        let mut flow = Self { workflow: w, nodes, edges, attributes: Leg::ALL.map(|leg| attribute(w, leg)), untold: [false; 3] };
        flow.untold = Leg::ALL.map(|leg| flow.attributes.get(leg.position()) != Some(&Some(false)) && !flow.says(leg));
        flow
    }

    /// Whether any flow is told.
    pub fn is_told(&self) -> bool {
        !self.edges.is_empty()
    }

    /// Whether the workflow's own attributes exclude one of the legs.
    pub fn excludes_a_leg(&self) -> bool {
        self.attributes.contains(&Some(false))
    }

    /// Whether a node labelled with a leg takes part in it: a source something leaves, a sink something enters.
    fn says(&self, leg: Leg) -> bool {
        self.edges.iter().any(|e| {
            let end = if leg == Leg::Egress { e.to } else { e.from };
            self.nodes.get(end).is_some_and(|n| n.label(leg) == Some(true))
        })
    }

    /// The id of a node.
    pub fn id(&self, node: usize) -> &'a str {
        self.nodes.get(node).map_or("", |n| n.id)
    }

    /// The edge between two nodes.
    pub fn edge(&self, from: usize, to: usize) -> Option<&Edge<'a>> {
        self.edges.binary_search_by_key(&(from, to), |e| (e.from, e.to)).ok().and_then(|at| self.edges.get(at))
    }

    /// The nodes of a walk along edges.
    pub fn walked(&self, edges: &[usize]) -> Vec<usize> {
        let told = || edges.iter().filter_map(|e| self.edges.get(*e));
        told().take(1).map(|e| e.from).chain(told().map(|e| e.to)).collect()
    }

    /// The circumstances that raise a severity: those of the workflow, and those of what its flow touches. What is not told counts.
    pub fn steps(&self, case: &Case<'_, 'a>) -> Steps {
        let mut steps = Steps::of(case);
        for node in self.nodes.iter().filter(|n| n.may_hold()) {
            let told = |column| node.resource().and_then(|r| r.get(column));
            steps.production |= told("environment").is_none_or(|e| e == "prod");
            steps.sensitive |= told("sensitivity").is_none_or(|s| matches!(s, "restricted" | "secrets"));
        }
        steps
    }

    /// Where a column of a node is told, or should be: its own cell, or the row of the flow that names a node no inventory knows.
    pub fn place(&self, node: usize, column: &'static str) -> Option<Place> {
        if let Some(record) = self.nodes.get(node)?.telling(column) {
            return Some(Place::cell(record, column));
        }
        let edge = self.edges.iter().find(|e| e.from == node || e.to == node)?;
        let row = edge.rows.first()?;
        Some(Place::cell(row, if edge.from == node { "from" } else { "to" }))
    }
}

fn gate(case: &Case<'_, '_>, row: &Record) -> Gate {
    if row.get("gate").is_none_or(|g| g == "none") {
        return Gate::Open;
    }
    if row.get("gate_control").is_some_and(|c| case.is_proven(c)) { Gate::Proven } else { Gate::Claimed }
}

/// What the workflow says of a leg as a whole. Personal and health data are private whatever else is said.
fn attribute(w: &Record, leg: Leg) -> Option<bool> {
    if leg != Leg::Private {
        return w.yes_no(leg.attribute());
    }
    let classes = w.list("data_classes")?;
    if classes.iter().any(|c| !matches!(*c, "public" | "internal")) {
        return Some(true);
    }
    if misread(w, "data_classes") { None } else { Some(false) }
}
