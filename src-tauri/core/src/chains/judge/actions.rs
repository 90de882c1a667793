//! What each action of a run is bound to: the approvals it relied on, the calls it carries out, and its effect.

use super::Judge;
use crate::chains::groups::same_content;
use crate::chains::link::{Link, LinkKind, Need, Why};
use crate::chains::{Branch, Ended};
use crate::event::{Decided, Event, Kind};
use std::borrow::Cow;
use std::collections::BTreeMap;

impl<'c> Judge<'c, '_> {
    /// Binds each action to its approvals and its effect. Says how many actions there are, and how many tries more.
    pub(super) fn actions(&mut self, ended: Ended, needs_approval: Need, branches: &mut Vec<Branch>) -> (usize, usize) {
        self.approval_outcomes();
        if self.executions.is_empty() {
            if let Some(effect) = self.effects.first().copied() {
                self.link(LinkKind::Execution).note(Why::Absent, effect);
                if self.approvals.all().is_empty() {
                    self.link(LinkKind::Approval).note(Why::Absent, effect);
                }
            }
            return (0, 0);
        }
        let attempts = self.attempts();
        let has_effect = self.effects_of(&attempts);
        let actions = has_effect.len();
        let several = actions + self.calls.iter().filter(|c| matches!(c.decision, Some((_, Decided::No)))).count() > 1;
        if !several {
            self.action(&attempts, has_effect.first().copied().unwrap_or(false), needs_approval);
            return (actions, attempts.len() - actions);
        }
        let whole = self.links;
        let mut sum = whole;
        for (action, has_effect) in attempts.chunk_by(|a, b| a.0 == b.0).zip(has_effect) {
            self.links = whole.map(|l| Link { need: l.need, ..Link::default() });
            self.action(action, has_effect, needs_approval);
            for (sum, link) in sum.iter_mut().zip(&self.links) {
                sum.merge(link);
            }
            if let Some((_, last)) = action.last() {
                let gap = LinkKind::ALL.into_iter().zip(&self.links).find(|(_, l)| l.is_gap()).map(|(k, l)| (k, l.state));
                branches.push(Branch { ends: *last, attempts: action.len(), gap });
            }
        }
        self.links = sum;
        if ended == Ended::CarriedOut {
            let denied = self.calls.iter().filter_map(|c| c.decision).filter(|(_, said)| *said == Decided::No);
            branches.extend(denied.map(|(decision, _)| Branch { ends: decision, attempts: 0, gap: None }));
            branches.sort_by_key(|b| b.ends);
        }
        (actions, attempts.len() - actions)
    }

    /// Binds the tries of one action.
    fn action(&mut self, tries: &[(usize, usize)], has_effect: bool, needs_approval: Need) {
        let trail = self.trail;
        let mut done = None;
        for (_, at) in tries {
            self.behind.walk(trail, *at);
            if trail.get(*at).is_some_and(|e| !e.not_done()) {
                done = done.or(Some(*at));
                if self.was_denied(*at) {
                    self.link(LinkKind::Execution).note(Why::Denied, *at);
                }
                if let Some(late) = self.decided_late(*at) {
                    self.link(LinkKind::PolicyDecision).note(Why::AfterExecution, late);
                }
            }
            self.approved(*at, needs_approval);
        }
        if let (Some(at), false, true) = (done, has_effect, self.required.effect > Need::No) {
            let need = self.required.effect;
            self.ask(LinkKind::Effect, need);
            self.link(LinkKind::Effect).note(Why::Absent, at);
        }
    }

    fn approval_outcomes(&mut self) {
        let is_untold = |at: &&usize| self.trail.get(**at).is_some_and(|e| e.decided() == Decided::Untold);
        if let Some(at) = self.approvals.all().iter().find(is_untold).copied() {
            self.link(LinkKind::Approval).note(Why::OutcomeUntold, at);
        }
    }

    /// Executions by action: those with one idempotency key and no two contents are one. Sorted by the first try.
    fn attempts(&self) -> Vec<(usize, usize)> {
        let mut firsts: BTreeMap<Cow<'c, str>, usize> = BTreeMap::new();
        let several = self.executions.len() > 1;
        let mut found: Vec<(usize, usize)> = Vec::with_capacity(self.executions.len());
        for at in self.executions.iter().copied() {
            let event = self.trail.get(at);
            let key = event.filter(|_| several).and_then(|e| e.detail("idempotency_key")).filter(|k| !k.is_empty());
            let first = key.map_or(at, |key| *firsts.entry(key).or_insert(at));
            let one = self.trail.get(first).zip(event).is_some_and(|(a, b)| same_content(a.sha256, b.sha256));
            found.push((if one { first } else { at }, at));
        }
        found.sort_unstable();
        found
    }

    /// For each action, whether an effect follows from it: by its parents, else the latest execution before it about its artefact.
    fn effects_of(&mut self, attempts: &[(usize, usize)]) -> Vec<bool> {
        let mut slots: Vec<(usize, usize)> = Vec::with_capacity(attempts.len());
        let mut actions = 0;
        for action in attempts.chunk_by(|a, b| a.0 == b.0) {
            slots.extend(action.iter().map(|(_, at)| (*at, actions)));
            actions += 1;
        }
        let trail = self.trail;
        let mut has = vec![actions == 1 && !self.effects.is_empty(); actions];
        if actions < 2 {
            return has;
        }
        slots.sort_unstable();
        self.carried_out.gather(trail, Kind::Execution, &self.executions);
        for effect in &self.effects {
            let by_parents = trail.parents(*effect).filter(|at| trail.get(*at).is_some_and(|e| e.kind == Kind::Execution));
            let mut of: Vec<usize> = by_parents.collect();
            if of.is_empty() {
                of.extend(self.carried_out.latest(trail.get(*effect).and_then(|e| e.artefact), trail.until(*effect)));
            }
            for at in of {
                let slot = slots.binary_search_by(|(p, _)| p.cmp(&at)).ok().and_then(|i| slots.get(i));
                if let Some(has) = slot.and_then(|(_, action)| has.get_mut(*action)) {
                    *has = true;
                }
            }
        }
        has
    }

    /// Whether an execution follows from a call that was denied; without a call it follows from, whether the whole run was denied.
    fn was_denied(&self, execution: usize) -> bool {
        match (self.behind.calls.as_slice(), self.calls.as_slice()) {
            ([], [one]) => self.decision_of(one.at, execution) == Some(Decided::No),
            ([], _) => self.denied_only(),
            (calls, _) => calls.iter().any(|call| self.decision_of(*call, execution) == Some(Decided::No)),
        }
    }

    /// The decision about a call that an execution carries out, where it came only after the execution; without a call it follows from,
    /// that about the only call of the run.
    fn decided_late(&self, execution: usize) -> Option<usize> {
        match (self.behind.calls.as_slice(), self.calls.as_slice()) {
            ([], [one]) => self.late_decision(one.at, execution),
            (calls, _) => calls.iter().find_map(|call| self.late_decision(*call, execution)),
        }
    }

    /// Binds one execution to the approvals it relied on.
    fn approved(&mut self, execution: usize, needs_approval: Need) {
        let trail = self.trail;
        let mut relied = std::mem::take(&mut self.relied);
        self.approvals.relied(trail, execution, &self.behind, &mut relied);
        if relied.is_empty() {
            let r = self.required;
            let by_call = |call: &usize| match self.decision_of(*call, execution) {
                Some(Decided::NeedsApproval) => Need::Yes,
                Some(Decided::Untold) => Need::Assumed,
                _ => Need::No,
            };
            let by_policy = self.behind.calls.iter().map(by_call).max().unwrap_or(needs_approval);
            let late = self.approvals.after(trail, execution);
            if r.review.max(r.dynamic).max(by_policy) > Need::No {
                match late {
                    Some(at) => self.link(LinkKind::Approval).note(Why::AfterExecution, at),
                    None => self.link(LinkKind::Approval).note(Why::Absent, execution),
                }
            }
        }
        for approval in relied.iter().filter_map(|at| trail.get(*at)) {
            self.bind_approval(execution, approval);
        }
        self.relied = relied;
    }

    /// Binds an execution to an approval. Whether a person gave it is asked by the review (4a) and by the gate (4b); a link needs a known
    /// actor.
    fn bind_approval(&mut self, execution: usize, approval: &Event<'c>) {
        let Some(event) = self.trail.get(execution) else { return };
        if approval.decided() == Decided::No {
            self.link(LinkKind::Execution).note(Why::NotApproved, execution);
            return;
        }
        if approval.may_be_either_way(event) {
            self.link(LinkKind::Execution).note(Why::HourUntold, execution);
        }
        match (approval.sha256, event.sha256) {
            (Some(a), Some(e)) if same_content(Some(a), Some(e)) => {}
            (Some(_), Some(_)) => self.link(LinkKind::Execution).note(Why::Hash, execution),
            _ => self.link(LinkKind::Execution).note(Why::HashUntold, execution),
        }
        match (approval.detail("executors").filter(|e| !e.trim().is_empty()), event.actor) {
            (None, _) => self.link(LinkKind::Execution).note(Why::ExecutorUntold, execution),
            (Some(named), Some(actor)) => {
                let registry = self.case.registry();
                let mut names = named.split(',').map(str::trim);
                let is_named = names.clone().any(|n| n == actor) || names.any(|n| registry.same(n, actor));
                if !is_named {
                    self.link(LinkKind::Execution).note(Why::Executor, execution);
                }
            }
            // An execution without an actor is not valid for that already.
            (Some(_), None) => {}
        }
    }
}
