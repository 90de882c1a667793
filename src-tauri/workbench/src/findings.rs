//! `findings`: what was found, in five elements (`countersign/findings@1`).

use crate::assessing::Assessed;
use crate::desk::Workbench;
use crate::error::{Error, Result};
use countersign_core::catalog::Content;
use countersign_core::findings::{Finding, sources, words};
use countersign_core::hit::Paths;
use countersign_core::risk::Level;
use countersign_core::tables::Table;
use serde::Serialize;

/// The findings of an assessment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FindingsReport {
    /// `countersign/findings@1`.
    pub schema: &'static str,
    /// The day every figure obeys.
    pub as_of: String,
    /// The findings, worst first.
    pub findings: Vec<FindingLine>,
}

/// One finding, as it is handed on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FindingLine {
    /// `F-` and ten hexadecimal digits; the same in every assessment while the cause is the same.
    pub id: String,
    /// `EB-01`; with `-U` behind it, the condition cannot be excluded.
    pub code: String,
    /// Whether the condition only cannot be excluded.
    pub unsure: bool,
    /// A question.
    pub title: String,
    /// How bad.
    pub severity: Level,
    /// How bad if what is unknown turns out at its worst.
    pub severity_if_true: Level,
    /// The workflow; `null` for the organisation.
    pub workflow: Option<String>,
    /// What it is about: the records that share the cause.
    pub subject: String,
    /// `framework@edition/ID`, with `#facet` where it is about one facet.
    pub criteria: Vec<String>,
    /// What the records show.
    pub condition: String,
    /// Why it comes about.
    pub cause: String,
    /// What the shown records do not establish.
    pub effect: String,
    /// What would settle it.
    pub recommendation: String,
    /// `EXAMINE`, `INTERVIEW` or `TEST`.
    pub method: &'static str,
    /// Who answers.
    pub owner: Option<String>,
    /// The day by which it is to be settled.
    pub due: String,
    /// Where it stands.
    pub status: &'static str,
    /// The as-of day of the first assessment that found it.
    pub first_seen: String,
    /// When the same cause was last found before it was gone.
    pub repeat_of: Option<String>,
    /// Valid exceptions that cover it.
    pub exceptions: Vec<String>,
    /// The paths, for EB-09 and EB-10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths: Option<Paths>,
    /// The cells and events it rests on.
    pub sources: Vec<String>,
}

impl Workbench {
    /// The findings of an assessment, from a severity on and of one workflow if asked.
    ///
    /// # Errors
    /// `usage/workflow`.
    pub fn findings(&self, assessed: &Assessed, severity: Option<Level>, workflow: Option<&str>) -> Result<FindingsReport> {
        if let Some(id) = workflow.filter(|id| assessed.frozen.data.find(Table::Workflows, id).is_none()) {
            let said = format!("There is no workflow `{id}` in this assessment.");
            return Err(Error::new("usage/workflow", said, "List them with `countersign analysis`."));
        }
        let wanted = |f: &&Finding| severity.is_none_or(|s| f.severity >= s) && (workflow.is_none() || f.workflow.as_deref() == workflow);
        let findings = assessed.assessment.findings.iter().filter(wanted).map(|f| line(&self.content, assessed, f)).collect();
        let as_of = assessed.assessment.basis.period.as_of.to_string();
        Ok(FindingsReport { schema: "countersign/findings@1", as_of, findings })
    }
}

/// One finding in words.
pub(crate) fn line(content: &Content, assessed: &Assessed, f: &Finding) -> FindingLine {
    let five = words(content, f, &assessed.frozen.data);
    FindingLine {
        id: f.id.clone(),
        code: f.full_code(),
        unsure: f.unsure,
        title: five.title,
        severity: f.severity,
        severity_if_true: f.if_true,
        workflow: f.workflow.clone(),
        subject: subject(f),
        criteria: f
            .criteria
            .iter()
            .map(|(id, facet)| facet.as_ref().map_or_else(|| id.to_string(), |facet| format!("{id}#{facet}")))
            .collect(),
        condition: five.condition,
        cause: five.cause,
        effect: five.effect,
        recommendation: five.recommendation,
        method: f.method.word(),
        owner: f.owner.clone(),
        due: f.due.to_string(),
        status: f.status.word(),
        first_seen: f.first_seen.to_string(),
        repeat_of: f.repeat_of.as_ref().map(|r| r.last_seen.to_string()),
        exceptions: f.exceptions.clone(),
        paths: f.paths.clone(),
        sources: sources(f, &assessed.frozen.data),
    }
}

/// What a finding is about, in one line: the workflow, or the records.
pub(crate) fn subject(f: &Finding) -> String {
    let shown = |n: usize| {
        let keys: Vec<String> = f.subjects.iter().take(n).map(|s| crate::importing::shown_key(&s.key)).collect();
        let more = f.subjects.len().saturating_sub(n);
        if more > 0 { format!("{} and {more} more", keys.join(", ")) } else { keys.join(", ") }
    };
    match (&f.workflow, f.subjects.is_empty()) {
        (Some(w), true) => w.clone(),
        (Some(w), false) if f.subjects.len() == 1 && f.subjects.first().is_some_and(|s| s.key == *w) => w.clone(),
        (Some(w), false) => format!("{w}: {}", shown(3)),
        (None, true) => "the organisation".to_owned(),
        (None, false) => shown(3),
    }
}
