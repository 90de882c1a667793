//! Evidence-chain completeness (domain 4d): for each run of a workflow, whether every link from the request to its effect is in the
//! log, follows from the one before, names a known actor, and is bound to what it is about. The headline is complete runs of runs.

mod groups;
mod hits;
mod judge;
mod link;
mod population;
mod reliance;
mod required;
mod signals;
mod unlogged;

pub use hits::{hits, log_open};
pub use link::{Link, LinkKind, LinkState, Need, RunState, Why};
pub use population::{Population, population};
pub use signals::{approval_binding_gap, context_changed, unlogged_links};
pub use unlogged::take_in;

pub(crate) use groups::{Group, same_content, single_groups};
pub(crate) use reliance::{Behind, Reliance, call_of};
pub(crate) use required::writes;

use crate::case::Case;
use crate::evidence::Period;
use crate::trail::{GroupedBy, Trail};
use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// Something was carried out, or had an effect.
    CarriedOut,
    /// The policy denied every call: the chain ends there.
    Denied,
    /// The approver said no, or asked for changes: the chain ends there.
    NotApproved,
    /// The log shows no end.
    Open,
}

/// One of several ends of a run: an action with its tries, or a call that was denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Position of the last try, or of the decision that denied the call.
    pub ends: usize,
    /// How often the action was tried; none for a call that was denied.
    pub attempts: usize,
    /// The first link that this branch lacks, of those that belong to the branch alone.
    pub gap: Option<(LinkKind, LinkState)>,
}

/// One run of a workflow, judged link by link. Positions are those of the workflow's trail.
#[derive(Clone, Debug)]
pub struct ChainRun<'e> {
    /// The run's id; the artefact or the event's id where the log gives none.
    pub id: &'e str,
    /// What its events were grouped by.
    pub by: GroupedBy,
    /// Whether an event of it has no run id and was put here by what it follows from, or by its artefact.
    pub loose: bool,
    /// Whether a link names nothing that it follows from: it is linked by the run alone.
    pub linked_by_run: bool,
    /// Ids of further runs that try the same action again.
    pub retried_as: Vec<&'e str>,
    /// Positions of its events, in order of time.
    pub events: Cow<'e, [usize]>,
    /// Its links, by position in [`LinkKind::ALL`].
    pub links: [Link; 10],
    /// What they amount to.
    pub state: RunState,
    /// The first link, in order, that is missing or invalid.
    pub first_gap: Option<LinkKind>,
    /// How it ended.
    pub ended: Ended,
    /// When it belongs to: its last execution, else its last event; milliseconds since 1970 in UTC.
    pub at: i64,
    /// Whether that is in the period of the assessment.
    pub in_period: bool,
    /// How many actions it carried out; tries of one action count once.
    pub actions: usize,
    /// How many tries more there were.
    pub retries: usize,
    /// Its ends, when there is more than one.
    pub branches: Vec<Branch>,
}

impl ChainRun<'_> {
    /// The links that the run needs or has, in order.
    pub fn links(&self) -> impl Iterator<Item = (LinkKind, &Link)> {
        LinkKind::ALL.into_iter().zip(&self.links).filter(|(_, l)| l.need > Need::No || l.events > 0)
    }

    /// One link.
    pub fn link(&self, kind: LinkKind) -> Link {
        self.links.get(kind.index()).copied().unwrap_or_default()
    }

    /// Positions of the events that make a link.
    pub fn events_of<'r>(&'r self, case: &'r Case<'_, '_>, kind: LinkKind) -> impl Iterator<Item = usize> + 'r {
        self.events.iter().copied().filter(move |at| case.trail.get(*at).and_then(|e| LinkKind::of(e.kind)) == Some(kind))
    }

    /// Whether a required link is missing for sure, whatever is not told.
    pub fn lacks_a_link(&self) -> bool {
        self.links.iter().any(|l| l.need == Need::Yes && l.absent)
    }

    /// Whether a link is missing that is only assumed to be required.
    pub fn may_lack_a_link(&self) -> bool {
        self.links.iter().any(|l| l.need == Need::Assumed && l.absent)
    }

    /// Whether it may turn out broken: something that binds a required link is not told.
    pub fn may_be_broken(&self) -> bool {
        self.links.iter().any(|l| l.need > Need::No && l.unsure)
    }
}

/// First and last millisecond of the period of an assessment, in UTC.
pub(crate) fn bounds(period: Period) -> (i64, i64) {
    let start = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
    (start(period.from), start(period.to) + 86_400_000 - 1)
}

/// How the events of a workflow belong together, worked out once for everything that asks.
#[derive(Clone, Debug, Default)]
pub struct Linked<'e> {
    /// Its runs, with what the log leaves loose put where it belongs, and tries of one action joined.
    pub(crate) groups: Vec<Group<'e>>,
    /// Every execution with the approvals it relied on, in order of the executions.
    pub(crate) reliances: Vec<Reliance>,
}

impl<'e> Linked<'e> {
    /// How the events of a trail belong together.
    pub fn of(trail: &'e Trail<'e>) -> Self {
        let groups = groups::groups(trail);
        Self { reliances: reliance::reliances(trail, &groups), groups }
    }
}

/// Judges every run of a workflow, in order of its first event; those outside the period too.
pub fn runs<'c>(case: &'c Case<'c, '_>) -> Vec<ChainRun<'c>> {
    let groups = &case.linked.groups;
    if groups.is_empty() {
        return Vec::new();
    }
    let mut judge = judge::Judge::new(case);
    groups.iter().map(|g| judge.run(g)).collect()
}

/// The runs of a workflow in the period, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chains {
    /// How many runs belong to the period.
    pub runs: usize,
    /// Of these, those whose required links are all valid.
    pub complete: usize,
    /// Those with no invalid link, of which at least one is missing.
    pub partial: usize,
    /// Those with an invalid link.
    pub broken: usize,
    /// Of the partial ones, those that may turn out broken: something that binds a link is not told.
    pub broken_at_worst: usize,
    /// Runs by the first link that is missing or invalid; only links that occur.
    pub first_gaps: BTreeMap<String, usize>,
    /// Effects in the independent list, and those of them that a run explains; `None` without such a list.
    pub population: Option<Population>,
    /// Whether the completeness of the log is established by an independent list.
    pub established: bool,
    /// Records of the independent list that no effect in the log names.
    pub unexplained: Vec<String>,
    /// Effects in the log that name no record of the independent list, by event id.
    pub phantom: Vec<String>,
    /// Runs that hold an event without a run id.
    pub linked_by_artefact: usize,
    /// Runs in which a link names nothing that it follows from.
    pub linked_by_run: usize,
}

/// Counts the runs that belong to the period, and holds the effects against the independent list.
pub fn analyse(case: &Case<'_, '_>, runs: &[ChainRun<'_>]) -> Chains {
    let mut found = Chains::default();
    for run in runs.iter().filter(|r| r.in_period) {
        found.runs += 1;
        match run.state {
            RunState::Complete => found.complete += 1,
            RunState::Partial => found.partial += 1,
            RunState::Broken => found.broken += 1,
        }
        found.broken_at_worst += usize::from(run.state == RunState::Partial && run.may_be_broken());
        if let Some(gap) = run.first_gap {
            match found.first_gaps.get_mut(gap.word()) {
                Some(n) => *n += 1,
                None => {
                    found.first_gaps.insert(gap.word().to_owned(), 1);
                }
            }
        }
        found.linked_by_artefact += usize::from(run.loose);
        found.linked_by_run += usize::from(run.linked_by_run);
    }
    let effects = population::matching(case);
    found.established = effects.covers;
    found.population = effects.population;
    found.unexplained = effects.unexplained.iter().map(|r| r.key.clone()).collect();
    found.phantom = effects.phantom.iter().filter_map(|at| case.trail.get(*at)).map(|e| e.id.to_owned()).collect();
    found
}

#[cfg(test)]
pub(crate) mod tests;
