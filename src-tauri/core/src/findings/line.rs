//! One finding in words, as it is handed on: by the command line, the report and the pack.

use super::{Finding, sources, words};
use crate::catalog::Content;
use crate::dataset::Dataset;
use crate::hit::Paths;
use crate::record::KEY_SEPARATOR;
use crate::risk::Level;
use serde::{Deserialize, Serialize};

/// One finding, as it is handed on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    pub method: String,
    /// Who answers.
    pub owner: Option<String>,
    /// The day by which it is to be settled.
    pub due: String,
    /// Where it stands: a word of machine formats.
    pub status: String,
    /// The as-of day of the first assessment that found it.
    pub first_seen: String,
    /// When the same cause was last found before it was gone.
    pub repeat_of: Option<String>,
    /// Valid exceptions that cover it.
    pub exceptions: Vec<String>,
    /// The paths, for EB-09 and EB-10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths: Option<Paths>,
    /// The cells and events it rests on, as `file#sheet!row:column`.
    pub sources: Vec<String>,
}

impl FindingLine {
    /// A finding in words.
    pub fn of(content: &Content, finding: &Finding, data: &Dataset) -> Self {
        let f = finding;
        let five = words(content, f, data);
        Self {
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
            method: f.method.word().to_owned(),
            owner: f.owner.clone(),
            due: f.due.to_string(),
            status: f.status.word().to_owned(),
            first_seen: f.first_seen.to_string(),
            repeat_of: f.repeat_of.as_ref().map(|r| r.last_seen.to_string()),
            exceptions: f.exceptions.to_vec(),
            paths: f.paths.as_deref().cloned(),
            sources: sources(f, data),
        }
    }
}

/// What a finding is about, in one line: the workflow, or the records.
pub fn subject(f: &Finding) -> String {
    let shown = |n: usize| {
        let keys: Vec<String> = f.subjects.iter().take(n).map(|s| s.key.replace(KEY_SEPARATOR, " / ")).collect();
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
