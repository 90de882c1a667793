//! Which approvals an execution relied on, and which calls it carries out.

use super::groups::{Group, same_content};
use crate::event::{Decided, Kind};
use crate::trail::Trail;

/// How many events an execution is walked back over, at most; the nearest come first.
const REACH: usize = 64;

/// How many approvals about the same artefact are compared with an execution that names no parent, at most; the latest come first.
const COMPARED: usize = 16;

/// What an execution follows from, as far as the calls it carries out.
#[derive(Debug, Default)]
pub(crate) struct Behind {
    /// Positions of the approvals, nearest first.
    pub approvals: Vec<usize>,
    /// Positions of the nearest tool calls.
    pub calls: Vec<usize>,
    seen: Vec<usize>,
}

impl Behind {
    /// Walks an execution back to the approvals and the calls it follows from. What was there before is forgotten.
    pub fn walk(&mut self, trail: &Trail<'_>, execution: usize) {
        self.approvals.clear();
        self.calls.clear();
        self.seen.clear();
        self.seen.extend(trail.parents(execution).take(REACH));
        let mut next = 0;
        while let Some(at) = self.seen.get(next).copied() {
            next += 1;
            match trail.get(at).map(|e| e.kind) {
                Some(Kind::ToolCall) => {
                    self.calls.push(at);
                    continue;
                }
                // What a model was told and said comes before the call that is carried out.
                Some(Kind::Request | Kind::Prompt | Kind::ModelOutput) | None => continue,
                Some(Kind::Approval) => self.approvals.push(at),
                Some(_) => {}
            }
            for parent in trail.parents(at) {
                if self.seen.len() < REACH && parent != execution && !self.seen.contains(&parent) {
                    self.seen.push(parent);
                }
            }
        }
    }
}

/// The events of one kind in one run, found by artefact and time.
#[derive(Debug, Default)]
pub(crate) struct OfKind<'e> {
    by_artefact: Vec<(Option<&'e str>, usize)>,
    by_time: Vec<usize>,
}

impl<'e> OfKind<'e> {
    /// Gathers those of a kind among some events, which are in order of time.
    pub fn gather(&mut self, trail: &'e Trail<'e>, kind: Kind, events: &[usize]) {
        self.by_time.clear();
        self.by_time.extend(events.iter().copied().filter(|at| trail.get(*at).is_some_and(|e| e.kind == kind)));
        self.by_artefact.clear();
        self.by_artefact.extend(self.by_time.iter().filter_map(|at| Some((trail.get(*at)?.artefact, *at))));
        self.by_artefact.sort_unstable();
    }

    /// Positions about an artefact (or about none) before a position, the latest first.
    fn before(&self, artefact: Option<&'e str>, position: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.by_artefact.partition_point(|entry| *entry < (artefact, position));
        self.by_artefact.get(..end).into_iter().flatten().rev().take_while(move |(a, _)| *a == artefact).map(|(_, at)| *at)
    }

    /// Positions in order of time.
    pub fn all(&self) -> &[usize] {
        &self.by_time
    }

    /// The latest before a position that is about an artefact or about none.
    pub fn latest(&self, artefact: Option<&'e str>, position: usize) -> Option<usize> {
        let end = self.by_time.partition_point(|at| *at < position);
        match artefact {
            Some(_) => self.before(artefact, position).next().max(self.before(None, position).next()),
            None => self.by_time.get(..end)?.last().copied(),
        }
    }

    /// The first after an execution that could have been meant for it.
    pub fn after(&self, trail: &'e Trail<'e>, execution: usize) -> Option<usize> {
        let artefact = trail.get(execution)?.artefact;
        let until = trail.until(execution);
        let start = self.by_time.partition_point(|at| *at < until);
        let fits = |at: &usize| trail.get(*at).is_some_and(|a| a.artefact.is_none() || artefact.is_none() || a.artefact == artefact);
        self.by_time.get(start..)?.iter().copied().take(COMPARED).find(fits)
    }

    /// The approvals an execution relied on: those it names as parents; else the latest it follows from; else the latest before it
    /// that is about its artefact, of those with its content when there are such.
    pub fn relied(&self, trail: &'e Trail<'e>, execution: usize, behind: &Behind, into: &mut Vec<usize>) {
        into.clear();
        let is_approval = |at: &usize| trail.get(*at).is_some_and(|e| e.kind == Kind::Approval);
        into.extend(trail.parents(execution).filter(is_approval));
        if !into.is_empty() {
            return;
        }
        let until = trail.until(execution);
        if let Some(latest) = behind.approvals.iter().copied().filter(|at| *at < until).max() {
            into.push(latest);
            return;
        }
        let Some(event) = trail.get(execution) else { return };
        let end = self.by_time.partition_point(|at| *at < until);
        let mut candidates: Vec<usize> = match event.artefact {
            Some(_) => self.before(event.artefact, until).take(COMPARED).chain(self.before(None, until).take(COMPARED)).collect(),
            None => self.by_time.get(..end).into_iter().flatten().rev().copied().take(COMPARED).collect(),
        };
        candidates.sort_unstable_by(|a, b| b.cmp(a));
        let fits = |at: &&usize| {
            let approved = trail.get(**at).and_then(|a| a.sha256);
            approved.is_some() && event.sha256.is_some() && same_content(approved, event.sha256)
        };
        into.extend(candidates.iter().find(fits).or(candidates.first()));
    }
}

/// The call that a decision names; among what it follows from, else anywhere in the log.
pub(crate) fn call_of(trail: &Trail<'_>, decision: usize, call: &str) -> Option<usize> {
    trail.parents(decision).find(|p| trail.get(*p).is_some_and(|e| e.id == call)).or_else(|| trail.find(call))
}

/// An execution with the approvals it relied on.
#[derive(Clone, Debug)]
pub(crate) struct Reliance {
    /// Position of the execution.
    pub execution: usize,
    /// Positions of the approvals that approved it, or may have.
    pub approvals: Vec<usize>,
    /// Whether it follows from them; otherwise they only stand before it in its run.
    pub linked: bool,
}

/// Every execution of some groups with the approvals it relied on; approvals that said no are not relied on.
pub(crate) fn reliances<'e>(trail: &'e Trail<'e>, groups: &[Group<'e>]) -> Vec<Reliance> {
    let (mut behind, mut approvals, mut relied) = (Behind::default(), OfKind::default(), Vec::new());
    let mut found = Vec::new();
    for group in groups {
        let is_execution = |at: &&usize| trail.get(**at).is_some_and(|e| e.kind == Kind::Execution);
        if !group.events.iter().any(|at| is_execution(&at)) {
            continue;
        }
        approvals.gather(trail, Kind::Approval, &group.events);
        for execution in group.events.iter().filter(is_execution) {
            behind.walk(trail, *execution);
            approvals.relied(trail, *execution, &behind, &mut relied);
            let approved = |at: &usize| trail.get(*at).is_some_and(|e| e.decided() != Decided::No);
            let linked = !behind.approvals.is_empty();
            found.push(Reliance { execution: *execution, approvals: relied.iter().copied().filter(approved).collect(), linked });
        }
    }
    found.sort_by_key(|r| r.execution);
    found
}
