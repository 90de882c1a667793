//! The gap report as a document: everything it prints, as plain data. Report writers lay it out and decide nothing;
//! its JSON form (`countersign/gap-report@1`) is what travels in the pack.

use crate::findings::FindingLine;
use crate::source::SourceRef;
use crate::status::{Counts, EditionKind, Status};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A gap report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GapReport {
    /// `countersign/gap-report@1`.
    pub schema: String,
    /// The organisation the workspace is about.
    pub organisation: String,
    /// Facts that stand on the cover and in the running header.
    pub basis: Basis,
    /// What is in scope, and what was left out.
    pub scope: Scope,
    /// One sentence written from the counts: where things stand.
    pub lead: String,
    /// One entry per framework edition assessed.
    pub frameworks: Vec<FrameworkPage>,
    /// The gaps, most pressing first: every applicable requirement whose status is not met, partial or accepted risk,
    /// then those not assessed.
    pub gaps: Vec<Gap>,
    /// What the analyses found, worst first, in five elements. The owner is named by role where a role is known.
    pub findings: Vec<FindingLine>,
    /// Requirements that do not apply, with reason.
    pub not_applicable: Vec<ListedRequirement>,
    /// Requirements about which nothing can be said yet, with reason.
    pub not_assessed: Vec<ListedRequirement>,
    /// Every workflow in scope.
    pub workflows: Vec<WorkflowLine>,
    /// Every control in the workspace.
    pub controls: Vec<ControlLine>,
    /// Every piece of evidence, with its hash.
    pub evidence: Vec<EvidenceLine>,
    /// Every exception, with the clauses it fails.
    pub exceptions: Vec<ExceptionLine>,
    /// Citations that are not resolved.
    pub citations: Vec<CitationLine>,
    /// Files the workspace was built from.
    pub sources: Vec<SourceLine>,
    /// Rows of these files that were left out, each with its reason: all of them, by file, sheet and row.
    #[serde(default)]
    pub rejected: Vec<RejectedRow>,
    /// Cells of the records whose text was not understood, so that they count as not told: all of them, by table and record.
    #[serde(default)]
    pub unread: Vec<UnreadCell>,
    /// The applicability rules, as sentences, with how often they fired.
    pub rules: Vec<RuleLine>,
    /// Every named threshold used.
    pub thresholds: Vec<Threshold>,
    /// What this report does not establish.
    pub limits: Vec<String>,
    /// The workflow x requirement grid; not printed in the PDF.
    pub grid: Grid,
}

/// The facts a reader needs before believing any figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    /// `period` or `point_in_time`.
    pub kind: String,
    /// First day of the period, `YYYY-MM-DD`.
    pub from: String,
    /// Last day of the period, `YYYY-MM-DD`.
    pub to: String,
    /// The as-of day every figure obeys, `YYYY-MM-DD`.
    pub as_of: String,
    /// When the assessment was made, RFC 3339.
    pub assessed_at: String,
    /// The assessment's id.
    pub assessment: String,
    /// `sha256:…` of the frozen dataset; printed on every page.
    pub snapshot: String,
    /// `sha256:…` of rules, catalogs and aliases.
    pub ruleset: String,
    /// The version of Countersign.
    pub tool_version: String,
    /// `draft`, `prepared`, `reviewed` or `final`.
    pub sign_off: String,
}

/// What the report covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scope {
    /// Workflows in scope.
    pub workflows: u64,
    /// Workflows by environment (`unknown` when not told).
    pub by_environment: BTreeMap<String, u64>,
    /// Workflows by lifecycle.
    pub by_lifecycle: BTreeMap<String, u64>,
    /// Workflows by variability class; `D0 to D3` where unknown attributes leave it open. The upper end governs.
    pub by_class: BTreeMap<String, u64>,
    /// What was left out, each with its reason.
    pub exclusions: Vec<Exclusion>,
}

/// Something left out, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exclusion {
    /// What.
    pub what: String,
    /// Why.
    pub reason: String,
}

/// One framework edition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrameworkPage {
    /// `nist-csf@2.0`.
    pub id: String,
    /// The official title.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Decides the words for a status.
    pub kind: EditionKind,
    /// The level that is assessed, plural, for people: "subcategories".
    pub unit: String,
    /// The fold over all requirements.
    pub status: Status,
    /// One count per requirement; the sum is the number of requirements.
    pub counts: Counts,
    /// One sentence written from the counts.
    pub lead: String,
    /// Functions and categories (or the single group of a flat list), in order.
    pub groups: Vec<Group>,
    /// The requirements, in order.
    pub requirements: Vec<RequirementLine>,
}

/// A function or category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Full id.
    pub id: String,
    /// As printed by the publisher.
    pub label: String,
    /// Official title.
    pub title: String,
    /// 0 for the top level, 1 below it.
    pub depth: u8,
    /// The fold.
    pub status: Status,
    /// Counts of the requirements below it.
    pub counts: Counts,
}

/// One requirement, folded over the workflows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequirementLine {
    /// Full id.
    pub id: String,
    /// As printed by the publisher.
    pub label: String,
    /// Title.
    pub title: String,
    /// Our own words.
    pub text: String,
    /// The publisher's words, when a user attached them.
    pub official_text: Option<String>,
    /// Full id of the group it stands in.
    pub group: String,
    /// The fold over the leaves.
    pub status: Status,
    /// One count per leaf: a workflow, or the organisation.
    pub counts: Counts,
    /// The reason in one line.
    pub reason: String,
}

/// A gap: an applicable requirement that is not met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    /// 1 is the most pressing.
    pub rank: u64,
    /// Full requirement id.
    pub requirement: String,
    /// As printed by the publisher.
    pub label: String,
    /// Title.
    pub title: String,
    /// The framework's id.
    pub framework: String,
    /// Decides the words for the status.
    pub kind: EditionKind,
    /// The fold.
    pub status: Status,
    /// One count per leaf.
    pub counts: Counts,
    /// The gap as a question a person can answer.
    pub question: String,
    /// What the shown material does not establish, as a fact.
    pub cause: String,
    /// What evidence is missing.
    pub missing: Vec<String>,
    /// The smallest next step.
    pub next_step: String,
    /// Who could answer; empty when nobody is named.
    pub owner: String,
    /// How many workflows are affected.
    pub affected: u64,
    /// The workflows affected, in the order of the register: id and name; the first hundred, where there are more.
    pub workflows: Vec<NamedId>,
    /// The rules that made it applicable.
    pub rules: Vec<String>,
    /// The cells it rests on, the workflows' own and what the controls claim; the first hundred, where there are more.
    pub sources: Vec<SourceRef>,
    /// How many cells beside these it rests on.
    #[serde(default)]
    pub more_sources: u64,
}

/// An id with the name a person knows it by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct NamedId {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// A requirement on a list, with the reason it is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListedRequirement {
    /// Full id.
    pub requirement: String,
    /// As printed by the publisher.
    pub label: String,
    /// Title.
    pub title: String,
    /// Reason code, for example `NO-RULE`.
    pub code: String,
    /// The reason in one line.
    pub reason: String,
    /// How many leaves (workflows, or 1 for the organisation).
    pub leaves: u64,
    /// Who decided, when a person did.
    pub decided_by: String,
    /// The cell of the decision, or of the fact the reason rests on.
    pub source: Option<SourceRef>,
}

/// One workflow in the register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkflowLine {
    /// The workflow's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The owner as written; empty when unknown.
    pub owner: String,
    /// `prod`, or empty when unknown.
    pub environment: String,
    /// `high`, or empty when unknown.
    pub criticality: String,
    /// `active`, or empty when unknown.
    pub lifecycle: String,
    /// `D1`, or `D1 to D3` for an interval.
    pub class: String,
    /// How far authorship has drifted: `none`, `low`, `moderate`, `high`, `severe`, or `insufficient` when it cannot be assessed.
    pub drift: String,
    /// One count per requirement of every framework assessed.
    pub counts: Counts,
    /// The row it was read from.
    pub source: SourceRef,
}

/// One control in the register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ControlLine {
    /// The control's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The owner as written.
    pub owner: String,
    /// What is claimed: `implemented`, … or empty.
    pub claim: String,
    /// `effective`, `deviation`, `ineffective`, `design_only`, `untested`.
    pub effectiveness: String,
    /// Why, in one line.
    pub reason: String,
    /// How many requirements it covers.
    pub requirements: u64,
    /// The row it was read from.
    pub source: SourceRef,
}

/// One piece of evidence in the register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvidenceLine {
    /// `E-0007`.
    pub id: String,
    /// What it is.
    pub title: String,
    /// The file as named by the user.
    pub file: String,
    /// SHA-256 of its bytes; empty when the bytes are not held.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Evidence kind.
    pub kind: String,
    /// The time it covers: `2026-04-01 to 2026-06-30`.
    pub period: String,
    /// The age in words: `18 of 45 d`, or why it cannot be aged.
    pub age: String,
    /// `fresh`, `stale`, `out_of_period`, `invalid_date`, `cannot_be_aged`.
    pub freshness: String,
    /// Reliability tier.
    pub tier: String,
    /// IPE conclusion: `validated`, `relied_on_itgc`, `not_tested`, `failed`, `not needed`, or `contradicted` where the automatic checks
    /// speak against a conclusion.
    pub ipe: String,
    /// Controls and requirements it is linked to.
    pub used_by: Vec<String>,
    /// The row that describes it.
    pub source: SourceRef,
}

/// One exception.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExceptionLine {
    /// Its id.
    pub id: String,
    /// The requirement as cited.
    pub requirement: String,
    /// The workflow, or empty for all.
    pub workflow: String,
    /// Who owns the risk.
    pub owner: String,
    /// The last day it may hold, `YYYY-MM-DD`.
    pub expires: String,
    /// Whether every clause holds at the as-of day.
    pub valid: bool,
    /// The clauses that fail, by code.
    pub failing: Vec<String>,
    /// In how many leaves it accepts the risk: a requirement in a workflow, or in the organisation.
    #[serde(default)]
    pub accepts: u64,
    /// The row it was read from.
    pub source: SourceRef,
}

/// A citation a person has to decide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CitationLine {
    /// As written.
    pub text: String,
    /// `ambiguous` or `unknown`.
    pub state: String,
    /// What it may mean.
    pub candidates: Vec<String>,
    /// Where it stands.
    pub at: Vec<SourceRef>,
}

/// A file the workspace was built from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceLine {
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The tables it filled, with current record counts.
    pub tables: BTreeMap<String, u64>,
    /// Records read at import.
    pub records: u64,
    /// Records rejected at import.
    pub rejected: u64,
}

/// A row of an imported file that was left out. A row that gives several subjects is here once for each that was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RejectedRow {
    /// The row, and the column at fault where there is one.
    pub at: SourceRef,
    /// SHA-256 of the file's bytes, which tells files of one name apart.
    pub sha256: String,
    /// The table it was read for; empty when that was not kept.
    pub table: String,
    /// The diagnostic code, `import/missing-key`.
    pub code: String,
    /// Why it was left out, in a sentence.
    pub reason: String,
    /// What to do about it.
    pub hint: String,
    /// The row's text as the workspace keeps it, key-like strings masked.
    pub raw: String,
}

/// A cell whose text was not understood and whose column no other file tells: a word that is none of its column's, a day that is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnreadCell {
    /// The cell.
    pub at: SourceRef,
    /// The table it was read for.
    pub table: String,
    /// The key of the record, the parts of one with several joined by ` / `.
    pub record: String,
    /// The column of the table.
    pub column: String,
    /// What stands there, as the workspace keeps it.
    pub raw: String,
}

/// One applicability rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleLine {
    /// `R07`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its condition as a sentence.
    pub sentence: String,
    /// Why it matters.
    pub why: String,
    /// Workflows it fired for, on a known value.
    pub fired: u64,
    /// Workflows it fired for because a value is unknown.
    pub assumed: u64,
}

/// A named threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    /// Its name, as `--set NAME=VALUE` takes it.
    pub name: String,
    /// The value used.
    pub value: String,
    /// The value shipped.
    pub default: String,
    /// What it decides, with its unit.
    pub meaning: String,
}

/// The full workflow x requirement grid.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Full requirement ids, one per column.
    pub requirements: Vec<String>,
    /// One row per workflow.
    pub rows: Vec<GridRow>,
}

/// One workflow's statuses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GridRow {
    /// The workflow's id.
    pub workflow: String,
    /// One letter per requirement: `M` met, `A` accepted risk, `P` partial, `O` not assessed, `X` not met, `-` not applicable.
    pub cells: String,
}
