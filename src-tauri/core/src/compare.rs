//! Two assessments side by side, leaf by leaf (domain 4f): what became better, what became worse, and what accounts for it.

mod causes;
mod days;
mod edits;
mod steps;

use crate::assess::{Assessment, Outcome};
use crate::dataset::Dataset;
use crate::ids::RequirementId;
use crate::status::Status;
use causes::{Ledger, Stages};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use causes::{Cause, CauseKind};
pub use days::carried;

/// One assessment with what it was made on.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The assessment.
    pub assessment: &'a Assessment,
    /// The records it was made on.
    pub data: &'a Dataset,
    /// Its open findings.
    pub findings: &'a [Marked],
}

/// A finding, by what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Its id, which stays the same while its cause does.
    pub id: String,
    /// The requirements it cites.
    pub requirements: Vec<RequirementId>,
    /// Its workflow; `None` for the organisation as a whole.
    pub workflow: Option<String>,
}

/// What the earlier records come to, under the rules and thresholds of the earlier side, without any edit.
#[derive(Clone, Copy)]
pub struct Passed<'a> {
    /// For the earlier period moved on to the later as-of day ([`carried`]): what time alone does.
    pub time: &'a Assessment,
    /// For the later period: what time and another period do together.
    pub period: &'a Assessment,
}

/// How a leaf changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It was assessed before, and stands better now.
    Improved,
    /// It stands worse now. What was known and is not known any more counts as worse, whatever it was.
    Regressed,
    /// It stands worse now although nothing changed but the day, a period of the same length looked at.
    EvidenceAged,
    /// Nothing could be said of it before.
    NewlyAssessed,
    /// It did not apply before, or was not there.
    Appeared,
    /// It does not apply any more, or is not there.
    Gone,
    /// It stands as it stood.
    Same,
}

/// A leaf that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The requirement, by its position in [`Comparison::requirements`].
    pub requirement: u32,
    /// The workflow, by its position in [`Comparison::workflows`]; `None` for the organisation as a whole.
    pub workflow: Option<u32>,
    /// Its status before; `None` when there was no such leaf.
    pub from: Option<Status>,
    /// Its status now; `None` when there is no such leaf.
    pub to: Option<Status>,
    /// How it changed.
    pub kind: ChangeKind,
    /// What accounts for it, by positions in [`Comparison::causes`].
    pub causes: Vec<u32>,
}

/// How many leaves changed in which way; the denominators stand beside them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ChangeCounts {
    /// Better.
    pub improved: u64,
    /// Worse, by what was changed.
    pub regressed: u64,
    /// Worse, by time alone.
    pub evidence_aged: u64,
    /// Known for the first time.
    pub newly_assessed: u64,
    /// New leaves.
    pub appeared: u64,
    /// Leaves that are gone.
    pub gone: u64,
    /// Unchanged, those that do not apply on either side included.
    pub same: u64,
}

impl ChangeCounts {
    fn slot(&mut self, kind: ChangeKind) -> &mut u64 {
        match kind {
            ChangeKind::Improved => &mut self.improved,
            ChangeKind::Regressed => &mut self.regressed,
            ChangeKind::EvidenceAged => &mut self.evidence_aged,
            ChangeKind::NewlyAssessed => &mut self.newly_assessed,
            ChangeKind::Appeared => &mut self.appeared,
            ChangeKind::Gone => &mut self.gone,
            ChangeKind::Same => &mut self.same,
        }
    }

    fn add(&mut self, kind: ChangeKind) {
        *self.slot(kind) += 1;
    }

    /// How many leaves changed in one way.
    pub fn of(mut self, kind: ChangeKind) -> u64 {
        *self.slot(kind)
    }

    /// All leaves of the two assessments.
    pub fn total(&self) -> u64 {
        self.improved + self.regressed + self.evidence_aged + self.newly_assessed + self.appeared + self.gone + self.same
    }
}

/// What changed between two assessments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The requirements of both: those of the later one in order, then those that only the earlier one has.
    pub requirements: Vec<RequirementId>,
    /// The workflows of both, by id.
    pub workflows: Vec<String>,
    /// The leaves that changed, by requirement, the organisation before its workflows.
    pub leaves: Vec<Change>,
    /// The causes, each once.
    pub causes: Vec<Cause>,
    /// How many leaves changed in which way.
    pub counts: ChangeCounts,
}

impl Comparison {
    /// The causes of a change.
    pub fn causes_of<'c>(&'c self, change: &'c Change) -> impl Iterator<Item = &'c Cause> {
        change.causes.iter().filter_map(|at| self.causes.get(usize::try_from(*at).ok()?))
    }

    /// The causes by their positions, each with how many leaves it accounts for, alone or with others: the most frequent first, and
    /// among equals in their order.
    pub fn ranked(&self) -> Vec<(u32, &Cause, u64)> {
        let mut ranked: Vec<(u32, &Cause, u64)> = (0..).zip(&self.causes).map(|(at, cause)| (at, cause, 0)).collect();
        for at in self.leaves.iter().flat_map(|l| &l.causes) {
            if let Some((_, _, leaves)) = usize::try_from(*at).ok().and_then(|at| ranked.get_mut(at)) {
                *leaves += 1;
            }
        }
        ranked.sort_by_key(|(at, _, leaves)| (std::cmp::Reverse(*leaves), *at));
        ranked
    }
}

/// Compares an assessment with an earlier one.
///
/// `passed` tells what time and another period do. When the two sides have the same period both are the earlier assessment itself.
/// What was made with other rules than the earlier one cannot tell, and then nothing is put down to time or to the period. With `only`,
/// the leaves of that workflow alone are looked at and counted.
pub fn compare(before: Side<'_>, after: Side<'_>, passed: Passed<'_>, only: Option<&str>) -> Comparison {
    let requirements = union(&before.assessment.requirements, &after.assessment.requirements);
    let mut workflows: Vec<String> = before.assessment.rows.iter().chain(&after.assessment.rows).map(|r| r.workflow.clone()).collect();
    workflows.sort_unstable();
    workflows.dedup();
    let sides = [before.assessment, after.assessment, passed.time, passed.period].map(|a| Found::new(a, &workflows));
    let [old, new, aged, moved] = &sides;
    let tells = |a: &Assessment| a.ruleset == before.assessment.ruleset;
    let (aged_tells, moved_tells) = (tells(passed.time), tells(passed.period));

    let mut ledger = Ledger::new(before, after, passed.time.basis.period);
    let mut counts = ChangeCounts::default();
    let mut leaves = Vec::new();
    for (r, requirement) in requirements.iter().enumerate() {
        let at = [old, new, aged, moved].map(|f| f.requirements.get(requirement).copied());
        // The organisation first, then each workflow.
        let wanted = |w: &Option<usize>| only.is_none_or(|id| w.and_then(|w| workflows.get(w)).is_some_and(|w| w == id));
        for w in std::iter::once(None).chain((0..workflows.len()).map(Some)).filter(wanted) {
            let leaves_at = [(old, at[0]), (new, at[1]), (aged, at[2]), (moved, at[3])];
            let [from, to, mid, wide] = leaves_at.map(|(f, r)| r.and_then(|r| f.leaf(r, w)));
            if from.is_none() && to.is_none() {
                continue;
            }
            let (mid, wide) = (mid.filter(|_| aged_tells), wide.filter(|_| moved_tells));
            let status = |leaf: Option<(u32, &Outcome)>| leaf.map(|(_, o)| o.status);
            let Some(kind) = kind_of(status(from), status(to), status(mid)) else { continue };
            counts.add(kind);
            if kind == ChangeKind::Same {
                continue;
            }
            let workflow = w.and_then(|w| workflows.get(w)).map(String::as_str);
            let causes = ledger.account(requirement, workflow, &Stages { from, mid, wide, to });
            leaves.push(Change { requirement: position(r), workflow: w.map(position), from: status(from), to: status(to), kind, causes });
        }
    }
    Comparison { requirements, workflows, leaves, causes: ledger.causes, counts }
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// How a leaf changed; `None` when it is on neither side, or on one side only and does not apply there.
fn kind_of(from: Option<Status>, to: Option<Status>, passed: Option<Status>) -> Option<ChangeKind> {
    let applies = |s: Option<Status>| s.filter(|s| *s != Status::NotApplicable);
    Some(match (applies(from), applies(to)) {
        (None, None) if from.is_some() && to.is_some() => ChangeKind::Same,
        (None, None) => return None,
        (None, Some(_)) => ChangeKind::Appeared,
        (Some(_), None) => ChangeKind::Gone,
        (Some(a), Some(b)) if a == b => ChangeKind::Same,
        (Some(Status::NotAssessed), Some(_)) => ChangeKind::NewlyAssessed,
        // The order of the fold, in which what is not known any more never counts as a gain.
        (Some(a), Some(b)) if b < a && b != Status::NotAssessed => ChangeKind::Improved,
        (Some(_), Some(b)) if passed == Some(b) => ChangeKind::EvidenceAged,
        _ => ChangeKind::Regressed,
    })
}

/// The requirements of the later side in order, then those that only the earlier one has.
fn union(before: &[RequirementId], after: &[RequirementId]) -> Vec<RequirementId> {
    let known: std::collections::BTreeSet<&RequirementId> = after.iter().collect();
    after.iter().chain(before.iter().filter(|r| !known.contains(r))).cloned().collect()
}

/// An assessment with its leaves found by requirement and by workflow of the comparison.
struct Found<'a> {
    assessment: &'a Assessment,
    requirements: BTreeMap<&'a RequirementId, usize>,
    /// For each workflow of the comparison, its row.
    rows: Vec<Option<usize>>,
}

impl<'a> Found<'a> {
    fn new(assessment: &'a Assessment, workflows: &[String]) -> Self {
        Self {
            assessment,
            requirements: assessment.requirements.iter().enumerate().map(|(i, r)| (r, i)).collect(),
            rows: workflows.iter().map(|w| assessment.workflow(w)).collect(),
        }
    }

    /// The outcome of a leaf with its position; a requirement is either the organisation's or each workflow's.
    fn leaf(&self, requirement: usize, workflow: Option<usize>) -> Option<(u32, &'a Outcome)> {
        let for_all = self.assessment.organisation.get(&requirement);
        let at = match (workflow, for_all) {
            (None, at) => *at?,
            (Some(_), Some(_)) => return None,
            (Some(w), None) => {
                let row = self.assessment.rows.get((*self.rows.get(w)?)?)?;
                *row.cells.get(requirement)?
            }
        };
        Some((at, self.assessment.outcomes.get(usize::try_from(at).ok()?)?))
    }
}

#[cfg(test)]
mod tests;
