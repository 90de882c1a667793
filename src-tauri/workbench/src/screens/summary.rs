//! What stands around every screen: whose workspace it is, which assessment, how much of everything.

use crate::assessing::Assessed;
use crate::error::Result;
use crate::screens::Reading;
use crate::screens::reading::count;
use countersign_core::parameters::PARAMETERS;
use countersign_core::tables::Table;
use serde::Serialize;

/// What stands around every screen.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Summary {
    /// The organisation the workspace is about.
    pub organisation: String,
    /// How much there is behind each place of the sidebar.
    pub counts: PlaceCounts,
    /// The latest assessment.
    pub assessment: Option<AssessmentLine>,
    /// Why there is none, by code: `assess/none`, `assess/other-ruleset`.
    pub unassessed: Option<String>,
    /// Whether the workspace changed since the assessment was made.
    pub changed_since: bool,
    /// `sha256:…` of catalogs, rules and aliases.
    pub ruleset: String,
    /// How many thresholds differ from those shipped: those of the assessment, or of the workspace before the first.
    pub thresholds_changed: u64,
    /// When the last change was written, RFC 3339.
    pub saved_at: String,
}

/// How much there is behind each place of the sidebar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PlaceCounts {
    /// Workflows in the inventory.
    pub workflows: u64,
    /// Framework editions assessed (or shipped, before the first assessment).
    pub frameworks: u64,
    /// Controls.
    pub controls: u64,
    /// Artefacts of evidence.
    pub evidence: u64,
    /// Citations that a person has to decide.
    pub citations_open: u64,
    /// Findings that wait; nothing when nobody looked for them.
    #[cfg_attr(feature = "types", ts(optional = nullable))]
    pub findings: Option<u64>,
    /// Exceptions.
    pub exceptions: u64,
    /// Import batches.
    pub batches: u64,
    /// Journal entries.
    pub journal: u64,
}

/// One stored assessment.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct AssessmentLine {
    /// Its id.
    pub id: String,
    /// 1 for the first in this workspace.
    pub number: u64,
    /// First day of the period.
    pub from: String,
    /// Last day of the period.
    pub to: String,
    /// The day every figure obeys.
    pub as_of: String,
    /// Whether it is about one day only.
    pub point_in_time: bool,
    /// When it was made, RFC 3339.
    pub made_at: String,
    /// Who made it.
    pub made_by: String,
    /// `sha256:…` of the frozen dataset.
    pub snapshot: String,
}

impl Reading {
    /// What stands around every screen.
    ///
    /// # Errors
    /// Never today; the shape of every question is the same.
    pub fn summary(&self) -> Result<Summary> {
        let rows = |table: Table| count(self.now.data.rows(table).len());
        let used = self.assessed.as_ref().map_or(&self.now.parameters, |a| &a.assessment.basis.parameters);
        let thresholds_changed = PARAMETERS.iter().filter(|p| used.get(p.name).to_bits() != p.default.to_bits()).count();
        Ok(Summary {
            organisation: self.organisation.clone(),
            counts: PlaceCounts {
                workflows: rows(Table::Workflows),
                frameworks: count(self.editions().len()),
                controls: rows(Table::Controls),
                evidence: rows(Table::Evidence),
                citations_open: count(self.open_citations.len()),
                findings: self.open_findings().map(|open| open.iter().map(|level| level.findings).sum()),
                exceptions: rows(Table::Exceptions),
                batches: self.batches,
                journal: count(self.journal.len()),
            },
            assessment: self.assessed.as_ref().map(|a| self.assessment_line(a)),
            unassessed: self.unassessed.map(str::to_owned),
            changed_since: self.changed_since,
            ruleset: self.ruleset.clone(),
            thresholds_changed: count(thresholds_changed),
            saved_at: self.journal.last().map_or_else(String::new, |e| e.at.clone()),
        })
    }

    fn assessment_line(&self, assessed: &Assessed) -> AssessmentLine {
        let basis = &assessed.assessment.basis;
        // The latest entry that names its snapshot is the one that stored it.
        let entry = self.journal.iter().rev().find(|e| e.action == "assess" && e.subject == assessed.snapshot);
        AssessmentLine {
            id: assessed.id.clone(),
            number: self.assessments,
            from: basis.period.from.to_string(),
            to: basis.period.to.to_string(),
            as_of: basis.period.as_of.to_string(),
            point_in_time: basis.point_in_time,
            made_at: assessed.at.clone(),
            made_by: entry.map_or_else(String::new, |e| e.actor.clone()),
            snapshot: assessed.snapshot.clone(),
        }
    }

    /// The stored assessments by the journal, oldest first. Assessments stay, so that each entry stands for one.
    pub(crate) fn assessment_lines(&self) -> impl Iterator<Item = AssessmentLine> {
        let made = self.journal.iter().filter(|e| e.action == "assess");
        made.zip(1..).filter_map(|(e, number)| {
            let text = |at: &str| e.detail.pointer(at).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
            Some(AssessmentLine {
                id: e.detail.get("assessment")?.as_str()?.to_owned(),
                number,
                from: text("/basis/period/from"),
                to: text("/basis/period/to"),
                as_of: text("/basis/period/as_of"),
                point_in_time: e.detail.pointer("/basis/point_in_time").and_then(serde_json::Value::as_bool).unwrap_or(false),
                made_at: e.at.clone(),
                made_by: e.actor.clone(),
                snapshot: e.subject.clone(),
            })
        })
    }
}
