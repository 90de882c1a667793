//! What an action rests on: the events it follows from, up to the action before it, and the events of its review.
//!
//! An action takes from an earlier execution of its chain only what it has none of itself, so that one approval can cover many
//! actions and a long session is walked once.

use super::book::detail;
use super::runs::Runs;
use crate::event::{Decided, Event, Kind};
use crate::trail::Trail;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// One action with the events it rests on, as positions in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    /// The execution; the effect, for an output that was delivered without one.
    pub at: usize,
    /// Every event it follows from.
    pub events: Vec<usize>,
    /// Drafts and edits among them, about the same artefact.
    pub content: Vec<usize>,
    /// Drafts and edits of the run that it may follow from as well, because some link is missing.
    pub maybe: Vec<usize>,
    /// Approvals, of every outcome.
    pub approvals: Vec<usize>,
    /// Requests and prompts.
    pub asked: Vec<usize>,
    /// Its effects, in order.
    pub effects: Vec<usize>,
    /// Whether it had to be linked by its run and artefact.
    pub by_run: bool,
}

/// Whether an execution was not carried out, by its outcome. One that failed was tried, and is an action.
fn refused(event: &Event<'_>) -> bool {
    event.decided() == Decided::No || event.called_off()
}

/// The actions of a trail, in order.
pub(super) fn items(runs: &Runs<'_, '_>) -> Vec<Item> {
    let trail = runs.trail;
    let effects = effects(runs);
    let items = Vec::with_capacity(trail.of(Kind::Execution).count() + effects.delivered.len());
    let mut walk = Walk { runs, trail, items, seen: vec![0; trail.events().len()], round: 0 };
    let tries = tries(trail);
    for (at, event) in trail.events().iter().enumerate() {
        let acted = match event.kind {
            Kind::Execution => !refused(event),
            Kind::Effect => effects.delivered.binary_search(&at).is_ok(),
            _ => false,
        };
        if !acted {
            continue;
        }
        let all = tries.get(&at).map_or(std::slice::from_ref(&at), Vec::as_slice);
        if all.is_empty() {
            continue;
        }
        let mut item = walk.item(at, all);
        item.effects = all.iter().flat_map(|at| effects.of(*at)).collect();
        walk.items.push(item);
    }
    walk.items
}

/// What tells that executions are tries of one action: the run, where no content is told; the content; the key.
type Same<'e> = (Option<usize>, Option<&'e str>, Cow<'e, str>);

/// The tries of each action that says which of its executions are one, by the try that stands for it: the first that was carried out,
/// else the first. The others have none. A retry has the same key and the same content; where no content is told, it is of the same run.
fn tries(trail: &Trail<'_>) -> BTreeMap<usize, Vec<usize>> {
    let mut by_key: Vec<(Same<'_>, usize)> = Vec::new();
    for at in trail.of(Kind::Execution) {
        let Some(event) = trail.get(at).filter(|e| !refused(e)) else { continue };
        let Some(key) = detail(event, "idempotency_key").filter(|k| !k.is_empty()) else { continue };
        let run = || trail.run_of(at).and_then(|r| r.events.first().copied()).unwrap_or(at);
        by_key.push(((event.sha256.is_none().then(run), event.sha256, key), at));
    }
    by_key.sort_unstable();
    let mut found = BTreeMap::new();
    for all in by_key.chunk_by(|(a, _), (b, _)| a == b).filter(|all| all.len() > 1) {
        let all: Vec<usize> = all.iter().map(|(_, at)| *at).collect();
        let done = |at: &usize| trail.get(*at).is_some_and(|e| !e.not_done());
        let Some(stands) = all.iter().copied().find(done).or(all.first().copied()) else { continue };
        found.extend(all.iter().map(|at| (*at, Vec::new())));
        found.insert(stands, all);
    }
    found
}

struct Effects {
    /// Executions with their effects, in order.
    of: Vec<(usize, usize)>,
    /// Effects that no execution led to: delivered outputs; in order.
    delivered: Vec<usize>,
}

impl Effects {
    /// The effects of an execution, in order.
    fn of(&self, execution: usize) -> impl Iterator<Item = usize> + '_ {
        let start = self.of.partition_point(|(of, _)| *of < execution);
        self.of.get(start..).unwrap_or_default().iter().take_while(move |(of, _)| *of == execution).map(|(_, effect)| *effect)
    }
}

/// Which execution each effect is of: its parent, else the last one before it in its run about the same artefact.
fn effects(runs: &Runs<'_, '_>) -> Effects {
    let trail = runs.trail;
    let mut found = Effects { of: Vec::new(), delivered: Vec::new() };
    let is_execution = |at: &usize| trail.get(*at).is_some_and(|e| e.kind == Kind::Execution);
    for at in trail.of(Kind::Effect) {
        let mut parents = trail.parents(at).filter(is_execution).peekable();
        if parents.peek().is_some() {
            found.of.extend(parents.map(|execution| (execution, at)));
            continue;
        }
        match runs.earlier(at).find(is_execution) {
            Some(execution) => found.of.push((execution, at)),
            None => found.delivered.push(at),
        }
    }
    found.of.sort_unstable();
    found
}

struct Walk<'t, 'e> {
    runs: &'t Runs<'t, 'e>,
    trail: &'t Trail<'e>,
    /// In the order of their events.
    items: Vec<Item>,
    /// The round in which an event was last seen.
    seen: Vec<u32>,
    round: u32,
}

impl Walk<'_, '_> {
    /// What the execution at a position rests on; another try of its action is passed through.
    fn item(&mut self, at: usize, tries: &[usize]) -> Item {
        let trail = self.trail;
        self.round += 1;
        let mut stack: Vec<usize> = trail.parents(at).collect();
        let by_run = stack.is_empty();
        let (mut events, mut before, mut loose) = (Vec::with_capacity(12), Vec::new(), trail.has_lost_parent(at));
        if by_run {
            for p in self.runs.earlier(at) {
                stack.push(p);
                if trail.get(p).is_some_and(|e| e.kind == Kind::Execution) && !tries.contains(&p) {
                    break;
                }
            }
        }
        while let Some(p) = stack.pop() {
            let Some(e) = trail.get(p).filter(|_| p != at && self.first_time(p)) else { continue };
            if e.kind == Kind::Execution && !tries.contains(&p) {
                before.push(p);
                continue;
            }
            let found = stack.len();
            stack.extend(trail.parents(p));
            loose |= trail.has_lost_parent(p) || (!by_run && stack.len() == found && e.kind != Kind::Request);
            events.push(p);
        }
        events.sort_unstable();
        let mut item = Item { at, by_run, ..Item::default() };
        self.sort_out(&mut item, &events);
        item.events = events;
        if loose {
            item.maybe = self.rest_of_run(at, &item.content);
        }
        self.inherit(&mut item, before);
        item
    }

    fn first_time(&mut self, p: usize) -> bool {
        match self.seen.get_mut(p) {
            Some(round) if *round != self.round => {
                *round = self.round;
                true
            }
            _ => false,
        }
    }

    fn sort_out(&self, item: &mut Item, events: &[usize]) {
        for p in events {
            match self.trail.get(*p).map(|e| e.kind) {
                Some(Kind::ModelOutput | Kind::HumanEdit) => item.content.push(*p),
                Some(Kind::Approval) => item.approvals.push(*p),
                Some(Kind::Request | Kind::Prompt) => item.asked.push(*p),
                _ => {}
            }
        }
        // Content of other artefacts is not what was carried out, unless nothing else is there.
        let artefact = self.trail.get(item.at).and_then(|e| e.artefact);
        let same = |p: &usize| self.trail.get(*p).is_some_and(|e| e.artefact.is_none() || e.artefact == artefact);
        if artefact.is_some() && item.content.iter().any(same) {
            item.content.retain(same);
        }
    }

    /// Drafts and edits of the run since the action before, about the same artefact, that are not linked.
    fn rest_of_run(&self, at: usize, content: &[usize]) -> Vec<usize> {
        let mut found: Vec<usize> = self
            .runs
            .earlier(at)
            .filter_map(|p| self.trail.get(p).map(|e| (p, e.kind)))
            .take_while(|(_, kind)| *kind != Kind::Execution)
            .filter(|(p, kind)| matches!(kind, Kind::ModelOutput | Kind::HumanEdit) && !content.contains(p))
            .map(|(p, _)| p)
            .collect();
        found.reverse();
        found
    }

    /// Takes from the executions before what it has none of itself.
    fn inherit(&self, item: &mut Item, mut before: Vec<usize>) {
        before.sort_unstable();
        let earlier = |p: &usize| self.items.get(self.items.binary_search_by(|i| i.at.cmp(p)).ok()?);
        let from: Vec<&Item> = before.iter().filter_map(earlier).collect();
        let fill = |own: &mut Vec<usize>, part: fn(&Item) -> &[usize]| {
            if own.is_empty() {
                own.extend(from.iter().flat_map(|i| part(i)).copied());
                own.sort_unstable();
                own.dedup();
            }
        };
        fill(&mut item.content, |i| &i.content);
        fill(&mut item.maybe, |i| &i.maybe);
        fill(&mut item.approvals, |i| &i.approvals);
        fill(&mut item.asked, |i| &i.asked);
        if !before.is_empty() {
            item.events.extend(before.iter().chain(&item.content).chain(&item.approvals).chain(&item.asked));
            item.events.sort_unstable();
            item.events.dedup();
        }
    }
}
