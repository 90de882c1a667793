//! The analyses of one workflow, put together in the order of domain 4: what was observed first, because it may raise the class that
//! everything else asks for.

use crate::assess::Frame;
use crate::assess::theatre::Approvals;
use crate::authorship::{self, Action, Authorship, Capacity, Reviewer};
use crate::boundary::access::Access;
use crate::boundary::paths::flow::Flow;
use crate::boundary::paths::reach::Reach;
use crate::boundary::{self, paths};
use crate::case::Case;
use crate::chains::{self, Chains, Linked};
use crate::event::{Decided, Event, Kind};
use crate::facts::Analysed;
use crate::hit::Hit;
use crate::record::Record;
use crate::trail::Trail;
use crate::variability::{self, Observed};
use crate::variability::{Interval, interval};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was analysed about one workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// Its class, raised by what was observed.
    pub class: Interval,
    /// How many of its events were read.
    pub events: u64,
    /// What was observed about its variability.
    pub observed: Observed,
    /// Who wrote the substance, and what the record of its review can show.
    pub authorship: Authorship,
    /// Whether its runs can be reconstructed.
    pub chains: Chains,
    /// Conditions that hold or cannot be excluded, until findings are made of them.
    #[serde(skip)]
    pub hits: Vec<Hit>,
    /// What the rules ask for.
    pub analysed: Analysed,
    /// What the tests of claims ask for.
    #[serde(skip)]
    pub approvals: Approvals,
    /// Whether there may be effects that the log does not hold, because no independent list says how many there were (domain 4d).
    #[serde(skip)]
    pub log_open: bool,
}

/// Analyses one workflow with its events. The result depends on its arguments alone, whatever their order.
pub fn analyse<'a>(frame: &Frame<'a>, workflow: &'a Record, events: &[Record]) -> Analysis {
    look(frame, workflow, events, true)
}

/// The same without the words of what is found: each hit has its code, its cause, its subjects and how bad it is, and neither
/// condition nor paths. [`analyse`] tells them when a finding is opened.
pub fn conclude<'a>(frame: &Frame<'a>, workflow: &'a Record, events: &[Record]) -> Analysis {
    let mut analysis = look(frame, workflow, events, false);
    for hit in &mut analysis.hits {
        hit.condition = Vec::new();
        hit.paths = None;
        hit.subjects.shrink_to_fit();
    }
    // Very many are kept until the assessment is stored.
    analysis.authorship.reviewers.shrink_to_fit();
    for reviewer in &mut analysis.authorship.reviewers {
        (reviewer.span, reviewer.first_batch) = (None, None);
    }
    analysis
}

fn look<'a>(frame: &Frame<'a>, workflow: &'a Record, events: &[Record], in_words: bool) -> Analysis {
    let trail = Trail::new(events);
    let linked = Linked::of(&trail);
    let observed = variability::observe(frame, workflow, &trail, &linked);
    let class = variability::apply(interval(workflow), &observed);
    let case = Case { frame, workflow, trail: &trail, linked: &linked, class, in_words };
    let (access, flow) = (Access::of(&case), Flow::of(&case));
    let reach = Reach::told(&flow);
    let mut hits = boundary::hits(&case, &access, &flow, reach.as_ref());
    hits.extend(crate::definitions::hits(&case, &access));
    let runs = chains::runs(&case);
    let unlogged_links = chains::unlogged_links(&case, &runs);
    let chains = chains::analyse(&case, &runs);
    let mut of_log = chains::hits(&case, &chains, &runs);
    let (authorship, actions) = authorship::look(&case);
    of_log.extend(authorship::hits(&case, &authorship, &actions));
    hits.extend(chains::take_in(&case, of_log));
    hits.extend(variability::hits(&case, &observed));
    let analysed = Analysed {
        approval_binding_gap: chains::approval_binding_gap(&case, &hits),
        attribution_gap: share_at_worst(&authorship),
        context_changed: chains::context_changed(&case, &hits),
        drift_level: authorship.level.map(|l| l.word().to_owned()),
        review_capacity_flag: capacity(&authorship.reviewers).filter(|flag| *flag || !approved_by_nobody(&case)),
        substantive_review_share: share(authorship.substantive_review.n, authorship.substantive_review.of)
            .filter(|_| authorship.assessable),
        unlogged_links,
        untrusted_private_egress_path: paths::trifecta_in(&flow, reach.as_ref()),
    };
    let approvals = approvals(&case, &authorship, &actions);
    // They are kept until findings are made of them, of very many workflows.
    hits.shrink_to_fit();
    let events = trail.events().len() as u64;
    let log_open = chains::log_open(&case, &chains);
    Analysis { class, events, observed, authorship, chains, hits, analysed, approvals, log_open }
}

#[allow(clippy::cast_precision_loss, reason = "counts of actions")]
fn share(n: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| n as f64 / of as f64)
}

/// The attribution gap at its worst; unknown where nothing was carried out.
fn share_at_worst(a: &Authorship) -> Option<f64> {
    share(a.attribution_gap.at_worst, a.attribution_gap.of)
}

/// Whether a reviewer's batches or capacity stand out; unknown without reviewers, or where sizes are not told.
fn capacity(reviewers: &[Reviewer]) -> Option<bool> {
    let stands_out = |r: &Reviewer| r.batches > 0 || r.capacity == Capacity::Impossible;
    match reviewers {
        [] => None,
        all if all.iter().any(stands_out) => Some(true),
        all if all.iter().any(|r| r.maybe_impossible) => None,
        _ => Some(false),
    }
}

/// Whether an approval of the period does not tell whose it is: it may belong to any reviewer.
fn approved_by_nobody(case: &Case<'_, '_>) -> bool {
    let period = case.period();
    let in_period = |e: &Event<'_>| e.day().is_some_and(|d| d >= period.from && d <= period.to);
    case.trail.of(Kind::Approval).filter_map(|at| case.trail.get(at)).any(|e| e.actor.is_none() && in_period(e))
}

/// The approvals of the period, as the tests of claims see them.
fn approvals(case: &Case<'_, '_>, authorship: &Authorship, actions: &[Action<'_>]) -> Approvals {
    let (trail, period) = (case.trail, case.period());
    // What an action follows from leads somewhere.
    let mut relied_on = vec![false; trail.events().len()];
    for at in actions.iter().flat_map(|a| &a.events) {
        if let Some(relied_on) = relied_on.get_mut(*at) {
            *relied_on = true;
        }
    }
    let mut found = Approvals {
        required: authorship.substantive_review.of as u64,
        prod: case.workflow.get("environment").is_none_or(|e| e == "prod"),
        ..Approvals::default()
    };
    for at in trail.of(Kind::Approval) {
        let Some(e) = trail.get(at).filter(|e| e.day().is_some_and(|d| d >= period.from && d <= period.to)) else { continue };
        found.decisions += 1;
        match e.decided() {
            Decided::No => found.refusals += 1,
            _ => {
                let names_content = e.sha256.is_some() || e.artefact.is_some();
                if !names_content || relied_on.get(at) != Some(&true) {
                    found.untraced += 1;
                }
            }
        }
    }
    let most = authorship.reviewers.iter().max_by_key(|r| r.decisions);
    found.median_dwell = most.and_then(|r| r.median_dwell);
    found.median_needed = most.and_then(|r| r.median_required);
    if let Some((r, of_told)) = most.and_then(|r| Some((r, r.same_rationale?))).filter(|(r, _)| r.decisions > 0) {
        let (decisions, told) = (r.decisions as f64, r.rationales as f64);
        let alike = of_told * told;
        found.same_rationale = Some(alike / decisions);
        found.same_rationale_at_most = (told < decisions).then_some((alike + decisions - told) / decisions);
    }
    found
}

/// The analyses of all workflows, by id.
#[derive(Clone, Debug, Default)]
pub struct Analyses {
    /// Apart from the tree, whose nodes are never full.
    of: BTreeMap<String, Box<Analysis>>,
    /// Events that belong to no workflow of the inventory.
    pub strays: u64,
}

impl Analyses {
    /// Adds the analysis of a workflow.
    pub fn put(&mut self, workflow: String, analysis: impl Into<Box<Analysis>>) {
        self.of.insert(workflow, analysis.into());
    }

    /// The analysis of a workflow.
    pub fn get(&self, workflow: &str) -> Option<&Analysis> {
        self.of.get(workflow).map(Box::as_ref)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.of.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// All of them, by workflow.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Analysis)> {
        self.of.iter().map(|(id, a)| (id.as_str(), a.as_ref()))
    }

    /// What was found, by workflow; it is not kept here any longer.
    pub fn take_hits(&mut self) -> Vec<(String, Vec<Hit>)> {
        self.of.iter_mut().map(|(id, a)| (id.clone(), std::mem::take(&mut a.hits))).collect()
    }

    /// All of them in the order of the workflows' ids.
    #[allow(clippy::vec_box, reason = "they stay where they were made")]
    pub fn into_order(self) -> Vec<Box<Analysis>> {
        self.of.into_values().collect()
    }

    /// The analyses of every workflow of a frame with these events, in one go: for what holds all events in memory.
    pub fn of<'e>(frame: &Frame<'_>, events: impl IntoIterator<Item = &'e Record>) -> Self {
        let mut by_workflow: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
        let mut strays = 0;
        for e in events {
            match e.get("workflow").filter(|w| frame.data.find(crate::tables::Table::Workflows, w).is_some()) {
                Some(w) => by_workflow.entry(w).or_default().push(e.clone()),
                None => strays += 1,
            }
        }
        let mut all = Self { of: BTreeMap::new(), strays };
        for w in frame.data.rows(crate::tables::Table::Workflows) {
            let events = by_workflow.remove(w.key.as_str()).unwrap_or_default();
            all.put(w.key.clone(), analyse(frame, w, &events));
        }
        all
    }
}
