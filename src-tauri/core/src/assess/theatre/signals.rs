//! What the other analyses found, as far as the tests of claims need it. Plain data: whoever runs the analyses fills it in.

use super::super::Scope;
use super::super::frame::{Control, Frame};
use super::ct09::Joint;
use super::look::Look;
use crate::hit::Hit;
use crate::risk::Level;
use crate::tables::Table;
use crate::workers::{Workers, map};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The approvals that the log of one workflow holds in the period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Approvals {
    /// Actions whose control point requires a review.
    pub required: u64,
    /// Approvals without a chain to the content or the execution they are for.
    pub untraced: u64,
    /// Whether the workflow runs in production, or it is not told where.
    pub prod: bool,
    /// Decisions taken, of every outcome.
    pub decisions: u64,
    /// Decisions that were rejections or asked for changes.
    pub refusals: u64,
    /// The median time between the last change (or the opening) and the decision, in seconds; `None` when it cannot be told.
    pub median_dwell: Option<f64>,
    /// The median of the seconds below which what was approved cannot have been read; `None` when sizes are not told.
    pub median_needed: Option<f64>,
    /// The share of decisions, 0 to 1, that are known to bear the most common rationale; `None` when rationales are not told.
    pub same_rationale: Option<f64>,
    /// The same if those without a rationale bear it too; `None` when every rationale is told, or none.
    pub same_rationale_at_most: Option<f64>,
}

/// A finding that speaks against a requirement or a facet of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Against {
    /// The finding's id or code.
    pub finding: Arc<str>,
    /// The workflow it is about; `None` for all of them.
    pub workflow: Option<Arc<str>>,
    /// Whether it only cannot be excluded: the `-U` variant.
    pub unsure: bool,
    /// How bad it is when what is unknown turns out at its worst.
    pub level: Level,
}

/// How the programme as a whole moved since the period before: shares between 0 and 1, `None` where they cannot be told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Adoption {
    /// Share of workflows that use AI, before.
    pub use_before: Option<f64>,
    /// The same now.
    pub use_now: Option<f64>,
    /// Share of those with an accountable owner, before.
    pub owner_before: Option<f64>,
    /// The same now.
    pub owner_now: Option<f64>,
    /// Share of runs with a complete chain, before.
    pub chain_before: Option<f64>,
    /// The same now.
    pub chain_now: Option<f64>,
    /// Share of required reviews that were substantive, before.
    pub srs_before: Option<f64>,
    /// The same now.
    pub srs_now: Option<f64>,
}

/// A requirement by its position, and a facet of it; without a facet, the whole requirement.
pub type Cited = (usize, Option<String>);

/// How many findings are named; that there are others is said.
pub(super) const NAMED: usize = 5;

/// The first names of findings in order, one more than are named.
#[derive(Clone, Debug, Default, PartialEq)]
struct Names {
    sure: BTreeSet<String>,
    unsure: BTreeSet<String>,
}

impl Names {
    fn of(against: &[Against]) -> Self {
        // Very many findings bear few names, and one name is mostly one text.
        let (mut distinct, mut last) = (BTreeSet::new(), [None, None]);
        for a in against {
            let last = if a.unsure { &mut last[1] } else { &mut last[0] };
            if !last.is_some_and(|last| Arc::ptr_eq(last, &a.finding)) {
                distinct.insert((a.unsure, &*a.finding));
            }
            *last = Some(&a.finding);
        }
        let first = |unsure: bool| {
            let names = distinct.iter().filter(|(of, _)| *of == unsure).map(|(_, name)| *name);
            names.take(NAMED + 1).map(str::to_owned).collect()
        };
        Self { sure: first(false), unsure: first(true) }
    }
}

/// The controls that stand behind a human approval in the flow of a workflow, by id, with those workflows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gates(BTreeMap<String, BTreeSet<String>>);

impl Gates {
    /// Looks through the flows.
    pub fn of(frame: &Frame<'_>) -> Self {
        let mut gates: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for flow in frame.data.rows(Table::Flows) {
            // A gate of a kind that is not told may be an approval.
            if let (Some(control), None | Some("human_approval"), Some(workflow)) =
                (flow.get("gate_control"), flow.get("gate"), flow.get("workflow"))
            {
                gates.entry(control.to_owned()).or_default().insert(workflow.to_owned());
            }
        }
        Self(gates)
    }
}

/// What the other analyses found. The default says nothing of any workflow: no analysis was made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signals {
    approvals: BTreeMap<String, Approvals>,
    /// Findings of high and above, by what they cite; in order of workflow, those about all of them first.
    against: BTreeMap<Cited, Vec<Against>>,
    /// The first names of the same, over all workflows.
    anywhere: BTreeMap<Cited, Names>,
    /// How the programme moved; `None` when there is no earlier period to compare with.
    pub adoption: Option<Adoption>,
    /// The workflows in whose flow a control stands behind a human approval.
    gates: BTreeMap<String, BTreeSet<String>>,
    /// What is asked of each control's claim in every scope alike, found once.
    standing: BTreeMap<String, Vec<Hit>>,
    /// What the decisions of all workflows that a control is for hold together (CT-09), found once.
    joint: BTreeMap<String, Joint>,
    /// The workflows whose log may lack effects.
    open_logs: BTreeSet<String>,
    /// The parts of requirements that ask for a log without gaps: those that CH-05 cites.
    of_whole_logs: BTreeSet<Cited>,
}

impl Signals {
    /// Gathers what was found. `approvals` has an entry for each workflow whose log was looked at, also for one without approvals.
    /// Findings below high say nothing about claims and are left out. What comes out belongs to this frame, and does not depend on who
    /// does the work.
    pub fn new(
        frame: &Frame<'_>,
        Gates(gates): Gates,
        approvals: BTreeMap<String, Approvals>,
        against: BTreeMap<Cited, Vec<Against>>,
        adoption: Option<Adoption>,
        workers: &dyn Workers,
    ) -> Self {
        let in_order = |(cited, mut of): (Cited, Vec<Against>)| {
            of.retain(|a| a.level >= Level::High);
            of.sort_by(|a, b| (&a.workflow, a.unsure, &a.finding).cmp(&(&b.workflow, b.unsure, &b.finding)));
            let names = Names::of(&of);
            (cited, of, names)
        };
        let mut signals = Self { approvals, adoption, gates, ..Self::default() };
        for (cited, of, names) in map(workers, against.into_iter().collect(), in_order).into_iter().filter(|(_, of, _)| !of.is_empty()) {
            signals.anywhere.insert(cited.clone(), names);
            signals.against.insert(cited, of);
        }
        let none = Self::default();
        let asked = |c: &Control<'_>| (c.id().to_owned(), Look::new(frame, c, Scope::organisation(), &none).standing());
        signals.standing = map(workers, frame.controls.iter().collect(), asked).into_iter().collect();
        let joint = |c: &Control<'_>| (c.id().to_owned(), Joint::of(&Look::new(frame, c, Scope::organisation(), &signals)));
        signals.joint = map(workers, frame.controls.iter().collect(), joint).into_iter().collect();
        signals
    }

    /// The same, with the workflows whose log may lack effects that no independent list counts, and the parts of requirements that ask for
    /// a log without gaps (domain 4d).
    #[must_use]
    pub fn with_open_logs(mut self, workflows: BTreeSet<String>, of_whole_logs: BTreeSet<Cited>) -> Self {
        (self.open_logs, self.of_whole_logs) = (workflows, of_whole_logs);
        self
    }

    /// Whether a part of a requirement asks for a log without gaps, and that of a workflow may have some; without a workflow, that of any.
    pub fn log_open(&self, requirement: usize, facet: Option<&str>, workflow: Option<&str>) -> bool {
        let asks = [None, facet.map(str::to_owned)].into_iter().any(|facet| self.of_whole_logs.contains(&(requirement, facet)));
        asks && workflow.map_or(!self.open_logs.is_empty(), |w| self.open_logs.contains(w))
    }

    /// What is asked of a control's claim in every scope alike; `None` when it was not looked for.
    pub(super) fn standing_of(&self, control: &str) -> Option<&[Hit]> {
        self.standing.get(control).map(Vec::as_slice)
    }

    /// What all decisions that a control is for hold together; `None` when it was not looked for.
    pub(super) fn joint_of(&self, control: &str) -> Option<&Joint> {
        self.joint.get(control)
    }

    /// Whether the log of no workflow was looked at.
    pub(super) fn has_no_approvals(&self) -> bool {
        self.approvals.is_empty()
    }

    /// Nothing but how the programme moved.
    #[cfg(test)]
    pub(super) fn of_adoption(adoption: Adoption) -> Self {
        Self { adoption: Some(adoption), ..Self::default() }
    }

    /// The approvals of a workflow; `None` when its log was not looked at.
    pub fn approvals_of(&self, workflow: &str) -> Option<&Approvals> {
        self.approvals.get(workflow)
    }

    /// The same with the workflow's id as it is kept here.
    pub(super) fn approvals_entry(&self, workflow: &str) -> Option<(&str, &Approvals)> {
        self.approvals.get_key_value(workflow).map(|(w, a)| (w.as_str(), a))
    }

    /// The workflows whose logs were looked at, with their approvals.
    pub fn approvals(&self) -> impl Iterator<Item = (&str, &Approvals)> {
        self.approvals.iter().map(|(w, a)| (w.as_str(), a))
    }

    /// The workflows in whose flow a control stands behind a human approval.
    pub fn gated_by(&self, control: &str) -> impl Iterator<Item = &str> {
        self.gates.get(control).into_iter().flatten().map(String::as_str)
    }

    /// Whether a control stands behind a human approval in the flow of a workflow.
    pub(super) fn is_gated_by(&self, control: &str, workflow: &str) -> bool {
        self.gates.get(control).is_some_and(|of| of.contains(workflow))
    }

    /// The names of the findings of high and above that cite a requirement as such, or one of some facets of it, and are about a
    /// workflow: those that hold, or (`unsure`) those that only cannot be excluded. Without a workflow, those about any: what is said
    /// of the organisation is said of everything in it; then no more than six are told of each facet.
    pub fn against<'s>(&'s self, requirement: usize, facets: &[&str], workflow: Option<&str>, unsure: bool) -> BTreeSet<&'s str> {
        let cited = |((_, facet), _): &(&Cited, _)| facet.as_deref().is_none_or(|f| facets.contains(&f));
        let mut found = BTreeSet::new();
        let Some(w) = workflow else {
            let of = self.anywhere.range((requirement, None)..).take_while(|((r, _), _)| *r == requirement);
            for (_, names) in of.filter(|(key, _)| key.1.as_deref().is_none_or(|f| facets.contains(&f))) {
                found.extend(if unsure { &names.unsure } else { &names.sure }.iter().map(String::as_str));
            }
            return found;
        };
        for (_, of) in self.of_requirement(requirement).filter(cited) {
            found.extend(about(of, w).filter(|a| a.unsure == unsure).map(|a| &*a.finding));
        }
        found
    }

    /// How bad the worst of the findings is that [`Signals::against`] names, in either variant; `None` without any.
    pub fn worst(&self, requirement: usize, facets: &[&str], workflow: Option<&str>) -> Option<Level> {
        let cited = |((_, facet), _): &(&Cited, _)| facet.as_deref().is_none_or(|f| facets.contains(&f));
        let worst = |(_, of): (_, &Vec<Against>)| match workflow {
            Some(w) => about(of, w).map(|a| a.level).max(),
            None => of.iter().map(|a| a.level).max(),
        };
        self.of_requirement(requirement).filter(cited).filter_map(worst).max()
    }

    /// The workflows that findings of a level and above against a requirement name.
    pub fn workflows_at(&self, requirement: usize, level: Level) -> BTreeSet<&str> {
        let of = self.of_requirement(requirement).flat_map(|(_, of)| of).filter(|a| a.level >= level);
        of.filter_map(|a| a.workflow.as_deref()).collect()
    }

    fn of_requirement(&self, requirement: usize) -> impl Iterator<Item = (&Cited, &Vec<Against>)> {
        self.against.range((requirement, None)..).take_while(move |((r, _), _)| *r == requirement)
    }

    /// Whether no finding of high and above is against anything.
    pub(super) fn has_nothing_against(&self) -> bool {
        self.against.is_empty()
    }

    /// The workflows that findings of high and above against a requirement name: where outcomes may differ from elsewhere.
    pub fn workflows_against(&self, requirement: usize) -> BTreeSet<&str> {
        self.of_requirement(requirement).flat_map(|(_, of)| of).filter_map(|a| a.workflow.as_deref()).collect()
    }
}

/// Those of the findings against one thing that are about a workflow, by name or with all others.
fn about<'s>(of: &'s [Against], workflow: &str) -> impl Iterator<Item = &'s Against> {
    let everywhere = of.iter().take_while(|a| a.workflow.is_none());
    let from = of.partition_point(|a| a.workflow.as_deref() < Some(workflow));
    let to = of.partition_point(|a| a.workflow.as_deref() <= Some(workflow));
    everywhere.chain(of.get(from..to).into_iter().flatten())
}
