//! One run judged link by link.

mod actions;

use crate::case::Case;
use crate::chains::groups::Group;
use crate::chains::link::{Link, LinkKind, Need, Why, verdict};
use crate::chains::reliance::{Behind, OfKind, call_of};
use crate::chains::required::{Required, is_for_task};
use crate::chains::{ChainRun, Ended};
use crate::event::{Decided, Kind};
use crate::tables::Table;
use crate::trail::Trail;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// One tool call with the last decision about it.
struct Call {
    at: usize,
    /// The decision and what it says; `None` when there is none.
    decision: Option<(usize, Decided)>,
}

/// Judges the runs of one case. It keeps what it has looked up, and its lists from run to run.
pub(in crate::chains) struct Judge<'c, 'a> {
    case: &'c Case<'c, 'a>,
    trail: &'c Trail<'c>,
    required: Required,
    /// First and last millisecond of the period.
    period: (i64, i64),
    /// For each name of the trail whether it is one registered person or machine, once it was asked.
    resolved: Vec<Option<bool>>,
    for_task: BTreeMap<&'c str, Need>,
    /// When credentials were issued and withdrawn.
    credentials: BTreeMap<&'c str, Vec<(Kind, usize)>>,
    calls: Vec<Call>,
    /// Decisions with the call they are about, in order of time.
    decided: Vec<(usize, usize, Decided)>,
    executions: Vec<usize>,
    effects: Vec<usize>,
    approvals: OfKind<'c>,
    carried_out: OfKind<'c>,
    behind: Behind,
    relied: Vec<usize>,
    links: [Link; 10],
}

impl<'c, 'a> Judge<'c, 'a> {
    pub fn new(case: &'c Case<'c, 'a>) -> Self {
        let required = Required::of(case);
        let mut credentials: BTreeMap<&'c str, Vec<(Kind, usize)>> = BTreeMap::new();
        if required.task_access > Need::No {
            for (at, event) in case.trail.events().iter().enumerate() {
                // Those that name no credential stand under the empty name.
                if matches!(event.kind, Kind::CredentialIssue | Kind::CredentialRevoke) {
                    credentials.entry(event.credential.unwrap_or("")).or_default().push((event.kind, at));
                }
            }
        }
        Self {
            case,
            trail: case.trail,
            required,
            period: crate::chains::bounds(case.period()),
            resolved: vec![None; case.trail.names().len()],
            for_task: BTreeMap::new(),
            credentials,
            calls: Vec::new(),
            decided: Vec::new(),
            executions: Vec::new(),
            effects: Vec::new(),
            approvals: OfKind::default(),
            carried_out: OfKind::default(),
            behind: Behind::default(),
            relied: Vec::new(),
            links: [Link::default(); 10],
        }
    }

    fn link(&mut self, kind: LinkKind) -> &mut Link {
        let [request, prompt, output, call, decision, approval, issue, execution, effect, revoke] = &mut self.links;
        match kind {
            LinkKind::Request => request,
            LinkKind::Prompt => prompt,
            LinkKind::ModelOutput => output,
            LinkKind::ToolCall => call,
            LinkKind::PolicyDecision => decision,
            LinkKind::Approval => approval,
            LinkKind::CredentialIssue => issue,
            LinkKind::Execution => execution,
            LinkKind::Effect => effect,
            LinkKind::CredentialRevoke => revoke,
        }
    }

    fn ask(&mut self, kind: LinkKind, need: Need) {
        let link = self.link(kind);
        link.need = link.need.max(need);
    }

    /// Whether the actor of an event is one registered person or machine.
    fn is_resolved(&mut self, event: usize) -> bool {
        let (trail, registry) = (self.trail, self.case.registry());
        let Some(actor) = trail.actor(event) else { return false };
        let Some((name, resolved)) = trail.names().get(actor).zip(self.resolved.get_mut(actor)) else { return false };
        *resolved.get_or_insert_with(|| registry.resolve(name).is_resolved())
    }

    /// Judges one run.
    pub fn run(&mut self, group: &'c Group<'c>) -> ChainRun<'c> {
        self.links = [Link::default(); 10];
        let linked_by_run = self.look(&group.events);
        let mut branches = Vec::new();
        let last = group.events.last().copied().unwrap_or(0);
        let needs_approval = self.decisions(&group.events);
        let (denied, acts) = (self.denied_only(), !self.executions.is_empty() || !self.effects.is_empty());
        self.approvals.gather(self.trail, Kind::Approval, &group.events);
        let last_approval = group.events.iter().rev().filter_map(|at| self.trail.get(*at)).find(|e| e.kind == Kind::Approval);
        let ended = match last_approval.map(|a| a.decided()) {
            _ if acts => Ended::CarriedOut,
            _ if denied => Ended::Denied,
            Some(Decided::No) => Ended::NotApproved,
            _ => Ended::Open,
        };
        self.needs(ended, needs_approval);
        if ended == Ended::Open && self.allowed(last_approval.map(|a| a.decided())) {
            // What was allowed was carried out, unless the log says otherwise: that it shows no end is a gap.
            let need = self.required.effect.min(Need::Assumed);
            self.ask(LinkKind::Execution, need);
            self.ask(LinkKind::Effect, need);
        }
        let (actions, retries) = self.actions(ended, needs_approval, &mut branches);
        self.task_access(acts, last);
        self.order();
        self.absent(ended, last);
        let (state, first_gap) = verdict(&self.links);
        let decisive = self.executions.last().copied().unwrap_or(last);
        let at = self.trail.get(decisive).map_or(0, |e| e.at);
        ChainRun {
            id: group.id,
            by: group.by,
            loose: group.loose,
            linked_by_run,
            retried_as: group.retried_as.clone(),
            events: Cow::Borrowed(&group.events),
            links: self.links,
            state,
            first_gap,
            ended,
            at,
            in_period: self.period.0 <= at && at <= self.period.1,
            actions,
            retries,
            branches,
        }
    }

    /// What each event says of its own link. Says whether a link follows from nothing but its run.
    fn look(&mut self, events: &[usize]) -> bool {
        self.calls.clear();
        self.decided.clear();
        self.executions.clear();
        self.effects.clear();
        let mut by_run = false;
        for at in events.iter().copied() {
            let Some(event) = self.trail.get(at) else { continue };
            let Some(kind) = LinkKind::of(event.kind) else { continue };
            match event.kind {
                Kind::ToolCall => self.calls.push(Call { at, decision: None }),
                Kind::Execution => self.executions.push(at),
                Kind::Effect => self.effects.push(at),
                _ => {}
            }
            let mut parents = self.trail.parents(at).filter_map(|p| self.trail.get(p)).peekable();
            let lost = self.trail.has_lost_parent(at);
            let around = matches!(event.kind, Kind::Request | Kind::CredentialIssue | Kind::CredentialRevoke);
            by_run |= parents.peek().is_none() && !lost && !around && events.len() > 1;
            let early = parents.any(|p| p.at > event.latest());
            let resolved = self.is_resolved(at);
            let link = self.link(kind);
            link.events += 1;
            link.first.get_or_insert(at);
            if lost {
                link.note(Why::LostParent, at);
            }
            if early {
                link.note(Why::BeforeParent, at);
            }
            if !resolved {
                link.note(Why::Actor, at);
            }
            match event.kind {
                Kind::ModelOutput if ["model", "version"].iter().any(|k| event.detail(k).is_none_or(|v| v.is_empty())) => {
                    link.note(Why::Model, at);
                }
                Kind::Effect if !event.not_done() && event.detail("record").is_none_or(|r| r.is_empty()) => {
                    link.note(Why::NoRecord, at);
                }
                _ => {}
            }
        }
        by_run
    }

    /// Binds decisions to calls. Says whether a decision asks, or may ask, for an approval.
    fn decisions(&mut self, events: &[usize]) -> Need {
        let (mut needs_approval, mut loose) = (Need::No, 0);
        for at in events.iter().copied() {
            let Some(event) = self.trail.get(at).filter(|e| e.kind == Kind::PolicyDecision) else { continue };
            let said = event.decided();
            match said {
                Decided::NeedsApproval => needs_approval = Need::Yes,
                Decided::Untold => {
                    needs_approval = needs_approval.max(Need::Assumed);
                    self.link(LinkKind::PolicyDecision).note(Why::OutcomeUntold, at);
                }
                Decided::Yes | Decided::No => {}
            }
            let why = match event.detail("call").filter(|c| !c.is_empty()) {
                None => Some(Why::CallUntold),
                Some(call) => self.bind(&call, at, said),
            };
            if let Some(why) = why {
                loose += usize::from(why == Why::CallUntold);
                self.link(LinkKind::PolicyDecision).note(why, at);
            }
        }
        // A decision that does not name its call may be about any one that has none.
        let undecided = self.calls.iter().filter(|c| c.decision.is_none()).map(|c| c.at).nth(loose);
        if let Some(call) = undecided {
            self.link(LinkKind::PolicyDecision).note(Why::Absent, call);
        }
        needs_approval
    }

    /// Binds a decision to the call it names; why not, when it cannot.
    fn bind(&mut self, call: &str, decision: usize, said: Decided) -> Option<Why> {
        let trail = self.trail;
        let found = match self.calls.as_slice() {
            [one] if trail.get(one.at).is_some_and(|e| e.id == call) => Some(one.at),
            _ => call_of(trail, decision, call),
        };
        let Some(at) = found.filter(|at| trail.get(*at).is_some_and(|e| e.kind == Kind::ToolCall)) else {
            return Some(Why::CallLost);
        };
        // Calls were gathered in order of position.
        let slot = self.calls.binary_search_by(|c| c.at.cmp(&at)).ok().and_then(|slot| self.calls.get_mut(slot));
        match slot {
            Some(of) => {
                of.decision = Some((decision, said));
                self.decided.push((at, decision, said));
            }
            None => return Some(Why::CallElsewhere),
        }
        trail.get(at).zip(trail.get(decision)).filter(|(c, d)| c.at > d.at).map(|_| Why::BeforeParent)
    }

    /// What was decided about a call by the time of an execution.
    fn decision_of(&self, call: usize, execution: usize) -> Option<Decided> {
        let slot = self.calls.binary_search_by(|c| c.at.cmp(&call)).ok()?;
        let (last, said) = self.calls.get(slot)?.decision?;
        if !self.is_later(last, execution) {
            return Some(said);
        }
        let earlier = self.decided.iter().rev().find(|(c, d, _)| *c == call && !self.is_later(*d, execution));
        earlier.map(|(_, _, said)| *said)
    }

    /// The last decision about a call, where none was taken by the time of an execution.
    fn late_decision(&self, call: usize, execution: usize) -> Option<usize> {
        let slot = self.calls.binary_search_by(|c| c.at.cmp(&call)).ok()?;
        let (last, _) = self.calls.get(slot)?.decision?;
        (self.decision_of(call, execution).is_none()).then_some(last)
    }

    /// Whether an event is later than another; at the same moment nothing is.
    fn is_later(&self, event: usize, than: usize) -> bool {
        self.trail.get(event).zip(self.trail.get(than)).is_some_and(|(a, b)| a.at > b.latest())
    }

    /// Whether the policy denied every call of the run, of which there is one.
    fn denied_only(&self) -> bool {
        !self.calls.is_empty() && self.calls.iter().all(|c| matches!(c.decision, Some((_, Decided::No))))
    }

    /// Whether what the run began may go ahead: the last approval says yes, or the policy allowed a call. A call that only reads has no
    /// effect; one that was not done, or still waits for its turn, has none yet.
    fn allowed(&self, approval: Option<Decided>) -> bool {
        let event = |call: &Call| self.trail.get(call.at);
        let ended = |call: &Call| event(call).is_some_and(|e| e.not_done());
        let reads = |call: &Call| event(call).is_some_and(|e| e.detail("access").as_deref() == Some("read"));
        let began = |call: &&Call| !ended(call) && !reads(call);
        if approval == Some(Decided::Yes) {
            return self.calls.is_empty() || self.calls.iter().any(|c| began(&c));
        }
        let stands = |call: &&Call| matches!(call.decision, Some((_, Decided::Yes))) && event(call).is_some_and(|e| !e.waits());
        self.calls.iter().filter(began).any(|c| stands(&c))
    }

    /// Which links the run needs, by what it did.
    fn needs(&mut self, ended: Ended, needs_approval: Need) {
        let r = self.required;
        let acts = ended == Ended::CarriedOut;
        let called = if self.calls.is_empty() && self.link(LinkKind::PolicyDecision).events == 0 { Need::No } else { Need::Yes };
        let tools = called.max(if acts { r.tools } else { Need::No });
        self.ask(LinkKind::Request, Need::Yes);
        self.ask(LinkKind::Prompt, r.model);
        self.ask(LinkKind::ModelOutput, r.model);
        self.ask(LinkKind::ToolCall, tools);
        self.ask(LinkKind::PolicyDecision, tools);
        if acts {
            let done = self.executions.iter().any(|at| self.trail.get(*at).is_some_and(|e| !e.not_done()));
            self.ask(LinkKind::Execution, Need::Yes);
            self.ask(
                LinkKind::Effect,
                if !self.effects.is_empty() {
                    Need::Yes
                } else if done {
                    r.effect
                } else {
                    Need::No
                },
            );
        }
        if ended != Ended::Denied {
            let by_class = if acts { r.dynamic } else { Need::No };
            self.ask(LinkKind::Approval, r.review.max(by_class).max(needs_approval));
        }
    }

    /// Issue and withdrawal of a credential, where access for one task is claimed.
    fn task_access(&mut self, acts: bool, last: usize) {
        let claimed = self.required.task_access;
        if !acts || claimed == Need::No {
            return;
        }
        for number in 0..self.executions.len().max(1) {
            let at = self.executions.get(number).copied();
            let credential = at.and_then(|at| self.trail.get(at)).and_then(|e| e.credential);
            let need = credential.map_or(claimed, |c| self.is_for_task(c));
            if need == Need::No {
                continue;
            }
            let position = at.unwrap_or(last);
            for (link, kind) in [(LinkKind::CredentialIssue, Kind::CredentialIssue), (LinkKind::CredentialRevoke, Kind::CredentialRevoke)] {
                // What happened to the credential next to this: a withdrawal after another issue is not of this task, nor is an issue
                // before an earlier withdrawal. An event that names no credential may be about this one.
                let of = credential.and_then(|c| self.credentials.get(c)).into_iter().flatten();
                let about = of.chain(self.credentials.get("").into_iter().flatten());
                let next = match kind {
                    Kind::CredentialIssue => about.filter(|(_, p)| *p < position).max_by_key(|(_, p)| *p),
                    _ => about.filter(|(_, p)| *p > position).min_by_key(|(_, p)| *p),
                };
                let elsewhere = credential.is_some() && next.is_some_and(|(k, _)| *k == kind);
                self.ask(link, need);
                if !elsewhere && self.link(link).events == 0 {
                    self.link(link).note(Why::Absent, position);
                }
            }
        }
    }

    fn is_for_task(&mut self, credential: &'c str) -> Need {
        let (data, claimed) = (self.case.data(), self.required.task_access);
        *self.for_task.entry(credential).or_insert_with(|| match data.find(Table::Credentials, credential) {
            Some(c) => match is_for_task(c) {
                Some(true) => Need::Yes,
                Some(false) => Need::No,
                None => Need::Assumed,
            },
            None => claimed,
        })
    }

    /// What leads to an execution begins before the first one.
    fn order(&mut self) {
        let Some(begun) = self.executions.first().and_then(|at| self.trail.get(*at)) else { return };
        let (first, latest) = (begun.at, begun.latest());
        for kind in [LinkKind::Request, LinkKind::Prompt, LinkKind::ModelOutput, LinkKind::ToolCall] {
            let begins = self.link(kind).first;
            if let Some(at) = begins.filter(|at| self.trail.get(*at).is_some_and(|e| e.at > latest)) {
                self.link(kind).note(Why::AfterExecution, at);
            }
        }
        if let Some(at) = self.effects.iter().copied().find(|at| self.trail.get(*at).is_some_and(|e| e.latest() < first)) {
            self.link(LinkKind::Effect).note(Why::BeforeExecution, at);
        }
    }

    /// Notes the links that the run needs and has no event for. Those that each action needs were noted with the action.
    fn absent(&mut self, ended: Ended, last: usize) {
        for kind in LinkKind::ALL {
            let by_action = matches!(kind, LinkKind::CredentialIssue | LinkKind::CredentialRevoke)
                || (kind == LinkKind::Approval && ended == Ended::CarriedOut);
            let link = self.link(kind);
            if !by_action && link.need > Need::No && link.events == 0 && link.why.is_none() {
                link.note(Why::Absent, last);
            }
        }
    }
}
