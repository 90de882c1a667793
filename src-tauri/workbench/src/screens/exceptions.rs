//! Exceptions clause by clause, the recertification, and the reviews after changes of context.

use countersign_core::SourceRef;
use countersign_core::gap_report::NamedId;
use countersign_core::reviews::{RevalidationState, ReviewState};
use countersign_core::risk::Level;
use serde::{Deserialize, Serialize};

/// What an exception does at the as-of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ExceptionState {
    /// Every clause holds.
    Holds,
    /// Every clause holds, and its end is near.
    EndsSoon,
    /// It is past its end.
    Ended,
    /// It has not begun.
    NotYet,
    /// It was asked for and nobody decided.
    Requested,
    /// Another clause does not hold, so it has no effect.
    NoEffect,
}

/// One condition that an exception has to meet.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ExceptionClause {
    /// The condition: `Approver is not the requester`.
    pub title: String,
    /// Whether it holds; nothing when it cannot be said, which counts as not holding.
    pub holds: Option<bool>,
    /// The code of what fails: `EX-SELF`; nothing when it holds.
    pub code: Option<String>,
    /// What is on record about it, in one sentence.
    pub text: String,
    /// Where that can be read.
    pub sources: Vec<SourceRef>,
}

/// A control that makes up for what is excepted.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Compensating {
    /// The control.
    pub control: NamedId,
    /// `effective`, `deviation`, `ineffective`, `design_only`, `untested`; nothing when the workspace has no such control or it was not assessed.
    pub effectiveness: Option<String>,
    /// What stands behind it, in one sentence.
    pub text: String,
}

/// A change that would end an exception.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct BreakTrigger {
    /// What is watched, as written.
    pub text: String,
    /// The day of the first change it means, `YYYY-MM-DD`; nothing when none happened, or when nobody judged it.
    pub fired: Option<String>,
    /// The workflow that changed.
    pub workflow: Option<NamedId>,
    /// Where the change can be read.
    pub source: Option<SourceRef>,
}

/// An exception that another one renews.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Renewal {
    /// Its id.
    pub id: String,
    /// First day.
    pub from: Option<String>,
    /// The day it ended.
    pub expires: Option<String>,
}

/// One exception with everything it rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ExceptionView {
    /// Its id.
    pub id: String,
    /// The requirement it is from, by full id; nothing when what is written is not understood.
    pub requirement: Option<String>,
    /// As it is cited.
    pub label: String,
    /// The requirement's title.
    pub title: String,
    /// The facets it is for, in words; empty for all.
    pub facets: Vec<String>,
    /// The workflow; nothing for all.
    pub workflow: Option<NamedId>,
    /// The environment, in words; nothing for all.
    pub environment: Option<String>,
    /// Why it was asked for.
    pub reason: Option<String>,
    /// The severity of the risk it accepts.
    pub severity: Option<Level>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Who asked.
    pub requested_by: Option<String>,
    /// Who agreed.
    pub approved_by: Option<String>,
    /// First day, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// The day it ends, `YYYY-MM-DD`.
    pub expires: Option<String>,
    /// Days from the as-of day to its end, below 0 when it has passed; nothing without a day.
    pub days_left: Option<i64>,
    /// What it does.
    pub state: ExceptionState,
    /// What that means for the requirement, in one or two sentences.
    pub lead: String,
    /// The clauses one by one.
    pub clauses: Vec<ExceptionClause>,
    /// The controls that make up for it.
    pub compensating: Vec<Compensating>,
    /// The changes that would end it.
    pub triggers: Vec<BreakTrigger>,
    /// What it renews, the last one first.
    pub renewals: Vec<Renewal>,
    /// Whether these are all.
    pub renewals_told: bool,
    /// The exception that renews it; nothing when none does.
    pub renewed_by: Option<String>,
    /// Where it can be read.
    pub source: Option<SourceRef>,
}

/// Every exception, those that need a person first.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ExceptionsView {
    /// Whether the assessment judged them; otherwise only what is on record is shown.
    pub analysed: bool,
    /// The as-of day.
    pub as_of: Option<String>,
    /// Days before its end within which an exception ends soon.
    pub soon_days: i64,
    /// The longest an exception may run, in days.
    pub most_days: i64,
    /// How many renewals raise a finding of their own.
    pub renewals_raise: u64,
    /// The exceptions.
    pub exceptions: Vec<ExceptionView>,
}

/// What is decided about an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ExceptionAct {
    /// It is asked for; somebody else has to agree.
    Request,
    /// A person agrees.
    Approve,
    /// It is asked for again under a new id, for a time after its end.
    Renew,
    /// It ends now.
    Close,
}

/// What a person decides about an exception.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ExceptionDecision {
    /// What.
    pub act: ExceptionAct,
    /// Which; nothing for a new one.
    pub id: Option<String>,
    /// The requirement, by full id or as it is cited.
    pub requirement: Option<String>,
    /// The workflow's id; nothing for all.
    pub workflow: Option<String>,
    /// The facets; empty for all.
    pub facets: Vec<String>,
    /// Why.
    pub reason: String,
    /// Who answers for it; nothing for who asks.
    pub owner: Option<String>,
    /// The severity of the risk.
    pub severity: Option<Level>,
    /// First day.
    pub from: Option<String>,
    /// The day it ends.
    pub expires: Option<String>,
    /// Ids of the controls that make up for it.
    pub compensating: Vec<String>,
    /// The changes that would end it.
    pub triggers: Vec<String>,
}

/// What is reviewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ReviewedKind {
    /// A workflow.
    Workflow,
    /// An identity.
    Identity,
    /// A permission on a resource.
    Grant,
}

/// What a reviewer decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ReviewDecision {
    /// It is as it should be.
    Attest,
    /// It has to change.
    Change,
    /// It is taken away.
    Revoke,
}

/// Which lines of the recertification.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RecertificationQuery {
    /// Kinds to keep; all when empty.
    pub kind: Vec<ReviewedKind>,
    /// States to keep; all when empty.
    pub state: Vec<ReviewState>,
    /// Words that must all occur in id, name, workflow or reviewer.
    pub text: String,
    /// First line wanted, from 0.
    pub from: u64,
    /// How many lines.
    pub rows: u64,
}

/// How many subjects of a kind are in a state.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReviewTally {
    /// The kind.
    pub kind: ReviewedKind,
    /// The state.
    pub state: ReviewState,
    /// How many.
    pub subjects: u64,
}

/// How many subjects got a decision in the period.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct DecisionTally {
    /// The decision.
    pub decision: ReviewDecision,
    /// How many.
    pub subjects: u64,
}

/// One subject of the recertification.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReviewLine {
    /// What it is.
    pub kind: ReviewedKind,
    /// Its key, unique among its kind.
    pub subject: String,
    /// What it is called; a grant says who may do what where.
    pub name: String,
    /// The workflows that use it.
    pub workflows: Vec<NamedId>,
    /// At most so many days lie between two reviews; nothing when nothing tells.
    pub cycle_days: Option<i64>,
    /// The day of the last review.
    pub last: Option<String>,
    /// Who reviewed.
    pub reviewer: Option<String>,
    /// What was decided.
    pub decision: Option<ReviewDecision>,
    /// The last day on which the next review is in time.
    pub due: Option<String>,
    /// Days past that day; nothing when it is not late.
    pub late_by: Option<i64>,
    /// Where it stands.
    pub state: ReviewState,
    /// Where the last review is told; without one, the subject.
    pub source: SourceRef,
}

/// A change of context and the review that followed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RevalidationLine {
    /// The workflow.
    pub workflow: NamedId,
    /// What changed, in words: `the model`.
    pub what: String,
    /// The day of the change.
    pub changed: String,
    /// The last day on which a review is in time.
    pub due: String,
    /// The day of the first review after it.
    pub reviewed: Option<String>,
    /// Who reviewed.
    pub reviewer: Option<String>,
    /// Where it stands.
    pub state: RevalidationState,
    /// The change, and the review.
    pub sources: Vec<SourceRef>,
}

/// The recertification: what has to be looked at again, the most urgent first.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RecertificationPage {
    /// Whether the assessment looked at it.
    pub analysed: bool,
    /// The as-of day.
    pub as_of: Option<String>,
    /// Subjects, whatever the filter.
    pub total: u64,
    /// Those that match.
    pub matching: u64,
    /// First line of the page.
    pub from: u64,
    /// The lines.
    pub rows: Vec<ReviewLine>,
    /// By kind and state, over all.
    pub tally: Vec<ReviewTally>,
    /// Decided in the period, over all.
    pub decided: Vec<DecisionTally>,
    /// The changes of the period with the review that followed.
    pub revalidations: Vec<RevalidationLine>,
}

/// What a reviewer says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReviewSaid {
    /// What is reviewed.
    pub subject_kind: ReviewedKind,
    /// Its key.
    pub subject: String,
    /// The decision.
    pub decision: ReviewDecision,
    /// Why; asked for when something has to change or is taken away.
    pub note: String,
}
