//! Two assessments side by side, as the window shows them.

use crate::screens::AssessmentLine;
use countersign_core::compare::{CauseKind, ChangeKind};
use countersign_core::gap_report::NamedId;
use countersign_core::risk::Level;
use countersign_core::status::{EditionKind, Status};
use serde::{Deserialize, Serialize};

/// Which two assessments are compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ComparisonWhich {
    /// The id of the one compared with; nothing takes the one made before the other.
    pub before: Option<String>,
    /// The id of the one looked at; nothing takes the latest.
    pub after: Option<String>,
}

/// What changed between two assessments, counted. A leaf is one requirement in one workflow, or in the organisation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Since {
    /// The assessment compared with.
    pub before: AssessmentLine,
    /// The assessment looked at.
    pub after: AssessmentLine,
    /// How many leaves there are in either; the sum of the lines.
    pub leaves: u64,
    /// Every kind of change with its count, those of none too.
    pub lines: Vec<ChangeTally>,
    /// Findings that wait.
    pub findings: FindingsMoved,
    /// What the comparison cannot tell apart, and what has to be known to read it; a sentence each.
    pub remarks: Vec<String>,
}

/// How many leaves changed in one way.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ChangeTally {
    /// The way.
    pub kind: ChangeKind,
    /// How many leaves.
    pub leaves: u64,
    /// What accounts for most of them, in words without a full stop: `8 of 11: a record was added, changed or taken away`. Nothing
    /// where nothing changed.
    pub says: Option<String>,
}

/// How the findings that wait moved: `before + opened - closed = now`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FindingsMoved {
    /// How many waited before.
    pub before: u64,
    /// How many wait that did not.
    pub opened: u64,
    /// How many waited that do not.
    pub closed: u64,
    /// How many wait now.
    pub now: u64,
}

/// Two assessments side by side, with what accounts for the changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ComparisonView {
    /// Which two, and the counts.
    pub since: Since,
    /// What accounts for changes, the most frequent first, at most five hundred.
    pub causes: Vec<CauseTally>,
    /// How many causes there are in all.
    pub causes_total: u64,
    /// Findings that wait and did not, the worst first, at most five hundred.
    pub opened: Vec<FindingMoved>,
    /// Findings that waited and do not, the worst first, at most five hundred.
    pub closed: Vec<FindingMoved>,
}

/// What accounts for changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CauseTally {
    /// What a [`ChangesQuery`] names it by.
    pub cause: u32,
    /// What kind of thing it is.
    pub kind: CauseKind,
    /// One sentence.
    pub text: String,
    /// The ids of the records it is about.
    pub records: Vec<String>,
    /// How many changed leaves it accounts for, alone or with others.
    pub leaves: u64,
}

/// How a finding came to wait, or ceased to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FindingMove {
    /// It was not found before.
    Found,
    /// It was covered by a valid exception before, and is not any more.
    Uncovered,
    /// It is not found any more.
    Gone,
    /// A valid exception covers it.
    Covered,
}

/// A finding that waits now and did not, or the other way round.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FindingMoved {
    /// Its id.
    pub id: String,
    /// The code without its variant.
    pub code: String,
    /// Whether it only cannot be excluded.
    pub unsure: bool,
    /// How bad, in the assessment in which it waits.
    pub severity: Level,
    /// The question; nothing when another version of the program found it, whose words this one does not have.
    pub title: Option<String>,
    /// The workflow it is about; nothing when it is about the organisation.
    pub workflow: Option<NamedId>,
    /// How it moved.
    pub how: FindingMove,
}

/// Which changes are listed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ChangesQuery {
    /// The id of the assessment compared with.
    pub before: String,
    /// The id of the assessment looked at.
    pub after: String,
    /// Those of some kinds; all kinds when there is none.
    pub kinds: Vec<ChangeKind>,
    /// Those that a cause accounts for.
    pub cause: Option<u32>,
    /// Words that occur in the requirement, the workflow or a cause.
    pub text: String,
    /// The first row wanted.
    pub from: u64,
    /// How many rows.
    pub rows: u64,
}

impl ChangesQuery {
    /// The two that are compared.
    pub fn which(&self) -> ComparisonWhich {
        ComparisonWhich { before: Some(self.before.clone()), after: Some(self.after.clone()) }
    }
}

/// A page of the leaves that changed, by requirement, the organisation before its workflows.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ChangesPage {
    /// How many leaves changed.
    pub total: u64,
    /// How many of them the query keeps.
    pub matching: u64,
    /// The first row of the page.
    pub from: u64,
    /// The rows.
    pub rows: Vec<ChangeRow>,
}

/// A leaf that changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ChangeRow {
    /// Full requirement id.
    pub requirement: String,
    /// As printed by the publisher.
    pub label: String,
    /// Title.
    pub title: String,
    /// Short name of the framework.
    pub framework: String,
    /// Decides the words for the statuses.
    pub kind: EditionKind,
    /// The workflow; nothing for the organisation as a whole.
    pub workflow: Option<NamedId>,
    /// Its status before; nothing when there was no such leaf.
    pub was: Option<Status>,
    /// Its status now; nothing when there is no such leaf.
    pub now: Option<Status>,
    /// How it changed.
    pub change: ChangeKind,
    /// What accounts for it.
    pub causes: Vec<CauseWords>,
}

/// What accounts for a change, in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CauseWords {
    /// What kind of thing it is.
    pub kind: CauseKind,
    /// One sentence.
    pub text: String,
}
