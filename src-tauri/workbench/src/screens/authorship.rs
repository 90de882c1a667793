//! The tab Authorship of a workflow: who wrote what was carried out, and whether somebody really looked.

use crate::screens::findings::{FindingMark, Statement};
use crate::screens::runs::ChainLink;
use countersign_core::SourceRef;
use serde::{Deserialize, Serialize};

/// How far authorship has moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum DriftMark {
    /// None.
    None,
    /// Low.
    Low,
    /// Moderate.
    Moderate,
    /// High.
    High,
    /// Severe.
    Severe,
    /// Too few actions, or too little known of them. It is not `none`.
    Insufficient,
}

impl DriftMark {
    /// All of them, from the least.
    pub const ALL: [Self; 6] = [Self::None, Self::Low, Self::Moderate, Self::High, Self::Severe, Self::Insufficient];
}

/// What kind of review an action had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ReviewMark {
    /// It was changed, questioned or checked.
    Substantive,
    /// All gates pass; nothing shows that it was read.
    Procedural,
    /// Faster than it can be read.
    Implausible,
    /// By the person who asked for it, or who ran the machine.
    #[serde(rename = "self")]
    Own,
    /// What was approved is not what was carried out.
    Unbound,
    /// None on record.
    None,
}

/// How many of how many, at least and at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CountRange {
    /// At least.
    pub low: u64,
    /// At most.
    pub high: u64,
    /// Of how many.
    pub of: u64,
}

/// A share between two bounds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ShareRange {
    /// At least, 0 to 1.
    pub low: f64,
    /// At most, 0 to 1.
    pub high: f64,
}

/// Authorship of one workflow over the period.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AuthorshipView {
    /// Whether the assessment looked at it.
    pub analysed: bool,
    /// Why no level could be given, as a sentence; nothing when one was.
    pub not_assessable: Option<String>,
    /// The level, taken from the worse bound.
    pub level: DriftMark,
    /// Whether there are too few actions to do more than indicate.
    pub indicative: bool,
    /// What raised the level, as sentences.
    pub raised_by: Vec<String>,
    /// Actions that are mostly machine-made, booked to a person and not really reviewed.
    pub drift: CountRange,
    /// The 95 % Wilson interval of the upper count.
    pub wilson: Option<ShareRange>,
    /// Mean share written by the machine, each action once.
    pub machine: Option<ShareRange>,
    /// The same weighted by volume.
    pub machine_by_volume: Option<ShareRange>,
    /// Actions whose share is not known, or only within bounds.
    pub share_unknown: u64,
    /// Really reviewed, of those that need review.
    pub substantive: CountRange,
    /// Mostly machine-made and not really reviewed, whoever is on record.
    pub unreviewed: CountRange,
    /// Carried out by another than approved it should be.
    pub mismatch: CountRange,
    /// A required step whose actor is not one registered identity.
    pub unattributed: CountRange,
    /// How many actions had each kind of review, the best first, those without any too.
    pub reviews: Vec<ReviewCount>,
    /// Every action by the time it was carried out.
    pub actions: Vec<ActionLine>,
    /// How drift moved since the baseline; nothing when there is no baseline.
    pub trend: Option<DriftTrend>,
    /// Who reviewed, the most decisions first.
    pub reviewers: Vec<ReviewerLine>,
    /// Findings about authorship.
    pub findings: Vec<FindingMark>,
}

/// How many actions had a kind of review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReviewCount {
    /// The kind.
    pub review: ReviewMark,
    /// How many.
    pub actions: u64,
}

/// One action in the roll.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ActionLine {
    /// The event that carried it out.
    pub event: String,
    /// When, RFC 3339.
    pub at: String,
    /// Share written by the machine, at least.
    pub machine_low: f64,
    /// Share written by the machine, at most.
    pub machine_high: f64,
    /// Its review.
    pub review: ReviewMark,
    /// Whether it counts as drift for sure.
    pub drift: bool,
    /// Whether it may count as drift.
    pub drift_possible: bool,
}

/// One action of one workflow.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ActionWhich {
    /// The workflow's id.
    pub id: String,
    /// The event that carried it out.
    pub event: String,
}

/// One action in full.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ActionView {
    /// Its line of the roll.
    pub line: ActionLine,
    /// The question it leaves; nothing when it leaves none.
    pub question: Option<String>,
    /// What is shown of its review, in a sentence or two.
    pub said: String,
    /// Units that the machine wrote and that stayed; nothing when they were not counted.
    pub machine_units: Option<u64>,
    /// Units that people wrote; nothing when they were not counted.
    pub person_units: Option<u64>,
    /// What is counted: `words`, `lines`.
    pub unit: Option<String>,
    /// The run it belongs to.
    pub run: Option<String>,
    /// The links from the request to the effect.
    pub steps: Vec<ChainLink>,
    /// Why it counts as drift, or does not, with where it is read.
    pub because: Vec<Statement>,
}

/// The count of one stretch of time.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DriftPoint {
    /// The stretch, in words: `Apr`, `before 31 March`.
    pub label: String,
    /// Actions counted as drift, at most.
    pub drift: u64,
    /// Of how many.
    pub of: u64,
    /// The 95 % Wilson interval, lower end; nothing without actions.
    pub low: Option<f64>,
    /// The 95 % Wilson interval, upper end; nothing without actions.
    pub high: Option<f64>,
}

/// What the trend shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TrendMark {
    /// More than before.
    Increasing,
    /// Less than before.
    Decreasing,
    /// No evidence of change.
    NoEvidence,
    /// Too few actions on one side.
    Insufficient,
}

/// Drift since the baseline.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DriftTrend {
    /// What the baseline is: `Since the last role review`.
    pub title: String,
    /// The baseline.
    pub before: DriftPoint,
    /// The period.
    pub after: DriftPoint,
    /// The difference of the rates; nothing when there are too few.
    pub difference: Option<f64>,
    /// Its 95 % interval, lower end.
    pub low: Option<f64>,
    /// Its 95 % interval, upper end.
    pub high: Option<f64>,
    /// What it shows.
    pub verdict: TrendMark,
    /// The period in equal stretches.
    pub points: Vec<DriftPoint>,
}

/// What the log shows of one reviewer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReviewerLine {
    /// The person, as the inventory names them; the role where people are shown as roles.
    pub name: String,
    /// Decisions in the period.
    pub decisions: u64,
    /// Refusals and changes asked for.
    pub refused: u64,
    /// Median time between what there was to read and the decision, in seconds; nothing when it is not logged.
    pub dwell: Option<f64>,
    /// Median time that the same texts need at the fastest plausible reading, in seconds.
    pub needed: Option<f64>,
    /// Substantive reviews, of the actions they approved.
    pub substantive: CountRange,
    /// What zero refusals can show at most: the true rate of challenges is below this share; nothing when there were refusals.
    pub challenge_below: Option<f64>,
    /// Times that many decisions fell within a minute.
    pub batches: u64,
    /// What the time they had says, in words: `more than can be read in the time`; nothing when it says nothing.
    pub capacity: Option<String>,
    /// The question it leaves.
    pub question: Option<String>,
    /// The first decision of the fastest batch, or of the list.
    pub source: Option<SourceRef>,
}
