//! Findings as the window shows them: a mark beside what it is about, a line of the list, and one finding in full.

use countersign_core::SourceRef;
use countersign_core::gap_report::NamedId;
use countersign_core::risk::Level;
use serde::{Deserialize, Serialize};

/// A finding in short, beside what it is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FindingMark {
    /// The finding's id, to open it; nothing when the workspace keeps none for it.
    pub id: Option<String>,
    /// The code without its variant: `EB-10`.
    pub code: String,
    /// Whether it only cannot be excluded, because something it needs is unknown.
    pub unsure: bool,
    /// How bad, as printed.
    pub severity: Level,
    /// The condition in one sentence.
    pub text: String,
}

/// A sentence with the cells and events it is read from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Statement {
    /// The sentence.
    pub text: String,
    /// Where it can be read; empty when it is nobody's datum (a recommendation).
    pub sources: Vec<SourceRef>,
}

/// How many findings have a severity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LevelCount {
    /// The severity.
    pub severity: Level,
    /// How many.
    pub findings: u64,
}

/// Which findings are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FindingSieve {
    /// Those that wait.
    Open,
    /// Open, critical or high.
    Severe,
    /// Open, past the day they are due.
    Late,
    /// Open, with nobody named.
    NoOwner,
    /// Open, not there in the assessment before.
    New,
    /// Closed.
    Closed,
}

/// Which findings are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FindingsQuery {
    /// The sieve.
    pub sieve: FindingSieve,
}

/// How many findings a sieve keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct SieveCount {
    /// The sieve.
    pub sieve: FindingSieve,
    /// How many.
    pub findings: u64,
}

/// The findings that a sieve keeps, by cause, the worst first.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FindingList {
    /// Whether the assessment looked for findings; otherwise the list says nothing.
    pub analysed: bool,
    /// Every sieve with its count.
    pub sieves: Vec<SieveCount>,
    /// The open findings by severity, the worst first.
    pub severities: Vec<LevelCount>,
    /// The day of the assessment before, which "new" is counted from.
    pub since: Option<String>,
    /// The groups.
    pub causes: Vec<FindingCause>,
}

/// Findings that share a cause.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FindingCause {
    /// What they share, in words.
    pub cause: String,
    /// The findings, the worst first.
    pub findings: Vec<FindingLine>,
}

/// One finding in the list.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FindingLine {
    /// Its id.
    pub id: String,
    /// The code without its variant.
    pub code: String,
    /// Whether it only cannot be excluded.
    pub unsure: bool,
    /// How bad.
    pub severity: Level,
    /// The title: a question a person can answer.
    pub title: String,
    /// The workflow it is about; nothing when it is about the organisation.
    pub workflow: Option<NamedId>,
    /// Who answers.
    pub owner: Option<String>,
    /// The day it is due, `YYYY-MM-DD`.
    pub due: Option<String>,
    /// Days past the day it was due at the as-of day; nothing when it is not late.
    pub late_by: Option<u64>,
    /// The work on it, in a word a person reads: `open`, `closed`.
    pub state: String,
}

/// One finding in full.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FindingView {
    /// The line of the list.
    pub line: FindingLine,
    /// How bad it is when what is unknown turns out at its worst.
    pub if_true: Level,
    /// What should be, in our words.
    pub criteria: String,
    /// The requirements it is held against, as cited: `PR.AA-05, CSF 2.0`.
    pub requirements: Vec<NamedId>,
    /// What is, as facts.
    pub condition: Vec<Statement>,
    /// Why, as far as it is shown.
    pub cause: Vec<Statement>,
    /// What the shown evidence does or does not establish.
    pub effect: Vec<Statement>,
    /// What would settle it.
    pub recommendation: Vec<Statement>,
    /// What the person who answers said.
    pub response: Option<FindingResponse>,
    /// How likely; nothing when nobody said.
    pub likelihood: Option<Level>,
    /// How much harm; nothing when nobody said.
    pub impact: Option<Level>,
    /// What both amount to.
    pub risk: Option<Level>,
    /// How it was looked at, in a sentence.
    pub examined: String,
}

/// What a person said to a finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FindingResponse {
    /// Their words.
    pub text: String,
    /// Who.
    pub by: String,
    /// When, `YYYY-MM-DD`.
    pub on: Option<String>,
    /// Where it can be read, when it came in a file.
    pub source: Option<SourceRef>,
}

/// What a person decides about a finding.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Treatment {
    /// The finding.
    pub id: String,
    /// How likely; nothing leaves it as it is.
    pub likelihood: Option<Level>,
    /// How much harm; nothing leaves it as it is.
    pub impact: Option<Level>,
    /// The answer, in the person's words.
    pub response: String,
    /// Where it stands, as the person says: `open`, `in_progress`, `accepted` or `resolved`; nothing leaves it as it is.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub status: Option<String>,
    /// Who answers from now on; nothing leaves it as it is.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub owner: Option<String>,
    /// The day by which it is to be settled, `YYYY-MM-DD`; nothing leaves it as it is.
    #[serde(default)]
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub due: Option<String>,
}

/// What a person's statement came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Written {
    /// The batch it was taken as, by which it is taken back; nothing when the workspace said so already.
    pub batch: Option<String>,
    /// What was written down, in one sentence without a full stop: `F-0021 is in progress, due 14 Oct 2026`.
    pub said: String,
}

/// How a workflow stands beside its requirements: what the head and the tabs count. A tab that was not analysed has no count.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct WorkflowStanding {
    /// The drift level; nothing when it was not analysed.
    pub drift: Option<super::authorship::DriftMark>,
    /// The open findings by severity, the worst first; nothing when nobody looked for them.
    pub findings: Option<Vec<LevelCount>>,
    /// Credentials and grants.
    pub access: Option<u64>,
    /// Runs of the period.
    pub runs: Option<u64>,
    /// Artefacts of evidence.
    pub evidence: Option<u64>,
    /// Exceptions.
    pub exceptions: Option<u64>,
}

/// An exception as a line.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ExceptionLine {
    /// Its id.
    pub id: String,
    /// The requirement it is from.
    pub requirement: String,
    /// Why it was asked for.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Who agreed.
    pub approved_by: Option<String>,
    /// First day, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// The day it ends, `YYYY-MM-DD`.
    pub expires: Option<String>,
    /// Whether it holds at the as-of day; nothing when that was not looked at.
    pub holds: Option<bool>,
    /// The clauses that do not hold, in words.
    pub fails: Vec<String>,
    /// Where it can be read.
    pub source: SourceRef,
}
