//! `status`: counts, denominators, and the leaves that decide (`countersign/status@1`).

use crate::assessing::Assessed;
use crate::desk::Workbench;
use crate::error::{Error, Result};
use crate::explain::{Explainer, Step};
use crate::telling::Telling;
use countersign_core::assess::{Claim, ClaimState};
use countersign_core::authorship::Drift;
use countersign_core::catalog::Edition;
use countersign_core::citation::Resolver;
use countersign_core::risk::Level;
use countersign_core::status::{Counts, EditionKind, Status};
use countersign_core::tables::Table;
use countersign_core::words::{grouped, verb};
use serde::Serialize;
use std::collections::BTreeMap;

/// Where things stand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StatusReport {
    /// `countersign/status@1`.
    pub schema: &'static str,
    /// The day every figure obeys.
    pub as_of: String,
    /// The period.
    pub period: PeriodText,
    /// The assessment's id; `null` when it was not stored.
    pub assessment: Option<String>,
    /// `sha256:…` of the frozen dataset.
    pub snapshot: String,
    /// `sha256:…` of catalogs, rules and aliases.
    pub ruleset: String,
    /// One entry per edition.
    pub frameworks: Vec<FrameworkStatus>,
    /// Findings by severity.
    pub findings: BTreeMap<&'static str, u64>,
    /// Claims by state.
    pub claims: ClaimCounts,
    /// Workflows by class and drift.
    pub workflows: WorkflowCounts,
    /// Citations that a person has to decide.
    pub unresolved_citations: usize,
}

/// First and last day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PeriodText {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
}

/// One edition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FrameworkStatus {
    /// `nist-csf@2.0`.
    pub id: String,
    /// Official title.
    pub title: String,
    /// Decides the words for a status.
    #[serde(skip)]
    pub kind: EditionKind,
    /// How many are assessed: the sum of `counts`.
    pub requirements: u64,
    /// Requirements less those not applicable.
    pub applicable: u64,
    /// Those about which something is known.
    pub assessed: u64,
    /// The fold.
    pub status: Status,
    /// One count per requirement.
    pub counts: Counts,
    /// How many of those met are so because a person set them, whatever is computed.
    #[serde(skip)]
    pub by_decision: u64,
    /// Functions and categories.
    pub groups: Vec<GroupStatus>,
    /// With one workflow: every requirement with its reasons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requirements_detail: Option<Vec<RequirementDetail>>,
    /// The requirements that decide the status, worst first; for people.
    #[serde(skip)]
    pub deciding: Vec<(String, Status, String)>,
}

/// A function or category.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupStatus {
    /// Full id.
    pub id: String,
    /// Official title.
    pub title: String,
    /// 0 at the top.
    pub depth: usize,
    /// The fold.
    pub status: Status,
    /// Counts of the requirements below it.
    pub counts: Counts,
}

/// A requirement for one workflow.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RequirementDetail {
    /// Full id.
    pub id: String,
    /// As printed by the publisher.
    pub label: String,
    /// Its status.
    pub status: Status,
    /// Why, each with the cell it rests on.
    pub reasons: Vec<ReasonText>,
    /// The decision that set the status, for people.
    #[serde(skip)]
    pub decision: Option<String>,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReasonText {
    /// The rule or reason code.
    pub rule: String,
    /// In words.
    pub text: String,
    /// `file#sheet!row:column`, or a statement of our own.
    pub source: String,
}

/// Claims by state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ClaimCounts {
    /// Something speaks against them.
    pub contradicted: u64,
    /// Nothing fresh and relevant speaks for them.
    pub unsubstantiated: u64,
    /// Evidence raises a question.
    pub questionable: u64,
    /// Evidence speaks for them.
    pub substantiated: u64,
}

/// Workflows by class and drift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WorkflowCounts {
    /// How many.
    pub total: u64,
    /// By the upper end of their class.
    pub by_class: BTreeMap<&'static str, u64>,
    /// How many of them could be of a lower class if what is unknown turned out well; for people.
    #[serde(skip)]
    pub uncertain: u64,
    /// By drift level; those that cannot be assessed are `insufficient`.
    pub by_drift: BTreeMap<&'static str, u64>,
}

impl Workbench {
    /// The status of an assessment, of one framework and one workflow if asked.
    ///
    /// # Errors
    /// `usage/framework`, `usage/workflow`, `workspace/failed`.
    pub fn status_of(&self, assessed: &Assessed, framework: Option<&str>, workflow: Option<&str>) -> Result<StatusReport> {
        status_of(self.telling(assessed), framework, workflow)
    }

    /// How many records there are in a table of an assessment's dataset.
    pub fn held(&self, assessed: &Assessed, table: Table) -> usize {
        if table == Table::Events {
            usize::try_from(assessed.frozen.events).unwrap_or(usize::MAX)
        } else {
            assessed.frozen.data.rows(table).len()
        }
    }
}

/// The status of an assessment, of one framework and one workflow if asked.
pub(crate) fn status_of(telling: Telling<'_>, framework: Option<&str>, workflow: Option<&str>) -> Result<StatusReport> {
    let Telling { content, assessed, .. } = telling;
    let a = &assessed.assessment;
    let row = match workflow {
        None => None,
        Some(id) => Some(a.workflow(id).ok_or_else(|| {
            Error::new(
                "usage/workflow",
                format!("There is no workflow `{id}` in this assessment."),
                "List them with `countersign analysis`.",
            )
        })?),
    };
    let wanted = framework.map(|f| crate::assessing::edition(content, f)).transpose()?;
    let mut frameworks = Vec::new();
    for edition in a.basis.editions.iter().filter(|e| wanted.as_ref().is_none_or(|w| w == *e)) {
        if let Some(edition) = content.edition(edition) {
            frameworks.push(framework_status(telling, edition, row)?);
        }
    }
    if frameworks.is_empty() {
        return Err(Error::new(
            "usage/framework",
            "The assessment does not cover that framework.",
            "Assess again; every shipped framework is covered by default.",
        ));
    }
    let claims = claim_counts(a.claims.iter().filter(|c| workflow.is_none() || c.workflow.as_deref() == workflow || c.workflow.is_none()));
    let rows = a.rows.iter().enumerate().filter(|(i, _)| row.is_none_or(|r| r == *i)).map(|(_, r)| r);
    let mut by_class: BTreeMap<&'static str, u64> = ["D0", "D1", "D2", "D3"].map(|c| (c, 0)).into();
    let (mut total, mut uncertain) = (0, 0);
    for r in rows {
        total += 1;
        uncertain += u64::from(r.class.low < r.class.high);
        *by_class.entry(r.class.high.word()).or_default() += 1;
    }
    let mut by_drift: BTreeMap<&'static str, u64> = ["none", "low", "moderate", "high", "severe"].map(|d| (d, 0)).into();
    by_drift.insert("insufficient", 0);
    for (_, of) in a.analyses.iter().enumerate().filter(|(i, _)| row.is_none_or(|r| r == *i)) {
        *by_drift.entry(of.authorship.level.map_or("insufficient", Drift::word)).or_default() += 1;
    }
    let mut findings: BTreeMap<&'static str, u64> = Level::ALL.map(|l| (l.word(), 0)).into();
    for f in a.findings.iter().filter(|f| workflow.is_none() || f.workflow.as_deref() == workflow) {
        *findings.entry(f.severity.word()).or_default() += 1;
    }
    Ok(StatusReport {
        schema: "countersign/status@1",
        as_of: a.basis.period.as_of.to_string(),
        period: PeriodText { from: a.basis.period.from.to_string(), to: a.basis.period.to.to_string() },
        assessment: Some(assessed.id.clone()).filter(|id| !id.is_empty()),
        snapshot: assessed.snapshot.clone(),
        ruleset: a.ruleset.clone(),
        frameworks,
        findings,
        claims,
        workflows: WorkflowCounts { total, by_class, uncertain, by_drift },
        unresolved_citations: crate::resolving::unresolved_in(&assessed.frozen.data, &Resolver::new(content, &assessed.frozen.choices)),
    })
}

/// Says how many are met beside those that shown evidence supports, because a person set them so; `None` where nobody did.
pub fn said_by_decision(n: u64) -> Option<String> {
    let what = verb(n, "is met because a person set it", "are met because a person set them");
    (n > 0).then(|| format!("{} more {what}, whatever is computed.", grouped(n)))
}

pub(crate) fn framework_status(telling: Telling<'_>, edition: &Edition, row: Option<usize>) -> Result<FrameworkStatus> {
    let a = &telling.assessed.assessment;
    let mut statuses: BTreeMap<&str, Status> = BTreeMap::new();
    let (mut deciding, mut by_decision) = (Vec::new(), 0);
    let set = a.set_to_met(row.and_then(|row| a.rows.get(row)).map(|row| row.workflow.as_str()));
    for r in edition.assessable() {
        let Some(at) = a.position(&r.id) else { continue };
        let counts = match row {
            None => a.counts(at),
            Some(_) => Counts::of(a.outcome(at, row).map(|o| o.status)),
        };
        statuses.insert(&r.id.id, counts.status());
        by_decision += u64::from(counts.status() == Status::Met && set.contains(&at));
        deciding.push((r.label.clone(), counts.status(), r.title.clone(), counts));
    }
    let counts = Counts::of(statuses.values().copied());
    let status = counts.status();
    deciding.retain(|d| d.1 == status);
    let groups = edition
        .groups()
        .map(|(g, depth, below)| {
            let counts = Counts::of(below.iter().filter_map(|r| statuses.get(r.id.id.as_str()).copied()));
            GroupStatus { id: g.id.to_string(), title: g.title.clone(), depth, status: counts.status(), counts }
        })
        .collect();
    let detail = match row {
        None => None,
        Some(row) => Some(details(telling, edition, row)?),
    };
    Ok(FrameworkStatus {
        id: edition.id.to_string(),
        title: edition.title.clone(),
        kind: edition.kind,
        requirements: counts.total(),
        applicable: counts.applicable(),
        assessed: counts.assessed(),
        status,
        counts,
        by_decision,
        groups,
        requirements_detail: detail,
        deciding: deciding.into_iter().map(|(label, status, title, _)| (label, status, title)).collect(),
    })
}

fn details(telling: Telling<'_>, edition: &Edition, row: usize) -> Result<Vec<RequirementDetail>> {
    let explain = Explainer::new(telling);
    let a = &telling.assessed.assessment;
    let mut all = Vec::new();
    for r in edition.assessable() {
        let Some(at) = a.position(&r.id) else { continue };
        let Some(outcome) = a.outcome(at, Some(row)) else { continue };
        let steps = explain.leaf(at, Some(row))?;
        let reasons = (0..steps.len()).filter_map(|i| reason(&steps, i)).collect();
        let decision = outcome.decision.clone();
        all.push(RequirementDetail { id: r.id.to_string(), label: r.label.clone(), status: outcome.status, reasons, decision });
    }
    Ok(all)
}

/// Claims by state.
pub(crate) fn claim_counts<'c>(claims: impl IntoIterator<Item = &'c Claim>) -> ClaimCounts {
    let mut counts = ClaimCounts::default();
    for claim in claims {
        match claim.state {
            ClaimState::Contradicted => counts.contradicted += 1,
            ClaimState::Unsubstantiated => counts.unsubstantiated += 1,
            ClaimState::Questionable => counts.questionable += 1,
            ClaimState::Substantiated => counts.substantiated += 1,
        }
    }
    counts
}

/// A step as a reason. A step that rests on others is sourced by the first cell below it, else by the cell of the leaf.
fn reason(steps: &[Step], at: usize) -> Option<ReasonText> {
    let step = steps.get(at)?;
    let below = || steps.iter().skip(at + 1).take_while(|s| s.depth > step.depth).find_map(|s| s.source.as_ref());
    let leaf = || steps.iter().find_map(|s| s.source.as_ref());
    let source = step.source.as_ref().or_else(below).or_else(leaf);
    Some(ReasonText { rule: step.code.clone(), text: step.text.clone(), source: source.map_or_else(String::new, ToString::to_string) })
}
