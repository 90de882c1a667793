//! Two stored assessments set side by side for the window: worked out once for each pair, since what is stored stays as it is.

use crate::Workbench;
use crate::assessing::Assessed;
use crate::comparing::records;
use crate::error::{Error, Result};
use crate::screens::bars::short_name;
use crate::screens::comparison_view::{CauseTally, ComparisonView, ComparisonWhich, FindingMove, FindingMoved, FindingsMoved, Since};
use crate::screens::comparison_words::{remarks, tallies};
use crate::screens::marks::is_open;
use crate::screens::reading::count;
use crate::screens::{AssessmentLine, Reading};
use countersign_core::compare::{Cause, Comparison};
use countersign_core::findings::{Finding, words};
use countersign_core::gap_report::NamedId;
use countersign_core::ids::RequirementId;
use countersign_core::status::EditionKind;
use countersign_core::tables::Table;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// How many causes, and how many findings, are listed.
const LISTED: usize = 500;

/// A requirement as a row names it.
pub(super) struct Named {
    pub label: String,
    pub title: String,
    pub framework: String,
    pub kind: EditionKind,
}

/// Two assessments side by side. Nothing of it changes while the workspace is open.
pub struct SideBySide {
    view: ComparisonView,
    pub(super) found: Comparison,
    /// The requirements of the comparison, in its order.
    pub(super) requirements: Vec<Named>,
    /// The workflows of the comparison, in its order.
    pub(super) workflows: Vec<NamedId>,
}

impl Reading {
    /// The stored assessments, the latest first.
    ///
    /// # Errors
    /// Never today; the shape of every question is the same.
    pub fn assessments(&self) -> Result<Vec<AssessmentLine>> {
        let mut lines: Vec<AssessmentLine> = self.assessment_lines().collect();
        lines.reverse();
        Ok(lines)
    }

    /// The assessment made before the latest, which it can be compared with; nothing when nothing of the latest can be shown.
    pub(crate) fn made_before(&self) -> Option<AssessmentLine> {
        let latest = self.assessed.as_ref()?;
        let lines: Vec<AssessmentLine> = self.assessment_lines().take_while(|a| a.id != latest.id).collect();
        lines.into_iter().next_back()
    }

    /// The ids of the two that are meant: the one compared with, and the one looked at.
    ///
    /// # Errors
    /// `assess/none`, `assess/other-ruleset`, `assess/none-before`, `usage/assessment`.
    pub fn pair(&self, which: &ComparisonWhich) -> Result<(String, String)> {
        let lines: Vec<AssessmentLine> = self.assessment_lines().collect();
        let known = |id: &str| lines.iter().position(|a| a.id == id).ok_or_else(|| no_assessment(id));
        let after = match which.after.as_deref() {
            Some(id) => known(id)?,
            None => known(&self.assessment()?.id)?,
        };
        let before = match which.before.as_deref() {
            Some(id) => Some(known(id)?),
            None => after.checked_sub(1),
        };
        let id = |at: usize| lines.get(at).map(|a| a.id.clone());
        before.and_then(id).zip(id(after)).ok_or_else(|| {
            let hint = "Assess again later: the next assessment is compared with this one.";
            Error::new("assess/none-before", "There is no assessment made before that one.", hint)
        })
    }
}

impl Workbench {
    /// Sets two stored assessments side by side. `progress` is told how far it is, where records have to be assessed again, and answers
    /// whether to go on.
    ///
    /// # Errors
    /// `usage/assessment`, `assess/other-ruleset`, `program/cancelled`, `workspace/failed`.
    pub fn side_by_side(
        &self,
        reading: &Reading,
        before: &str,
        after: &str,
        progress: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<SideBySide> {
        let lines: BTreeMap<String, AssessmentLine> = reading.assessment_lines().map(|a| (a.id.clone(), a)).collect();
        let line = |id: &str| lines.get(id).cloned().ok_or_else(|| no_assessment(id));
        let (old_line, new_line) = (line(before)?, line(after)?);
        // The latest is held in memory already.
        let latest = reading.assessed.as_deref();
        let read = |id: &str| if latest.is_some_and(|a| a.id == id) { Ok(None) } else { self.stored(id).map(Some) };
        let (old_read, new_read) = (read(before)?, read(after)?);
        let (Some(old), Some(new)) = (old_read.as_ref().or(latest), new_read.as_ref().or(latest)) else {
            return Err(no_assessment(before));
        };
        let found = self.between(old, new, None, progress)?;
        let ruleset = &reading.ruleset;
        let (moved, opened, closed) = self.findings_moved(old, new, ruleset);
        let since = Since {
            leaves: found.counts.total(),
            lines: tallies(&found),
            findings: moved,
            remarks: remarks((&old_line, old), (&new_line, new), ruleset),
            before: old_line,
            after: new_line,
        };
        Ok(SideBySide {
            view: ComparisonView {
                since,
                causes_total: count(found.causes.len()),
                causes: found.ranked().into_iter().take(LISTED).map(tally).collect(),
                opened,
                closed,
            },
            requirements: found.requirements.iter().map(|id| self.named_requirement(id)).collect(),
            workflows: found.workflows.iter().map(|id| named_workflow(id, &[new, old])).collect(),
            found,
        })
    }

    fn named_requirement(&self, id: &RequirementId) -> Named {
        let edition = self.content.edition(&id.edition);
        let known = self.content.requirement(id);
        Named {
            label: known.map_or_else(|| id.id.clone(), |r| r.label.clone()),
            title: known.map_or_else(String::new, |r| r.title.clone()),
            framework: edition.map_or_else(|| id.edition.to_string(), |e| short_name(e).to_owned()),
            kind: edition.map_or(EditionKind::Outcomes, |e| e.kind),
        }
    }

    /// The findings that wait in one of the two only, the worst first.
    pub(super) fn findings_moved(
        &self,
        old: &Assessed,
        new: &Assessed,
        ruleset: &str,
    ) -> (FindingsMoved, Vec<FindingMoved>, Vec<FindingMoved>) {
        let all = |of: &Assessed| -> BTreeSet<String> { of.assessment.findings.iter().map(|f| f.id.clone()).collect() };
        let waiting = |of: &Assessed| -> BTreeSet<String> { waiting_in(of).map(|f| f.id.clone()).collect() };
        let (waited, waits) = (waiting(old), waiting(new));
        let opened: Vec<&Finding> = waiting_in(new).filter(|f| !waited.contains(&f.id)).collect();
        let closed: Vec<&Finding> = waiting_in(old).filter(|f| !waits.contains(&f.id)).collect();
        let moved = FindingsMoved {
            before: count(waited.len()),
            opened: count(opened.len()),
            closed: count(closed.len()),
            now: count(waits.len()),
        };
        let (was, is) = (all(old), all(new));
        let came = |f: &Finding| if was.contains(&f.id) { FindingMove::Uncovered } else { FindingMove::Found };
        let went = |f: &Finding| if is.contains(&f.id) { FindingMove::Covered } else { FindingMove::Gone };
        let opened = self.moved(opened, new, ruleset, came);
        let closed = self.moved(closed, old, ruleset, went);
        (moved, opened, closed)
    }

    fn moved(&self, mut some: Vec<&Finding>, of: &Assessed, ruleset: &str, how: impl Fn(&Finding) -> FindingMove) -> Vec<FindingMoved> {
        some.sort_by(|a, b| (Reverse(a.severity), &a.code, &a.workflow, &a.id).cmp(&(Reverse(b.severity), &b.code, &b.workflow, &b.id)));
        // What another version found has words that this one does not know.
        let ours = of.tool_version == crate::VERSION && of.assessment.ruleset == *ruleset;
        let line = |f: &Finding| FindingMoved {
            id: f.id.clone(),
            code: f.code.clone(),
            unsure: f.unsure,
            severity: f.severity,
            title: ours.then(|| words(&self.content, f, &of.frozen.data).title),
            workflow: f.workflow.as_deref().map(|w| named_workflow(w, &[of])),
            how: how(f),
        };
        some.into_iter().take(LISTED).map(line).collect()
    }
}

impl SideBySide {
    /// Which two assessments are set side by side: the one compared with, and the one looked at.
    pub fn ids(&self) -> (&str, &str) {
        (&self.view.since.before.id, &self.view.since.after.id)
    }

    /// The counts.
    pub fn since(&self) -> &Since {
        &self.view.since
    }

    /// The counts with what accounts for them.
    pub fn view(&self) -> &ComparisonView {
        &self.view
    }
}

/// The findings of an assessment that wait.
fn waiting_in(of: &Assessed) -> impl Iterator<Item = &Finding> {
    of.assessment.findings.iter().filter(|f| is_open(f))
}

/// A workflow with its name in the first of some assessments that has it.
fn named_workflow(id: &str, of: &[&Assessed]) -> NamedId {
    let name = of.iter().find_map(|a| a.frozen.data.find(Table::Workflows, id)?.get("name")).unwrap_or("");
    NamedId { id: id.to_owned(), name: name.to_owned() }
}

/// A cause with how many leaves it accounts for.
fn tally((cause, c, leaves): (u32, &Cause, u64)) -> CauseTally {
    CauseTally { cause, kind: c.kind, text: c.text.clone(), records: records(c), leaves }
}

fn no_assessment(id: &str) -> Error {
    Error::new("usage/assessment", format!("There is no assessment `{id}`."), "Choose one of those that are stored.")
}
