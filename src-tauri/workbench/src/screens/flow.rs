//! The tab Flow of a workflow: what can reach what, across which zones, past which gates.

use crate::screens::Attribute;
use crate::screens::findings::FindingMark;
use countersign_core::SourceRef;
use serde::Serialize;

/// The flow of a workflow as a graph.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FlowView {
    /// Whether the assessment followed the paths; otherwise the graph shows only what the inventory says.
    pub analysed: bool,
    /// The zones from left to right.
    pub zones: Vec<FlowZone>,
    /// The nodes in id order.
    pub nodes: Vec<FlowNode>,
    /// The edges by from and to.
    pub edges: Vec<FlowEdge>,
    /// What was found about its paths, the worst first.
    pub findings: Vec<FlowFinding>,
    /// Nodes that hold two of three legs.
    pub near: Vec<FlowNear>,
}

/// A zone, drawn as a column.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FlowZone {
    /// Its id; empty for nodes whose zone is not told.
    pub id: String,
    /// Its name.
    pub title: String,
    /// A word about it: `public`, `production`.
    pub note: Option<String>,
    /// Whether the workflow declares it; nothing when it declares none.
    pub declared: Option<bool>,
}

/// Whose hand a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FlowHand {
    /// An agent, a tool, a service.
    Machine,
    /// A person.
    Person,
    /// A store, a queue, a mailbox: it keeps and does not act.
    Store,
}

/// One of three capabilities that are dangerous together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FlowLeg {
    /// Text from outside reaches it.
    Untrusted,
    /// Private data reaches it.
    Private,
    /// It reaches a way out.
    Egress,
}

/// A leg that a node holds, or may hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FlowBadge {
    /// The leg.
    pub leg: FlowLeg,
    /// Whether it is shown; otherwise it cannot be excluded.
    pub sure: bool,
}

/// A node of the flow.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FlowNode {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whose hand.
    pub hand: FlowHand,
    /// What it is, in words: `agent`, `mailbox`, `secret store`.
    pub kind: String,
    /// A few words below the name.
    pub note: Option<String>,
    /// Its zone; nothing when nobody says.
    pub zone: Option<String>,
    /// Whether it stands outside the organisation.
    pub outside: bool,
    /// The legs it holds or may hold.
    pub badges: Vec<FlowBadge>,
    /// What its record says, statement by statement; unknown labels are among them.
    pub facts: Vec<Attribute>,
    /// Findings about it.
    pub findings: Vec<FindingMark>,
    /// The cell that names it; nothing when only the flow does.
    pub source: Option<SourceRef>,
}

/// Whether something stands in the way of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum GateMark {
    /// Nothing.
    None,
    /// A gate is named, and nothing shows that it works.
    Claimed,
    /// A gate is shown to work.
    Proven,
    /// Nobody says.
    Unknown,
}

/// An edge: data can flow, or one calls the other.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FlowEdge {
    /// From which node.
    pub from: String,
    /// To which node.
    pub to: String,
    /// `data` or `invoke`; nothing when nobody says.
    pub kind: Option<String>,
    /// The gate.
    pub gate: GateMark,
    /// The gate in words: `content filter`.
    pub gate_name: Option<String>,
    /// The control that stands for it.
    pub gate_control: Option<String>,
    /// Why it counts as claimed or proven: `no test on file`, `tested 14 Sep 2026`.
    pub gate_said: Option<String>,
    /// The cell that names it.
    pub source: SourceRef,
}

/// A finding about paths.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FlowFinding {
    /// The finding.
    pub mark: FindingMark,
    /// The title: a question.
    pub title: String,
    /// What could happen, and what the shown evidence does not stop.
    pub effect: String,
    /// The nodes it holds for.
    pub nodes: Vec<String>,
    /// One shortest path for each leg.
    pub paths: Vec<FlowPath>,
    /// What would break it, the smallest change first.
    pub fixes: Vec<FlowFix>,
    /// The requirements it makes applicable, as cited.
    pub applies: Vec<String>,
}

/// A path that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FlowPath {
    /// The leg it is of; nothing for a path that crosses zones.
    pub leg: Option<FlowLeg>,
    /// Ids of nodes from the first to the last.
    pub nodes: Vec<String>,
}

/// Edges whose gating would remove a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FlowFix {
    /// What to do, as a sentence.
    pub text: String,
    /// What is there already, and what it would clear.
    pub more: Option<String>,
    /// The edges.
    pub edges: Vec<FlowPair>,
    /// Whether each of them has a gate that is claimed: to prove it would be enough.
    pub claimed: bool,
}

/// An edge by its ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FlowPair {
    /// From which node.
    pub from: String,
    /// To which node.
    pub to: String,
}

/// A node that holds two of three legs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FlowNear {
    /// The node.
    pub node: String,
    /// The leg that is missing.
    pub lacks: FlowLeg,
}
