//! What is known about the completeness of an artefact, and the requests for evidence.

use crate::screens::{Attribute, RequestLine};
use countersign_core::SourceRef;
use countersign_core::gap_report::NamedId;
use serde::{Deserialize, Serialize};

/// Which artefact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct EvidenceWhich {
    /// Its file.
    pub file: String,
}

/// What a check came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CheckResult {
    /// What was compared agrees.
    Ok,
    /// What was compared differs, or a limit is passed.
    Differs,
    /// It cannot be made: something it needs is not on record.
    Cannot,
}

/// One automatic check.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct EvidenceCheck {
    /// What is asked: `Counts agree`.
    pub title: String,
    /// What it came to.
    pub result: CheckResult,
    /// What was compared with what, in figures.
    pub compared: String,
    /// Where it can be read.
    pub sources: Vec<SourceRef>,
}

/// What is known about the completeness and accuracy of one artefact.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct EvidenceChecks {
    /// Whether it is an export or a log, of which completeness is a question.
    pub needed: bool,
    /// What the record about the export says, field by field.
    pub record: Vec<Attribute>,
    /// The checks that the program made.
    pub checks: Vec<EvidenceCheck>,
    /// `validated`, `relied_on_itgc`, `not_tested`, `failed`.
    pub conclusion: String,
    /// What that means for what rests on it, in one sentence.
    pub consequence: String,
    /// Who tested it.
    pub tested_by: Option<String>,
    /// When, `YYYY-MM-DD`.
    pub tested_at: Option<String>,
}

/// One request for evidence in full.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RequestView {
    /// The line of the list.
    pub line: RequestLine,
    /// The requirements it is for, as cited; what is not understood stands in the line alone.
    pub requirements: Vec<NamedId>,
    /// The control it is for.
    pub control: Option<NamedId>,
    /// The days it is asked for, as written.
    pub period: Option<String>,
    /// The format wanted.
    pub format: Option<String>,
    /// What came in, by file.
    pub received: Vec<NamedId>,
    /// Why what came was not taken.
    pub rejection_reason: Option<String>,
    /// What is wanting in the request itself, as sentences.
    pub notes: Vec<String>,
    /// The claims that stand without support because of it, by control, each once: it is late, or that cannot be excluded. None is
    /// named before the first assessment.
    pub claims: Vec<NamedId>,
    /// What people said about it in the window, the latest first.
    pub said: Vec<RequestSaid>,
}

/// What a person said about a request.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RequestSaid {
    /// In words.
    pub text: String,
    /// Who.
    pub by: Option<String>,
    /// When, `YYYY-MM-DD`.
    pub on: Option<String>,
}

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct EvidenceAsked {
    /// What exactly.
    pub what: String,
    /// The requirement, by full id or as cited.
    pub requirement: Option<String>,
    /// The control's id.
    pub control: Option<String>,
    /// The days it is wanted for.
    pub period: Option<String>,
    /// The format wanted.
    pub format: Option<String>,
    /// Who is asked.
    pub owner: Option<String>,
    /// By when, `YYYY-MM-DD`.
    pub due: Option<String>,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// It waits.
    Open,
    /// Something came and was not looked at.
    Received,
    /// A part came.
    Incomplete,
    /// What came is what was asked for.
    Accepted,
    /// What came is not.
    Rejected,
    /// There is no such thing.
    NotAvailable,
}

/// What a person says about a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RequestAnswer {
    /// The request.
    pub id: String,
    /// Where it stands now.
    pub status: RequestState,
    /// Why; asked for when it is not taken, or not there.
    pub reason: String,
    /// The files that came in.
    pub evidence: Vec<String>,
}
