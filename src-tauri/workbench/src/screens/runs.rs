//! The tab Runs of a workflow: how far the log of each run reaches from the request to the effect.

use crate::screens::findings::FindingMark;
use countersign_core::SourceRef;
use serde::{Deserialize, Serialize};

/// Which runs are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RunsQuery {
    /// The workflow's id.
    pub id: String,
    /// The first run, counted from 0.
    pub from: u64,
    /// How many at most.
    pub count: u64,
}

/// One run of one workflow.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RunWhich {
    /// The workflow's id.
    pub id: String,
    /// The run's id.
    pub run: String,
}

/// A page of the runs, the latest first, with what is counted over all of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RunsPage {
    /// Whether the assessment followed the chains.
    pub analysed: bool,
    /// Runs in the period.
    pub total: u64,
    /// Runs whose every required link is valid.
    pub complete: u64,
    /// Runs with a link that is missing, and none that is invalid.
    pub partial: u64,
    /// Runs with an invalid link.
    pub broken: u64,
    /// The links in order, as the columns of the marks.
    pub links: Vec<String>,
    /// How many runs have their first gap at a link, in the order of the links.
    pub first_gaps: Vec<GapCount>,
    /// What the independent list of effects shows; nothing when there is none.
    pub population: Option<RunPopulation>,
    /// Runs without an id, told apart by what they are about.
    pub by_artefact: u64,
    /// Findings about the log.
    pub findings: Vec<FindingMark>,
    /// The first row of the page.
    pub from: u64,
    /// The rows.
    pub rows: Vec<RunRow>,
}

/// How many runs have their first gap at a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct GapCount {
    /// The link.
    pub link: String,
    /// How many.
    pub runs: u64,
}

/// The effects of the system of record against the runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RunPopulation {
    /// Effects that a run explains.
    pub matched: u64,
    /// All effects of the list.
    pub of: u64,
    /// Runs that claim an effect the list has not.
    pub phantom: u64,
    /// The list.
    pub source: Option<SourceRef>,
}

/// How far a run's log reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RunMark {
    /// Every required link is valid.
    Complete,
    /// A link is missing.
    Partial,
    /// A link is invalid.
    Broken,
}

/// What is shown of one link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LinkMark {
    /// It is there and holds.
    Valid,
    /// It is there and does not hold.
    Invalid,
    /// It is required and not there.
    Missing,
    /// It is not required.
    NotRequired,
}

/// A run as a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RunRow {
    /// The run's id, or what its events are about.
    pub id: String,
    /// Whether the log gives it no id.
    pub by_artefact: bool,
    /// The time it counts at, RFC 3339.
    pub at: Option<String>,
    /// How far its log reaches.
    pub state: RunMark,
    /// One mark for each link of the page, in that order.
    pub links: Vec<LinkMark>,
    /// The first link that is missing or invalid.
    pub first_gap: Option<String>,
    /// Executions in it.
    pub actions: u64,
}

/// One run in full.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RunView {
    /// Its row.
    pub row: RunRow,
    /// Its links and events in order.
    pub steps: Vec<ChainLink>,
}

/// A link of a chain: an event, or the lack of one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ChainLink {
    /// The link.
    pub link: String,
    /// What is shown of it.
    pub state: LinkMark,
    /// The event's id; nothing when there is none.
    pub event: Option<String>,
    /// When, RFC 3339.
    pub at: Option<String>,
    /// Who acted, as the log writes it.
    pub actor: Option<String>,
    /// Who that is, in words: `agent`, `not in the inventory`.
    pub actor_is: Option<String>,
    /// Why it counts as it does: `hash differs from the approved text`.
    pub said: Option<String>,
    /// The row it is read from.
    pub source: Option<SourceRef>,
}
